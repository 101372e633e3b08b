//! What one execution gives.

use std::time::Duration;

use bytes::Bytes;
use gateway_plan::FetchId;

/// A response and how it came about.
#[derive(Debug, Clone)]
pub struct ExecutionOutput {
    /// The GraphQL response, JSON `{"errors": [...], "data": ...}`; `errors` only where there are any.
    pub body: Bytes,
    /// How many errors were found; more than are written when there are more than [`Limits::errors`](crate::Limits::errors).
    pub errors: usize,
    /// `data` is `null`: nothing could be answered.
    pub data_is_null: bool,
    /// The requests that were sent, in the order in which they were answered.
    pub fetches: Vec<FetchReport>,
}

/// One request that was sent to a subgraph.
#[derive(Debug, Clone)]
pub struct FetchReport {
    pub id: FetchId,
    /// From sending the request to having its whole answer.
    pub duration: Duration,
    /// HTTP status; `None` where there was no answer.
    pub status: Option<u16>,
    /// Length of the answer's body.
    pub bytes: usize,
    /// Representations sent, after de-duplication; 0 for a root fetch.
    pub entities: usize,
}
