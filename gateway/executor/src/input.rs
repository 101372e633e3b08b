//! What one execution is given.

use bytes::Bytes;
use serde::Serialize;

/// The request's part of an execution; the rest is in the [`CompiledPlan`](crate::CompiledPlan).
#[derive(Debug, Clone, Default)]
pub struct ExecutionInput {
    pub variables: Variables,
    pub start: Start,
    pub limits: Limits,
}

/// What the merged tree holds before the first fetch.
#[derive(Debug, Clone, Default)]
pub enum Start {
    #[default]
    Empty,
    /// A GraphQL response `{"data": {"__schema": ...}, "errors": [...]}` with the operation's introspection fields, under
    /// their response keys. All fetches of the plan are run.
    Introspection(Bytes),
    /// One event of a subscription, as its subgraph sent it: `{"data": ..., "errors": [...]}`. It stands for the answer of
    /// the plan's root fetch of kind subscription, which is not sent; the fetches that need it are run.
    Event(Bytes),
}

/// The operation's variables, coerced, defaults applied; each kept as JSON text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Variables {
    entries: Vec<(Box<str>, Box<[u8]>)>,
}

impl Variables {
    /// From name and value of each variable that has a value; one that has none must be absent, since `null` is a value.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn new<N: AsRef<str>, V: Serialize>(
        values: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, serde_json::Error> {
        let entry = |(name, value): (N, V)| {
            let text = serde_json::to_vec(&value)?;
            Ok((name.as_ref().into(), text.into_boxed_slice()))
        };
        let entries = values.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// JSON text of a variable's value.
    pub fn json(&self, name: &str) -> Option<&[u8]> {
        let found = self.entries.iter().find(|(known, _)| &**known == name)?;
        Some(&found.1)
    }

    /// Value of a Boolean variable; `false` where it has none, which validation rules out for conditions.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.json(name) == Some(b"true")
    }
}

/// Bounds of one execution. A subgraph's answer beyond a bound is an error of that subgraph, the rest of the response is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Nesting of a subgraph's answer.
    pub answer_depth: usize,
    /// Length of a subgraph's answer, in bytes.
    pub answer_bytes: usize,
    /// Objects that one fetch may look up, before de-duplication.
    pub entities: usize,
    /// Values in the merged tree, sixteen bytes of memory each.
    pub values: usize,
    /// Length of the response, in bytes.
    pub response_bytes: usize,
    /// Errors that are written to the client.
    pub errors: usize,
    /// Objects whose deferred fragments may be outstanding.
    pub deferred: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer_depth: 128,
            answer_bytes: 32 << 20,
            entities: 100_000,
            values: 8 << 20,
            response_bytes: 64 << 20,
            errors: 10,
            deferred: 10_000,
        }
    }
}
