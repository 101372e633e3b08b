//! Defaults must still be values of the merged types, and visible ones must not use what is hidden.

use apollo_compiler::ast::{InputValueDefinition, Type, Value};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node, Schema};

use super::Elements;
use super::inaccessible::{is_hidden, is_hidden_type};
use crate::diagnostic::Findings;
use crate::{Diagnostic, Place, codes, values};

pub(super) fn check(schema: &Schema, elements: &Elements<'_>, findings: &mut Findings) {
    let hides = schema.directive_definitions.contains_key("inaccessible");
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let visible = hides && !is_hidden_type(ty);
        let fields = match ty {
            ExtendedType::Object(ty) => &ty.fields,
            ExtendedType::Interface(ty) => &ty.fields,
            ExtendedType::InputObject(ty) => {
                for field in ty.fields.values() {
                    let site = Site {
                        schema,
                        ty: name,
                        field: &field.name,
                        argument: None,
                        input: field,
                    };
                    site.check(visible, elements, findings);
                }
                continue;
            }
            ExtendedType::Scalar(_) | ExtendedType::Union(_) | ExtendedType::Enum(_) => continue,
        };
        for field in fields.values() {
            for argument in &field.arguments {
                let site = Site {
                    schema,
                    ty: name,
                    field: &field.name,
                    argument: Some(&argument.name),
                    input: argument,
                };
                let visible = visible && !is_hidden(&field.directives);
                site.check(visible, elements, findings);
            }
        }
    }
}

/// An argument or input field.
struct Site<'a> {
    schema: &'a Schema,
    ty: &'a Name,
    field: &'a Name,
    argument: Option<&'a Name>,
    input: &'a Node<InputValueDefinition>,
}

impl Site<'_> {
    fn check(&self, visible: bool, elements: &Elements<'_>, findings: &mut Findings) {
        let Some(default) = &self.input.default_value else {
            return;
        };
        if let Some(fault) = values::fault(self.schema, &self.input.ty, default) {
            let message = format!(
                "the default of `{}` does not fit the merged type: {fault}",
                self.coordinate()
            );
            let finding = Diagnostic::error(codes::INVALID_GRAPHQL, message);
            let fix = "choose a default that every subgraph knows, or declare what it uses in all of them";
            findings.push(finding.at_all(self.places(elements)).fix(fix));
            return;
        }
        if !visible || is_hidden(&self.input.directives) {
            return;
        }
        if let Some(hidden) = hidden_part(self.schema, &self.input.ty, default) {
            let message = format!(
                "the default of `{}` uses `{hidden}`, which is inaccessible",
                self.coordinate()
            );
            let code = codes::DEFAULT_VALUE_USES_INACCESSIBLE;
            let finding = Diagnostic::error(code, message).at_all(self.places(elements));
            findings.push(finding.fix("choose a visible default, or hide the element as well"));
        }
    }

    fn coordinate(&self) -> String {
        match self.argument {
            Some(argument) => format!("{}.{}({argument}:)", self.ty, self.field),
            None => format!("{}.{}", self.ty, self.field),
        }
    }

    fn places(&self, elements: &Elements<'_>) -> Vec<Place> {
        match self.argument {
            Some(argument) => elements.of_argument(self.ty, self.field, argument),
            None => elements.of_field(self.ty, self.field),
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
