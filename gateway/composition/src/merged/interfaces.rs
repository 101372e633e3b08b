//! What an interface gained from one subgraph, its implementations must have from some.

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

use super::Elements;
use crate::diagnostic::Findings;
use crate::{Diagnostic, Place, codes};

pub(super) fn check(schema: &Schema, elements: &Elements<'_>, findings: &mut Findings) {
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let (fields, interfaces) = match ty {
            ExtendedType::Object(ty) => (&ty.fields, &ty.implements_interfaces),
            ExtendedType::Interface(ty) => (&ty.fields, &ty.implements_interfaces),
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => continue,
        };
        for interface in interfaces {
            let Some(interface) = schema.get_interface(interface) else {
                continue;
            };
            for field in interface
                .fields
                .keys()
                .filter(|field| !fields.contains_key(*field))
            {
                let message = format!(
                    "`{name}` implements `{}`, which has the field `{field}` in some subgraph, but no subgraph resolves \
                     `{name}.{field}`",
                    interface.name
                );
                let lacking = elements.of_type(name).into_iter();
                let having = elements.of_field(&interface.name, field).into_iter();
                let finding = Diagnostic::error(codes::INTERFACE_FIELD_NO_IMPLEM, message)
                    .at_all(lacking.map(|place| place.labelled(format!("lacks `{field}`"))))
                    .at_all(having.map(Place::secondary));
                findings
                    .push(finding.fix(format!("add `{field}` to `{name}` where it is resolved")));
            }
        }
    }
}

/// Takes out what is told above, so that the rest can be looked at: the implementations that lack fields.
pub(crate) fn leave_out_incomplete(schema: &mut Schema) {
    let mut incomplete: Vec<(Name, Name)> = Vec::new();
    for (name, ty) in &schema.types {
        let ExtendedType::Object(ty) = ty else {
            continue;
        };
        for interface in &ty.implements_interfaces {
            let fields = schema.get_interface(interface).map(|i| i.fields.keys());
            if fields.is_some_and(|mut fields| fields.any(|f| !ty.fields.contains_key(f))) {
                incomplete.push((name.clone(), interface.name.clone()));
            }
        }
    }
    for (name, interface) in incomplete {
        if let Some(ExtendedType::Object(ty)) = schema.types.get_mut(&name) {
            let ty = ty.make_mut();
            ty.implements_interfaces.shift_remove(&interface);
            ty.directives.0.retain(|directive| {
                let of = directive.specified_argument_by_name("interface");
                directive.name != "join__implements"
                    || of.and_then(|value| value.as_str()) != Some(interface.as_str())
            });
        }
    }
}
