//! A contract's text as a tree of the keywords that are compared.

use serde_json::{Map, Value};

/// Deeper schemas are refused: walks over them recurse.
const MAX_DEPTH: usize = 64;

/// A JSON Schema document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) root: Value,
}

pub(super) fn parse(text: &str) -> Result<Document, String> {
    let root: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if !root.is_object() {
        return Err("it is no object".to_owned());
    }
    if depth(&root) > MAX_DEPTH {
        return Err(format!("it is nested more than {MAX_DEPTH} deep"));
    }
    Ok(Document { root })
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
    /// The schema itself, or what its local `$ref` names; an empty one stands for `true` and for what is not there.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Map<String, Value> {
        static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        let mut at = schema;
        for _ in 0..MAX_DEPTH {
            let Some(fields) = at.as_object() else {
                return &EMPTY;
            };
            let reference = fields.get("$ref").and_then(Value::as_str);
            let pointer = reference.and_then(|reference| reference.strip_prefix('#'));
            match pointer.and_then(|pointer| self.root.pointer(pointer)) {
                Some(target) => at = target,
                None => return fields,
            }
        }
        &EMPTY
    }
}

/// The names in a list of strings.
pub(super) fn strings<'a>(schema: &'a Map<String, Value>, keyword: &str) -> Vec<&'a str> {
    let list = schema.get(keyword).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// `type`, one or several; empty where anything is allowed.
pub(super) fn types(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(_) => strings(schema, "type"),
        None => Vec::new(),
    }
}

/// Closed schemas refuse what they do not name.
pub(super) fn is_closed(schema: &Map<String, Value>) -> bool {
    schema.get("additionalProperties") == Some(&Value::Bool(false))
}
