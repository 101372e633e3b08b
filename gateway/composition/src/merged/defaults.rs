//! Visible defaults must not use what is hidden.

use apollo_compiler::ast::{InputValueDefinition, Type, Value};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Node, Schema};

use super::Elements;
use super::inaccessible::{is_hidden, is_hidden_type};
use crate::diagnostic::Findings;
use crate::{Diagnostic, Place, codes};

pub(super) fn check(schema: &Schema, elements: &Elements<'_>, findings: &mut Findings) {
    if !schema.directive_definitions.contains_key("inaccessible") {
        return;
    }
    let mut input = |coordinate: String, input: &Node<InputValueDefinition>, places: Vec<Place>| {
        let Some(default) = input
            .default_value
            .as_ref()
            .filter(|_| !is_hidden(&input.directives))
        else {
            return;
        };
        if let Some(hidden) = hidden_part(schema, &input.ty, default) {
            let message =
                format!("the default of `{coordinate}` uses `{hidden}`, which is inaccessible");
            let code = codes::DEFAULT_VALUE_USES_INACCESSIBLE;
            let finding = Diagnostic::error(code, message).at_all(places);
            findings.push(finding.fix("choose a visible default, or hide the element as well"));
        }
    };
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        if is_hidden_type(ty) {
            continue;
        }
        let fields = match ty {
            ExtendedType::Object(ty) => &ty.fields,
            ExtendedType::Interface(ty) => &ty.fields,
            ExtendedType::InputObject(ty) => {
                for field in ty.fields.values() {
                    let places = elements.of_field(name, &field.name);
                    input(format!("{name}.{}", field.name), field, places);
                }
                continue;
            }
            ExtendedType::Scalar(_) | ExtendedType::Union(_) | ExtendedType::Enum(_) => continue,
        };
        for field in fields
            .values()
            .filter(|field| !is_hidden(&field.directives))
        {
            for argument in &field.arguments {
                let coordinate = format!("{name}.{}({}:)", field.name, argument.name);
                let places = elements.of_argument(name, &field.name, &argument.name);
                input(coordinate, argument, places);
            }
        }
    }
}

/// The coordinate of a hidden element that the value uses. Recursion is bounded by the parser's limit.
fn hidden_part(schema: &Schema, ty: &Type, value: &Value) -> Option<String> {
    let name = ty.inner_named_type();
    match (schema.types.get(name)?, value) {
        (_, Value::List(items)) => items
            .iter()
            .find_map(|item| hidden_part(schema, ty.item_type(), item)),
        (ExtendedType::Enum(ty), Value::Enum(value)) => {
            let definition = ty.values.get(value)?;
            is_hidden(&definition.directives).then(|| format!("{name}.{value}"))
        }
        (ExtendedType::InputObject(ty), Value::Object(fields)) => {
            fields.iter().find_map(|(field, value)| {
                let definition = ty.fields.get(field)?;
                if is_hidden(&definition.directives) {
                    return Some(format!("{name}.{field}"));
                }
                hidden_part(schema, &definition.ty, value)
            })
        }
        (
            ExtendedType::Scalar(_)
            | ExtendedType::Object(_)
            | ExtendedType::Interface(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_),
            _,
        ) => None,
    }
}
