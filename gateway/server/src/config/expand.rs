//! `${env.NAME}` and `${env.NAME:-default}` in the texts of a configuration.

use std::collections::BTreeMap;

use serde_norway::Value;

use super::ConfigFault;
use super::source::scalar;

const OPEN: &str = "${env.";

/// Expands every text of the tree; keys stay as they are. A variable that is not set and has no default is a fault.
pub(super) fn expand(
    tree: &mut Value,
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<ConfigFault>,
) {
    node(tree, "", variables, faults);
}

/// Recursion is bounded by the depth that the YAML reader allows.
fn node(
    value: &mut Value,
    path: &str,
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<ConfigFault>,
) {
    match value {
        Value::String(text) if text.contains(OPEN) => match expanded(text, variables) {
            // Only where nothing else is in the text can a number or a list have been meant.
            Ok(new) if is_one(text) => *value = scalar(&new),
            Ok(new) => *text = new,
            Err(message) => faults.push(ConfigFault {
                path: path.to_owned(),
                message,
                place: None,
            }),
        },
        Value::Mapping(entries) => {
            for (key, value) in entries.iter_mut() {
                let key = key.as_str().unwrap_or_default();
                let path = match path {
                    "" => key.to_owned(),
                    _ => format!("{path}.{key}"),
                };
                node(value, &path, variables, faults);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                node(item, path, variables, faults);
            }
        }
        Value::Tagged(tagged) => node(&mut tagged.value, path, variables, faults),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether the text is one variable and nothing else.
fn is_one(text: &str) -> bool {
    text.starts_with(OPEN) && text.find('}') == Some(text.len() - 1)
}

/// One pass: what a variable says is not expanded again.
fn expanded(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        result.push_str(&rest[..start]);
        let inside = &rest[start + OPEN.len()..];
        let end = inside
            .find('}')
            .ok_or_else(|| format!("`{OPEN}` is not closed by `}}`"))?;
        let (name, default) = match inside[..end].split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (&inside[..end], None),
        };
        let value = variables.get(name).map(String::as_str).or(default);
        result.push_str(value.ok_or_else(|| {
            format!("the environment variable `{name}` is not set and has no default")
        })?);
        rest = &inside[end + 1..];
    }
    result.push_str(rest);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_defaults_take_their_places() {
        let variables = BTreeMap::from([("HOST".to_owned(), "h".to_owned())]);
        for (text, expected) in [
            ("http://${env.HOST}/x", Ok("http://h/x")),
            ("${env.HOST}${env.HOST}", Ok("hh")),
            ("${env.PORT:-80}", Ok("80")),
            ("${env.HOST:-other}", Ok("h")),
            ("${env.EMPTY:-}", Ok("")),
            ("$HOST ${other} $5", Ok("$HOST ${other} $5")),
            ("${env.PORT}", Err("`PORT` is not set")),
            ("${env.HOST", Err("is not closed")),
        ] {
            let found = expanded(text, &variables);
            match expected {
                Ok(expected) => assert_eq!(found.as_deref(), Ok(expected), "{text}"),
                Err(part) => assert!(found.unwrap_err().contains(part), "{text}"),
            }
        }
    }
}
