//! Manifests of persisted operations, as the clients' build tools write them.

use serde_json::{Map, Value};

/// One operation of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name, or its id where it has none.
    pub(super) label: String,
    pub(super) id: Option<String>,
    pub(super) text: String,
}

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("it is not JSON")]
    NotJson(#[source] serde_json::Error),
    #[error(
        "neither Apollo's form ({{\"format\": …, \"operations\": […]}}) nor Relay's ({{\"<id>\": \"<text>\"}})"
    )]
    UnknownForm,
    #[error("the format is {0:?}; \"apollo-persisted-query-manifest\" is known")]
    UnknownFormat(String),
    #[error("version {0} of Apollo's form is not known; 1 is")]
    UnknownVersion(String),
    #[error("operation {0} has no body")]
    NoBody(usize),
    #[error("the operation {0:?} is not a text")]
    NotText(String),
}

/// Reads either form.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, ManifestError> {
    let value: Value = serde_json::from_str(text).map_err(ManifestError::NotJson)?;
    let Value::Object(object) = value else {
        return Err(ManifestError::UnknownForm);
    };
    match object.get("operations") {
        Some(Value::Array(operations)) => {
            check_apollo(&object)?;
            operations.iter().enumerate().map(apollo).collect()
        }
        Some(Value::String(_)) | None => relay(object),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {
            Err(ManifestError::UnknownForm)
        }
    }
}

fn check_apollo(object: &Map<String, Value>) -> Result<(), ManifestError> {
    match object.get("format").and_then(Value::as_str) {
        Some("apollo-persisted-query-manifest") | None => {}
        Some(other) => return Err(ManifestError::UnknownFormat(other.to_owned())),
    }
    match object.get("version") {
        None => Ok(()),
        Some(version) if version.as_u64() == Some(1) => Ok(()),
        Some(other) => Err(ManifestError::UnknownVersion(other.to_string())),
    }
}

fn apollo((index, operation): (usize, &Value)) -> Result<Entry, ManifestError> {
    let text = |key: &str| operation.get(key).and_then(Value::as_str);
    let body = text("body").ok_or(ManifestError::NoBody(index + 1))?;
    let label = text("name").filter(|name| !name.is_empty()).or(text("id"));
    Ok(Entry {
        id: text("id").map(str::to_owned),
        label: label.map_or_else(|| format!("operation {}", index + 1), str::to_owned),
        text: body.to_owned(),
    })
}

fn relay(object: Map<String, Value>) -> Result<Vec<Entry>, ManifestError> {
    let entry = |(id, text): (String, Value)| match text {
        Value::String(text) => Ok(Entry {
            label: id.clone(),
            id: Some(id),
            text,
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(ManifestError::NotText(id))
        }
    };
    object.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let apollo = r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations":
            [{"id": "dc67", "name": "Home", "type": "query", "body": "query Home { a }"}, {"id": "ab", "body": "{ b }"}]}"#;
        let entry = |label: &str, id: &str, text: &str| Entry {
            label: label.to_owned(),
            id: Some(id.to_owned()),
            text: text.to_owned(),
        };
        let expected = [
            entry("Home", "dc67", "query Home { a }"),
            entry("ab", "ab", "{ b }"),
        ];
        assert_eq!(read(apollo).unwrap(), expected);
        let relay = r#"{"b6f2": "query A { a }", "operations": "{ o }"}"#;
        let expected = [
            entry("b6f2", "b6f2", "query A { a }"),
            entry("operations", "operations", "{ o }"),
        ];
        assert_eq!(read(relay).unwrap(), expected);
    }

    #[test]
    fn what_is_neither_is_refused_with_why() {
        for (text, expected) in [
            ("[", "it is not JSON"),
            ("[]", "neither Apollo's form"),
            ("{\"a\": 1}", "the operation \"a\" is not a text"),
            ("{\"operations\": {}}", "neither Apollo's form"),
            (
                "{\"format\": \"x\", \"operations\": []}",
                "the format is \"x\"",
            ),
            ("{\"version\": 2, \"operations\": []}", "version 2"),
            (
                "{\"operations\": [{\"id\": \"1\"}]}",
                "operation 1 has no body",
            ),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
