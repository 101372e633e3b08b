//! Whether a text is a JSON Schema (draft 2020-12), as far as its keywords are compared.

use serde_json::Value;

use super::super::keywords::{LENGTHS, LOWER, SCHEMA, SCHEMA_LIST, SCHEMAS, TEXTS, UPPER};
use super::{Document, Schema};

const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

pub(super) fn check(document: &Document) -> Result<(), String> {
    schema(document, &document.root, "#")
}

/// Recursion is bounded by the document's depth.
fn schema(document: &Document, value: &Value, at: &str) -> Result<(), String> {
    match value {
        Value::Bool(_) => Ok(()),
        Value::Object(fields) => {
            for (key, value) in fields {
                let at = format!("{at}/{key}");
                keyword(document, key, value, &at)?;
            }
            reference(document, fields, at)
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(format!("{at} is neither an object nor true or false"))
        }
    }
}

fn keyword(document: &Document, key: &str, value: &Value, at: &str) -> Result<(), String> {
    let wrong = |expected: &str| Err(format!("{at} is not {expected}"));
    if SCHEMA.contains(&key) {
        return schema(document, value, at);
    }
    if SCHEMAS.contains(&key) {
        let Value::Object(schemas) = value else {
            return wrong("an object of schemas");
        };
        let mut schemas = schemas.iter();
        return schemas.try_for_each(|(name, one)| schema(document, one, &format!("{at}/{name}")));
    }
    if SCHEMA_LIST.contains(&key) {
        let Some(list) = value.as_array().filter(|list| !list.is_empty()) else {
            return wrong("a list of schemas");
        };
        let mut list = list.iter().enumerate();
        return list.try_for_each(|(index, one)| schema(document, one, &format!("{at}/{index}")));
    }
    if LENGTHS.contains(&key) {
        return match value.as_u64() {
            Some(_) => Ok(()),
            None => wrong("a whole number, zero or more"),
        };
    }
    if (LOWER.contains(&key) || UPPER.contains(&key) || key == "multipleOf") && !value.is_number() {
        return wrong("a number");
    }
    if TEXTS.contains(&key) && !value.is_string() {
        return wrong("a text");
    }
    match key {
        "type" => types(value, at),
        "required" if !is_names(value) => wrong("a list of names"),
        "dependentRequired" => match value.as_object() {
            Some(names) if names.values().all(is_names) => Ok(()),
            Some(_) | None => wrong("an object of lists of names"),
        },
        "enum" if value.as_array().is_none_or(Vec::is_empty) => wrong("a list of values"),
        "uniqueItems" if !value.is_boolean() => wrong("true or false"),
        _ => Ok(()),
    }
}

fn types(value: &Value, at: &str) -> Result<(), String> {
    let names: Vec<&Value> = match value {
        Value::Array(list) if !list.is_empty() => list.iter().collect(),
        one => vec![one],
    };
    let mut names = names.into_iter();
    let unknown = names.find(|name| !name.as_str().is_some_and(|name| TYPES.contains(&name)));
    match unknown {
        Some(name) => Err(format!("{at} is {name}, which is no type of JSON")),
        None => Ok(()),
    }
}

fn is_names(value: &Value) -> bool {
    let list = value.as_array();
    list.is_some_and(|list| list.iter().all(Value::is_string))
}

fn reference(document: &Document, fields: &Schema, at: &str) -> Result<(), String> {
    let reference = fields.get("$ref").and_then(Value::as_str);
    let local = reference.filter(|reference| reference.starts_with('#'));
    match local {
        Some(local) if document.target(local).is_none() => {
            Err(format!("{at}/$ref names {local}, which is not there"))
        }
        Some(_) | None => Ok(()),
    }
}
