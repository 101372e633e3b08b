//! What an interface gained from one subgraph, its implementations must have from some.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;

use super::Elements;
use crate::diagnostic::Findings;
use crate::{Diagnostic, codes};

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
                let finding = Diagnostic::error(codes::INTERFACE_FIELD_NO_IMPLEM, message)
                    .at_all(elements.of_field(&interface.name, field))
                    .at_all(elements.of_type(name));
                findings
                    .push(finding.fix(format!("add `{field}` to `{name}` where it is resolved")));
            }
        }
    }
}
