//! A contract's text as a tree of the keywords that are compared.

mod flat;
mod valid;

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

pub(super) type Schema = Map<String, Value>;

/// Deeper schemas are refused: walks over them recurse.
const MAX_DEPTH: usize = 64;

/// A JSON Schema document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) root: Value,
}

/// Reads a contract; what is wrong with it is told for people.
pub(super) fn parse(text: &str) -> Result<Document, String> {
    let root: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if !root.is_object() {
        return Err("it is no object".to_owned());
    }
    if depth(&root) > MAX_DEPTH {
        return Err(format!("it is nested more than {MAX_DEPTH} deep"));
    }
    let document = Document { root };
    valid::check(&document)?;
    Ok(document)
}

/// Recursion is bounded by the JSON parser's own limit.
fn depth(value: &Value) -> usize {
    let below: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Object(fields) => Box::new(fields.values()),
        Value::Array(items) => Box::new(items.iter()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return 0,
    };
    below.map(depth).max().map_or(1, |deepest| deepest + 1)
}

impl Document {
    /// What a schema asks, all in one place: references within the document and `allOf` put into it as far as that can be
    /// done. An empty one stands for `true`.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Value) -> Cow<'a, Schema> {
        static ANYTHING: LazyLock<Schema> = LazyLock::new(Map::new);
        static NOTHING: LazyLock<Schema> =
            LazyLock::new(|| Map::from_iter([("not".to_owned(), json!({}))]));
        match schema {
            Value::Bool(false) => Cow::Borrowed(&NOTHING),
            Value::Object(fields) => flat::flattened(self, fields, MAX_DEPTH),
            _ => Cow::Borrowed(&ANYTHING),
        }
    }

    /// What a reference within the document names: `#`, `#/a/b`, `#anchor`.
    fn target(&self, reference: &str) -> Option<&Value> {
        let fragment = reference.strip_prefix('#')?;
        if fragment.is_empty() || fragment.starts_with('/') {
            return self.root.pointer(fragment);
        }
        anchored(&self.root, fragment)
    }
}

/// Recursion is bounded by the document's depth.
fn anchored<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => {
            if fields.get("$anchor").and_then(Value::as_str) == Some(name) {
                return Some(value);
            }
            fields.values().find_map(|field| anchored(field, name))
        }
        Value::Array(items) => items.iter().find_map(|item| anchored(item, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The names in a list of strings.
pub(super) fn strings<'a>(schema: &'a Schema, keyword: &str) -> Vec<&'a str> {
    let list = schema.get(keyword).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// `type`, one or several; empty where anything is allowed.
pub(super) fn types(schema: &Schema) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(_) => strings(schema, "type"),
        None => Vec::new(),
    }
}

/// An object's members, none where the keyword is not there.
pub(super) fn members<'a>(
    schema: &'a Schema,
    keyword: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let members = schema.get(keyword).and_then(Value::as_object);
    members.into_iter().flatten()
}
