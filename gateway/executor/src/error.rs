//! Errors of a response: collected while executing, written at the end.

use gateway_plan::Denial;

use crate::compiled::PartIndex;

/// The stable values of `errors[].extensions.code` that the executor gives. They are listed in `docs/errors.md`.
pub mod codes {
    /// A GraphQL error of a subgraph that carries no code of its own.
    pub const SUBGRAPH_ERROR: &str = "SUBGRAPH_ERROR";
    /// The subgraph did not answer in time.
    pub const SUBGRAPH_TIMEOUT: &str = "SUBGRAPH_TIMEOUT";
    /// The subgraph could not be reached.
    pub const SUBGRAPH_UNREACHABLE: &str = "SUBGRAPH_UNREACHABLE";
    /// The subgraph's answer, or what it refers to, is beyond a limit.
    pub const SUBGRAPH_TOO_LARGE: &str = "SUBGRAPH_TOO_LARGE";
    /// The subgraph's answer is nested too deeply.
    pub const SUBGRAPH_TOO_DEEP: &str = "SUBGRAPH_TOO_DEEP";
    /// An HTTP status of 300 or more, without a GraphQL body.
    pub const SUBGRAPH_REJECTED: &str = "SUBGRAPH_REJECTED";
    /// The subgraph is not asked for a while, since it failed too often.
    pub const SUBGRAPH_CIRCUIT_OPEN: &str = "SUBGRAPH_CIRCUIT_OPEN";
    /// Too many requests to the subgraph are under way.
    pub const SUBGRAPH_OVERLOADED: &str = "SUBGRAPH_OVERLOADED";
    /// The answer is not a GraphQL response.
    pub const SUBGRAPH_MALFORMED: &str = "SUBGRAPH_MALFORMED";
    /// `_entities` does not have one result for each representation.
    pub const SUBGRAPH_ENTITY_COUNT: &str = "SUBGRAPH_ENTITY_COUNT";
    /// A value is not of the field's type.
    pub const SUBGRAPH_INVALID_VALUE: &str = "SUBGRAPH_INVALID_VALUE";
    /// An object's type may not stand at its place.
    pub const SUBGRAPH_INVALID_TYPE: &str = "SUBGRAPH_INVALID_TYPE";
    /// A field that may not be null has no value.
    pub const SUBGRAPH_NULL: &str = "SUBGRAPH_NULL";
    /// No subgraph can give the field at this place.
    pub const FIELD_UNREACHABLE: &str = "FIELD_UNREACHABLE";
    /// An introspection field could not be answered.
    pub const INTROSPECTION_FAILED: &str = "INTROSPECTION_FAILED";
    /// The fetch would look up more objects than allowed.
    pub const TOO_MANY_ENTITIES: &str = "TOO_MANY_ENTITIES";
    /// The response is longer than allowed.
    pub const RESPONSE_TOO_LARGE: &str = "RESPONSE_TOO_LARGE";
    /// The field asks for a caller that is known.
    pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
    /// The caller lacks a scope or policy.
    pub const FORBIDDEN: &str = "FORBIDDEN";
}

/// One step of the path of an error.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PathSegment {
    Key(Box<str>),
    Index(usize),
}

/// An error as it is written to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResponseError {
    pub(crate) message: String,
    /// In response keys; empty: no place is known, or the whole response is meant.
    pub(crate) path: Vec<PathSegment>,
    pub(crate) code: String,
    /// The subgraph it came from.
    pub(crate) service: Option<String>,
}

impl ResponseError {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: Vec::new(),
            code: code.to_owned(),
            service: None,
        }
    }

    pub(crate) fn at(mut self, path: Vec<PathSegment>) -> Self {
        self.path = path;
        self
    }

    pub(crate) fn of(mut self, service: &str) -> Self {
        self.service = Some(service.to_owned());
        self
    }

    /// A field the caller may not read.
    pub(crate) fn denied(denial: Denial) -> Self {
        match denial {
            Denial::Unauthenticated => {
                Self::new(codes::UNAUTHENTICATED, "Log in to read this field.")
            }
            Denial::Forbidden => Self::new(codes::FORBIDDEN, "You may not read this field."),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"message\":");
        write_string(&self.message, out);
        if !self.path.is_empty() {
            out.extend_from_slice(b",\"path\":");
            write_path(&self.path, out);
        }
        out.extend_from_slice(b",\"extensions\":{\"code\":");
        write_string(&self.code, out);
        if let Some(service) = &self.service {
            out.extend_from_slice(b",\"service\":");
            write_string(service, out);
        }
        out.extend_from_slice(b"}}");
    }
}

/// Writes a path as a JSON list.
pub(crate) fn write_path(path: &[PathSegment], out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, segment) in path.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match segment {
            PathSegment::Key(key) => write_string(key, out),
            PathSegment::Index(at) => out.extend_from_slice(at.to_string().as_bytes()),
        }
    }
    out.push(b']');
}

/// Writes a JSON string, quotes included.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a string can be written to memory");
}

/// The errors of one response, bounded.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    kept: Vec<Kept>,
    total: usize,
    /// The part of the answer that errors come from at the moment.
    owner: PartIndex,
}

/// Index of an error that is remembered.
pub(crate) type ErrorId = usize;

#[derive(Debug)]
struct Kept {
    error: ResponseError,
    owner: PartIndex,
    /// The client has been told, where the answer comes in parts.
    written: bool,
}

/// Errors that are remembered, although fewer may be written: a null is explained by an error at its place.
const REMEMBERED: usize = 256;

impl Errors {
    pub(crate) fn push(&mut self, error: ResponseError) {
        self.total += 1;
        if self.kept.len() < REMEMBERED {
            self.kept.push(Kept {
                error,
                owner: self.owner,
                written: false,
            });
        }
    }

    /// Forgets errors by their paths.
    pub(crate) fn keep_where(&mut self, kept: impl Fn(&[PathSegment]) -> bool) {
        let before = self.kept.len();
        self.kept.retain(|it| kept(&it.error.path));
        self.total -= before - self.kept.len();
    }

    /// Counts an error that need not be built, since no more are remembered.
    pub(crate) fn push_with(&mut self, error: impl FnOnce() -> ResponseError) {
        if self.is_full() {
            self.total += 1;
        } else {
            self.push(error());
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= REMEMBERED
    }

    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// Whether an error was reported at the path, above or below it: then a null there needs no error of its own. The same
    /// holds for what a subgraph said beside it: a field that may not be null took the whole object along. Fields of the
    /// root answer for themselves: they may come from different subgraphs.
    pub(crate) fn explain(&self, path: &[PathSegment]) -> bool {
        self.is_full()
            || self.kept.iter().any(|Kept { error, .. }| {
                let object = match error.service {
                    Some(_) => path.len().saturating_sub(1).max(1),
                    None => path.len(),
                };
                let common = error.path.len().min(object);
                error.path[..common] == path[..common]
            })
    }

    /// The list, at most `limit` long, as JSON.
    pub(crate) fn write(&self, limit: usize, out: &mut Vec<u8>) {
        out.push(b'[');
        for (index, kept) in self.kept.iter().take(limit.max(1)).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            kept.error.write(out);
        }
        out.push(b']');
    }

    /// From now on errors come from this part of the answer.
    pub(crate) fn set_owner(&mut self, part: PartIndex) {
        self.owner = part;
    }

    /// Errors that the client has not been told of, chosen by path and owner.
    pub(crate) fn unwritten(
        &self,
        chosen: impl Fn(&[PathSegment], PartIndex) -> bool,
    ) -> Vec<ErrorId> {
        let kept = self.kept.iter().enumerate();
        kept.filter(|(_, kept)| !kept.written && chosen(&kept.error.path, kept.owner))
            .map(|(id, _)| id)
            .collect()
    }

    pub(crate) fn path(&self, id: ErrorId) -> &[PathSegment] {
        &self.kept[id].error.path
    }

    /// Writes a list of these, at most `limit` long, as JSON; the client need not be told of them again.
    pub(crate) fn take(&mut self, ids: &[ErrorId], limit: usize, out: &mut Vec<u8>) {
        out.push(b'[');
        for (index, id) in ids.iter().enumerate() {
            let kept = &mut self.kept[*id];
            kept.written = true;
            if index >= limit.max(1) {
                continue;
            }
            if index > 0 {
                out.push(b',');
            }
            kept.error.write(out);
        }
        out.push(b']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> PathSegment {
        PathSegment::Key(key.into())
    }

    #[test]
    fn writes_message_path_code_and_service() {
        let mut errors = Errors::default();
        errors.push(
            ResponseError::new("X", "say \"hi\"")
                .at(vec![key("a"), PathSegment::Index(3)])
                .of("reviews"),
        );
        let mut out = Vec::new();
        errors.write(10, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"[{"message":"say \"hi\"","path":["a",3],"extensions":{"code":"X","service":"reviews"}}]"#
        );
    }

    #[test]
    fn an_error_explains_nulls_on_its_path_only() {
        let mut errors = Errors::default();
        errors.push(ResponseError::new("X", "x").at(vec![key("a"), key("b")]));
        assert!(errors.explain(&[key("a")]));
        assert!(errors.explain(&[key("a"), key("b"), key("c")]));
        assert!(!errors.explain(&[key("a"), key("c")]));
    }

    #[test]
    fn what_a_subgraph_said_of_an_object_explains_all_of_it() {
        let mut errors = Errors::default();
        errors.push(
            ResponseError::new("X", "x")
                .at(vec![key("a"), key("b")])
                .of("reviews"),
        );
        assert!(errors.explain(&[key("a"), key("c")]));
        assert!(!errors.explain(&[key("c")]));
    }

    #[test]
    fn what_is_kept_and_written_is_bounded() {
        let mut errors = Errors::default();
        for _ in 0..1000 {
            errors.push_with(|| ResponseError::new("X", "x"));
        }
        assert_eq!(errors.total(), 1000);
        assert_eq!(errors.kept.len(), REMEMBERED);
    }
}
