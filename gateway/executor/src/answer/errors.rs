//! The `errors` of a subgraph's answer.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::PathSegment;

use super::Fault;

/// A GraphQL error of a subgraph: what of it may be passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UpstreamError {
    pub(crate) message: String,
    /// In response keys of the subgraph's document; empty where there is none.
    pub(crate) path: Vec<PathSegment>,
    /// `extensions.code`.
    pub(crate) code: Option<String>,
}

/// Errors of one answer that are looked at.
const BOUND: usize = 1_000;

/// Bytes of a message that are passed on.
const MESSAGE_BYTES: usize = 2_000;

/// Bytes a code may have to be passed on.
const CODE_BYTES: usize = 64;

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    path: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Extensions<'a> {
    #[serde(borrow)]
    code: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Segment {
    Index(usize),
    Key(String),
}

/// Reads the value of `errors`. A part of an entry that is not as it should be is left out; an entry that is no object becomes
/// an error without details, so that no failure goes unseen.
///
/// # Errors
/// When it is neither a list nor `null`: then the answer is not GraphQL.
pub(super) fn read(json: &[u8]) -> Result<Vec<UpstreamError>, Fault> {
    let entries: Option<Vec<&RawValue>> =
        serde_json::from_slice(json).map_err(|_| Fault::Syntax)?;
    let entries = entries.unwrap_or_default();
    Ok(entries.into_iter().take(BOUND).map(entry).collect())
}

fn entry(raw: &RawValue) -> UpstreamError {
    let entry = serde_json::from_str(raw.get()).unwrap_or(Entry {
        message: None,
        path: None,
        extensions: None,
    });
    let message = entry
        .message
        .and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    let path = entry
        .path
        .and_then(|raw| serde_json::from_str::<Vec<Segment>>(raw.get()).ok());
    let extensions = entry
        .extensions
        .and_then(|raw| serde_json::from_str::<Extensions<'_>>(raw.get()).ok());
    let code = extensions
        .and_then(|extensions| serde_json::from_str::<String>(extensions.code?.get()).ok());
    UpstreamError {
        message: message.map_or_else(
            || "The subgraph reported an error without a message.".to_owned(),
            |message| shortened(&message),
        ),
        path: path.unwrap_or_default().into_iter().map(segment).collect(),
        code: code.filter(|code| !code.is_empty() && code.len() <= CODE_BYTES),
    }
}

fn shortened(message: &str) -> String {
    let end = message.floor_char_boundary(MESSAGE_BYTES);
    message[..end].to_owned()
}

fn segment(segment: Segment) -> PathSegment {
    match segment {
        Segment::Index(index) => PathSegment::Index(index),
        Segment::Key(key) => PathSegment::Key(key.into_boxed_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_message_path_and_code_and_nothing_else() {
        let json = br#"[{"message":"no","path":["a",0],"locations":[],"extensions":{"code":"NOPE","stack":["secret"]}}]"#;
        assert_eq!(
            read(json).unwrap(),
            [UpstreamError {
                message: "no".to_owned(),
                path: vec![PathSegment::Key("a".into()), PathSegment::Index(0)],
                code: Some("NOPE".to_owned()),
            }]
        );
    }

    #[test]
    fn an_odd_entry_is_still_an_error() {
        let errors = read(br#"[5, {"message": 7, "path": "x", "extensions": []}, null]"#).unwrap();
        assert_eq!(errors.len(), 3);
        for error in errors {
            assert!(error.path.is_empty() && error.code.is_none());
            assert!(error.message.contains("without a message"));
        }
    }

    #[test]
    fn null_is_no_errors_and_other_values_are_refused() {
        assert_eq!(read(b"null").unwrap(), []);
        assert_eq!(read(br#""broken""#), Err(Fault::Syntax));
    }
}
