//! How the executor reaches subgraphs, without knowing how they are reached.

use std::future::Future;

use bytes::Bytes;
use gateway_plan::FetchId;

use crate::codes;

/// One request to one subgraph.
#[derive(Debug, Clone)]
pub struct SubgraphRequest<'a> {
    /// Name of the subgraph as people know it.
    pub subgraph: &'a str,
    /// The plan's fetch this request is for.
    pub fetch: FetchId,
    /// JSON `{"query": ..., "variables": {...}}`.
    pub body: Bytes,
    /// Has side effects: must be sent at most once, whatever happens (rule 45).
    pub mutation: bool,
}

/// What came back over the wire. Whether it is GraphQL is judged by the body, not by the status (rule 47).
#[derive(Debug, Clone)]
pub struct SubgraphResponse {
    pub status: u16,
    pub body: Bytes,
}

/// A subgraph that gave no answer, or one that must not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubgraphFailure {
    /// It took longer than its time-out, or than what was left of the request's deadline.
    #[error("did not answer in time")]
    Timeout,
    /// No connection, or the connection broke.
    #[error("could not be reached")]
    Unreachable,
    /// The answer is longer than allowed.
    #[error("sent an answer that is too large")]
    TooLarge,
    /// An answer of that HTTP status which is not read as GraphQL, such as a redirect.
    #[error("refused the request with HTTP status {status}")]
    Rejected { status: u16 },
    /// It failed too often lately and is left alone for a while.
    #[error("is not asked for a while, since it failed too often")]
    CircuitOpen,
    /// Too many requests to it are under way.
    #[error("has too many requests under way")]
    Overloaded,
}

impl SubgraphFailure {
    /// The stable `extensions.code`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Timeout => codes::SUBGRAPH_TIMEOUT,
            Self::Unreachable => codes::SUBGRAPH_UNREACHABLE,
            Self::TooLarge => codes::SUBGRAPH_TOO_LARGE,
            Self::Rejected { .. } => codes::SUBGRAPH_REJECTED,
            Self::CircuitOpen => codes::SUBGRAPH_CIRCUIT_OPEN,
            Self::Overloaded => codes::SUBGRAPH_OVERLOADED,
        }
    }
}

/// A way to call subgraphs.
///
/// The future is dropped when the client's request is cancelled. Retrying, time-outs and connection handling are the
/// implementation's; the executor calls it exactly once a fetch.
pub trait SubgraphClient: Send + Sync {
    fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> impl Future<Output = Result<SubgraphResponse, SubgraphFailure>> + Send;
}
