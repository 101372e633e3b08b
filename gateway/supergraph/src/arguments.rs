//! Typed reading of directive arguments that are written out in a document.

use apollo_compiler::ast::{Directive, Value};

/// A string argument, if it is given and is a string.
pub(crate) fn string<'a>(directive: &'a Directive, name: &str) -> Option<&'a str> {
    directive.specified_argument_by_name(name)?.as_str()
}

/// A flag; absent and null count as the default.
pub(crate) fn flag(directive: &Directive, name: &str, default: bool) -> bool {
    directive
        .specified_argument_by_name(name)
        .and_then(|value| value.to_bool())
        .unwrap_or(default)
}

/// `[["a", "b"], ["c"]]`; a value where a list is expected counts as a list of one, as GraphQL coerces it.
pub(crate) fn nested_strings(directive: &Directive, name: &str) -> Vec<Vec<String>> {
    let Some(value) = directive.specified_argument_by_name(name) else {
        return Vec::new();
    };
    items(value)
        .iter()
        .map(|inner| {
            items(inner)
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        })
        .collect()
}

/// The strings of a list argument.
pub(crate) fn strings(directive: &Directive, name: &str) -> Vec<String> {
    let value = directive.specified_argument_by_name(name);
    let values = value.map(items).unwrap_or_default();
    values
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn items(value: &apollo_compiler::Node<Value>) -> &[apollo_compiler::Node<Value>] {
    match value.as_list() {
        Some(list) => list,
        None => std::slice::from_ref(value),
    }
}
