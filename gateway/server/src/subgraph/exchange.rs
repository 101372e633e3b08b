//! One request to a subgraph, with all that it needs to be sent.

use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use gateway_executor::{SubgraphFailure, SubgraphResponse};
use http::{Request, Uri};
use http_body_util::Full;

use super::answer;
use super::connection::HttpClient;
use super::http1::{self, ExchangeError, Fault, Origin, Post};
use crate::error::chain;

/// What comes of an exchange.
pub(super) type Exchanged = Result<SubgraphResponse, SubgraphFailure>;

/// All that goes out with a query, except for its trace: two that are equal in it get the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct HopKey {
    /// Mutations that were over when it was asked.
    pub(super) writes: u64,
    pub(super) url: Uri,
    /// Request line and headers: what clients' headers are passed on, and the signed identity of who asks.
    pub(super) head: Box<[u8]>,
    pub(super) body: Bytes,
}

/// A request that can be sent; it borrows nothing, so that others may go on with it.
pub(super) struct Exchange {
    pub(super) subgraph: Arc<str>,
    pub(super) way: Way,
    pub(super) max_response: usize,
}

/// Which client sends it.
pub(super) enum Way {
    /// Our own.
    Direct(Arc<Origin>, Post),
    /// The one that knows TLS; what it is given is large.
    General(Box<(HttpClient, Request<Full<Bytes>>)>),
}

impl Exchange {
    /// Sends it and reads the answer.
    pub(super) async fn run(self) -> Exchanged {
        match self.way {
            Way::Direct(origin, post) => match origin.exchange(&post).await {
                Ok(http1::Answer { status, body }) => Ok(SubgraphResponse { status, body }),
                Err(ExchangeError::Exchange(Fault::TooLarge)) => Err(SubgraphFailure::TooLarge),
                Err(ExchangeError::Exchange(Fault::Status(status))) => {
                    Err(SubgraphFailure::Rejected { status })
                }
                Err(error) => Err(unreachable(&self.subgraph, &error)),
            },
            Way::General(general) => {
                let (client, request) = *general;
                let asking = ask(client, request, self.subgraph, self.max_response);
                Box::pin(asking).await
            }
        }
    }
}

async fn ask(
    client: HttpClient,
    request: Request<Full<Bytes>>,
    subgraph: Arc<str>,
    max_response: usize,
) -> Exchanged {
    let response = client.request(request).await;
    let response = response.map_err(|error| unreachable(&subgraph, &error))?;
    answer::read(response, max_response).await
}

fn unreachable(subgraph: &str, error: &dyn Error) -> SubgraphFailure {
    tracing::warn!(
        subgraph.name = subgraph,
        error.chain = chain(error),
        "a subgraph was not reached"
    );
    SubgraphFailure::Unreachable
}
