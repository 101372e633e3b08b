//! References and `allOf`, put into the schema they stand in.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::super::keywords::{ANNOTATIONS, LOWER, UPPER};
use super::{Document, Schema};

/// The schema with all that it refers to. What cannot be put together stays in its `allOf`.
pub(super) fn flattened<'a>(
    document: &'a Document,
    schema: &'a Schema,
    depth: usize,
) -> Cow<'a, Schema> {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|reference| document.target(reference));
    let all = schema.get("allOf").and_then(Value::as_array);
    if depth == 0 || (target.is_none() && all.is_none()) {
        return Cow::Borrowed(schema);
    }
    let parts = target.into_iter().chain(all.into_iter().flatten());
    if let (Some(Value::Object(target)), None) = (target, all)
        && is_alone(schema)
    {
        return flattened(document, target, depth - 1);
    }
    let mut whole = schema.clone();
    whole.remove("allOf");
    if target.is_some() {
        whole.remove("$ref");
    }
    let mut apart = Vec::new();
    for part in parts {
        match part {
            Value::Object(part) => {
                let part = flattened(document, part, depth - 1);
                if !merge(&mut whole, &part) {
                    apart.push(Value::Object(part.into_owned()));
                }
            }
            Value::Bool(true) => {}
            other => apart.push(other.clone()),
        }
    }
    if !apart.is_empty() {
        whole.insert("allOf".to_owned(), apart.into());
    }
    Cow::Owned(whole)
}

/// Whether a reference has nothing beside it that asks for more.
fn is_alone(schema: &Schema) -> bool {
    let asks = |key: &&String| *key != "$ref" && !ANNOTATIONS.contains(&key.as_str());
    !schema.keys().any(|key| asks(&key))
}

/// Adds what a part asks. False, with nothing added, where both ask what cannot be asked at once by one keyword.
fn merge(whole: &mut Schema, part: &Schema) -> bool {
    let mut merged = whole.clone();
    for (key, asked) in part {
        let Some(has) = merged.get(key) else {
            merged.insert(key.clone(), asked.clone());
            continue;
        };
        if has == asked || ANNOTATIONS.contains(&key.as_str()) {
            continue;
        }
        let Some(both) = both(key, has, asked) else {
            return false;
        };
        merged.insert(key.clone(), both);
    }
    *whole = merged;
    true
}

fn both(key: &str, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) if key == "required" => {
            let new = right.iter().filter(|name| !left.contains(name));
            Some(left.iter().chain(new).cloned().collect())
        }
        (Value::Array(left), Value::Array(right)) if key == "enum" => {
            let common = left.iter().filter(|value| right.contains(value));
            Some(common.cloned().collect())
        }
        (Value::Object(left), Value::Object(right))
            if ["properties", "patternProperties"].contains(&key) =>
        {
            let mut all = left.clone();
            for (name, asked) in right {
                let has = all.get(name);
                let both = has.map_or_else(|| asked.clone(), |has| json!({"allOf": [has, asked]}));
                all.insert(name.clone(), both);
            }
            Some(Value::Object(all))
        }
        (Value::Number(_), Value::Number(_)) if LOWER.contains(&key) || UPPER.contains(&key) => {
            let larger = left.as_f64()? > right.as_f64()?;
            let stricter = if larger == LOWER.contains(&key) {
                left
            } else {
                right
            };
            Some(stricter.clone())
        }
        _ => None,
    }
}
