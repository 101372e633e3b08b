//! The shape of a GraphQL request, as JSON or as a query string (GraphQL over HTTP, section 5).

use apollo_compiler::response::{JsonMap, JsonValue};
use serde::Deserialize;

use crate::error::{ErrorCode, Rejection};

/// One operation to run, as a client sends it over any transport.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct GraphqlRequest {
    /// Empty only where an id stands for it, until that is [looked up](super::PersistedOperations::complete).
    pub(crate) query: String,
    pub(crate) operation_name: Option<String>,
    pub(crate) variables: JsonMap,
    pub(crate) persisted: Option<PersistedId>,
}

/// What stands for a text that the gateway knows, or shall remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PersistedId {
    /// `extensions.persistedQuery.sha256Hash`, in hexadecimal digits.
    Hash(String),
    /// `documentId`
    Document(String),
}

/// The members, with their kinds still to be checked, so that a wrong kind is named.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    #[serde(default)]
    query: JsonValue,
    #[serde(default)]
    operation_name: JsonValue,
    #[serde(default)]
    variables: JsonValue,
    #[serde(default)]
    extensions: JsonValue,
    #[serde(default)]
    document_id: JsonValue,
}

/// What a request consists of.
const MEMBERS: [&str; 5] = [
    "query",
    "operationName",
    "variables",
    "extensions",
    "documentId",
];

fn bad(message: impl Into<String>) -> Rejection {
    Rejection::new(ErrorCode::BadRequest, message)
}

impl GraphqlRequest {
    /// Reads the body of a POST, or the payload of a WebSocket's `subscribe`.
    pub(crate) fn from_json(body: &[u8]) -> Result<Self, Rejection> {
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            return Err(bad(
                "several operations in one request are not supported: send them one by one",
            ));
        }
        let members: Members = serde_json::from_slice(body).map_err(|error| {
            // serde_json's text quotes the input only for wrong kinds; place and kind of fault are ours to give.
            let what = match error.classify() {
                serde_json::error::Category::Data => {
                    "a JSON object with each member once was expected"
                }
                serde_json::error::Category::Syntax => "the body is not JSON",
                serde_json::error::Category::Eof => "the body is not JSON: it ends too early",
                serde_json::error::Category::Io => "the body could not be read",
            };
            bad(format!(
                "{what} (line {}, column {})",
                error.line(),
                error.column()
            ))
        })?;
        Self::of(members)
    }

    /// Reads the query string of a GET.
    pub(crate) fn from_query_string(pairs: Vec<(String, String)>) -> Result<Self, Rejection> {
        let mut members = Members {
            query: JsonValue::Null,
            operation_name: JsonValue::Null,
            variables: JsonValue::Null,
            extensions: JsonValue::Null,
            document_id: JsonValue::Null,
        };
        let mut seen = [false; MEMBERS.len()];
        for (name, value) in pairs {
            if let Some(member) = MEMBERS.iter().position(|member| *member == name)
                && std::mem::replace(&mut seen[member], true)
            {
                return Err(bad(format!("`{name}` is given more than once")));
            }
            match name.as_str() {
                "query" => members.query = JsonValue::String(value.into()),
                "documentId" => members.document_id = JsonValue::String(value.into()),
                "operationName" if value.is_empty() => {}
                "operationName" => members.operation_name = JsonValue::String(value.into()),
                "variables" => members.variables = json(&name, &value)?,
                "extensions" => members.extensions = json(&name, &value)?,
                // Other parameters belong to caches and proxies.
                _ => {}
            }
        }
        Self::of(members)
    }

    fn of(members: Members) -> Result<Self, Rejection> {
        let persisted = persisted(&members)?;
        let query = match members.query {
            JsonValue::String(query) => query.as_str().to_owned(),
            JsonValue::Null if persisted.is_some() => String::new(),
            JsonValue::Null => return Err(bad("`query` is missing")),
            _ => return Err(bad("`query` must be a string")),
        };
        let operation_name = match members.operation_name {
            JsonValue::String(name) => Some(name.as_str().to_owned()),
            JsonValue::Null => None,
            _ => return Err(bad("`operationName` must be a string or null")),
        };
        let variables = match members.variables {
            JsonValue::Object(variables) => variables,
            JsonValue::Null => JsonMap::new(),
            _ => return Err(bad("`variables` must be an object or null")),
        };
        match members.extensions {
            JsonValue::Object(_) | JsonValue::Null => {}
            _ => return Err(bad("`extensions` must be an object or null")),
        }
        Ok(Self {
            query,
            operation_name,
            variables,
            persisted,
        })
    }
}

fn persisted(members: &Members) -> Result<Option<PersistedId>, Rejection> {
    match &members.document_id {
        JsonValue::String(id) if !id.as_str().is_empty() => {
            return Ok(Some(PersistedId::Document(id.as_str().to_owned())));
        }
        JsonValue::Null => {}
        _ => return Err(bad("`documentId` must be a string")),
    }
    let Some(named) = members.extensions.get("persistedQuery") else {
        return Ok(None);
    };
    let version = named.get("version").and_then(JsonValue::as_i64);
    let hash = named.get("sha256Hash").and_then(JsonValue::as_str);
    match (version, hash) {
        (Some(1), Some(hash)) => Ok(Some(PersistedId::Hash(hash.to_owned()))),
        (Some(1), None) => Err(bad("`extensions.persistedQuery` has no `sha256Hash`")),
        _ => Err(bad("`extensions.persistedQuery` must be of version 1")),
    }
}

fn json(name: &str, text: &str) -> Result<JsonValue, Rejection> {
    serde_json::from_str(text).map_err(|_| bad(format!("`{name}` must be JSON")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_shapes_are_named() {
        let cases = [
            ("", "the body is not JSON"),
            ("{", "the body is not JSON: it ends too early"),
            ("{\"query\": }", "the body is not JSON"),
            ("[]", "several operations"),
            ("\"{ a }\"", "a JSON object"),
            ("{\"query\": \"a\", \"query\": \"b\"}", "each member once"),
            ("{}", "`query` is missing"),
            ("{\"query\": 1}", "`query` must"),
            (
                "{\"query\": \"{a}\", \"operationName\": []}",
                "`operationName` must",
            ),
            (
                "{\"query\": \"{a}\", \"variables\": []}",
                "`variables` must",
            ),
            (
                "{\"query\": \"{a}\", \"extensions\": 0}",
                "`extensions` must",
            ),
        ];
        for (body, expected) in cases {
            let rejection = GraphqlRequest::from_json(body.as_bytes()).unwrap_err();
            assert_eq!(rejection.code, ErrorCode::BadRequest);
            assert!(
                rejection.errors[0].message.contains(expected),
                "{body}: {}",
                rejection.errors[0].message
            );
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!(
            "{{\"query\": \"{{a}}\", \"variables\": {{\"a\": {}{}}}}}",
            "[".repeat(5_000),
            "]".repeat(5_000)
        );
        assert!(GraphqlRequest::from_json(deep.as_bytes()).is_err());
    }

    #[test]
    fn a_query_string_is_the_same_request() {
        let pairs = [
            ("query", "query A { a }"),
            ("operationName", "A"),
            ("variables", "{\"x\": 1}"),
            ("cache", "no"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = br#"{"query": "query A { a }", "operationName": "A", "variables": {"x": 1}, "more": true}"#;
        let from_json = GraphqlRequest::from_json(body).unwrap();
        assert_eq!(
            GraphqlRequest::from_query_string(pairs.into()).unwrap(),
            from_json
        );
    }

    #[test]
    fn a_query_string_has_each_member_once() {
        for name in MEMBERS {
            let pairs = [
                ("query", "{ a }"),
                (name, "{}"),
                (name, "{}"),
                ("c", ""),
                ("c", ""),
            ];
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let rejection = GraphqlRequest::from_query_string(pairs.into()).unwrap_err();
            let message = &rejection.errors[0].message;
            assert_eq!(*message, format!("`{name}` is given more than once"));
        }
    }
}
