//! Request bodies, as far as the plan alone decides them.

use gateway_plan::{Fetch, FetchKind};

use super::context::ContextualText;
use super::types::quote;

/// The fixed parts of a request body `{"query": ..., "variables": {...}}`.
#[derive(Debug)]
pub(crate) struct Template {
    /// `{"query":"...","variables":{`
    pub(crate) head: Box<[u8]>,
    /// `"name":` of each list of representations.
    pub(crate) representations: Vec<Box<[u8]>>,
    /// Name and `"name":` of each client variable.
    pub(crate) variables: Vec<(Box<str>, Box<[u8]>)>,
    /// Where the document depends on the values of contexts.
    pub(crate) contextual: Option<ContextualText>,
}

impl Template {
    pub(crate) fn of(fetch: &Fetch) -> Self {
        let mut head = b"{\"query\":".to_vec();
        head.extend_from_slice(&quote(&fetch.document()));
        head.extend_from_slice(b",\"variables\":{");
        let variables = fetch.variables.iter();
        Self {
            head: head.into_boxed_slice(),
            representations: representations(fetch),
            variables: variables
                .map(|used| (used.name.as_str().into(), key(&used.name)))
                .collect(),
            contextual: ContextualText::of(fetch),
        }
    }
}

fn representations(fetch: &Fetch) -> Vec<Box<[u8]>> {
    match &fetch.kind {
        FetchKind::Root { .. } => Vec::new(),
        FetchKind::Entities { groups } => (0..groups.len())
            .map(|group| key(&fetch.representations_variable(group)))
            .collect(),
    }
}

fn key(name: &str) -> Box<[u8]> {
    [&quote(name), b":".as_slice()].concat().into_boxed_slice()
}
