//! One request to a subgraph, with all that it needs to be sent.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use gateway_executor::{SubgraphFailure, SubgraphResponse};
use http::{Request, Uri};
use http_body_util::Full;

use super::answer;
use super::connection::HttpClient;
use super::http1::{self, ExchangeError, Fault, Origin, Post};
use crate::error::chain;
use crate::metrics::SubgraphMetrics;
use crate::traffic::{Hop, Traffic};

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
    pub(super) hop: Hop,
    pub(super) metrics: SubgraphMetrics,
    pub(super) traffic: Arc<Traffic>,
}

/// Which client sends it.
pub(super) enum Way {
    /// Our own.
    Direct(Arc<Origin>, Post),
    /// The one that knows TLS; what it is given is large.
    General(Box<(HttpClient, Request<Full<Bytes>>)>),
}

impl Exchange {
    /// Sends it as often as the subgraph's traffic allows.
    pub(super) async fn send(self) -> Exchanged {
        self.traffic.send(self.hop, || self.attempt()).await
    }

    /// Sends it once, in the time that is left for it.
    async fn attempt(&self) -> Exchanged {
        let started = Instant::now();
        let until = self.hop.deadline.min(started + self.hop.timeout);
        let exchanged = tokio::time::timeout_at(until.into(), self.exchange()).await;
        let answer = exchanged.unwrap_or(Err(SubgraphFailure::Timeout));
        self.metrics.record(started.elapsed(), &answer);
        answer
    }

    async fn exchange(&self) -> Exchanged {
        match &self.way {
            Way::Direct(origin, post) => match origin.exchange(post).await {
                Ok(http1::Answer { status, body }) => Ok(SubgraphResponse { status, body }),
                Err(ExchangeError::Exchange(Fault::TooLarge)) => Err(SubgraphFailure::TooLarge),
                Err(ExchangeError::Exchange(Fault::Status(status))) => {
                    Err(SubgraphFailure::Rejected { status })
                }
                Err(error) => Err(unreachable(&self.subgraph, &error)),
            },
            Way::General(general) => {
                let (client, request) = &**general;
                let asking = ask(client, request.clone(), &self.subgraph, self.max_response);
                Box::pin(asking).await
            }
        }
    }
}

async fn ask(
    client: &HttpClient,
    request: Request<Full<Bytes>>,
    subgraph: &str,
    max_response: usize,
) -> Exchanged {
    let response = client.request(request).await;
    let response = response.map_err(|error| unreachable(subgraph, &error))?;
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::{SubgraphDefaults, TrafficConfig};
    use crate::metrics::Metrics;

    /// What the general client is for needs certificates; that it is asked and read rightly does not.
    #[tokio::test]
    async fn the_general_client_sends_the_same_and_reads_the_same() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/graphql", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"{\"query\":\"{ a }\"}") {
                assert!(stream.read_buf(&mut asked).await.unwrap() > 0);
            }
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"data\":null}";
            stream.write_all(answer).await.unwrap();
            String::from_utf8(asked).unwrap()
        });
        let client = HttpClient::new(&SubgraphDefaults::default(), false).unwrap();
        let body = Full::new(Bytes::from_static(b"{\"query\":\"{ a }\"}"));
        let request = Request::post(url).header("x-own", "1").body(body).unwrap();
        let metrics = Metrics::new();
        let exchange = Exchange {
            subgraph: Arc::from("a"),
            way: Way::General(Box::new((client, request))),
            max_response: 1000,
            hop: Hop {
                repeatable: true,
                deadline: Instant::now() + std::time::Duration::from_secs(10),
                timeout: std::time::Duration::from_secs(10),
            },
            metrics: metrics.subgraph("a"),
            traffic: Arc::new(Traffic::new(
                &TrafficConfig::default(),
                metrics.traffic("a"),
            )),
        };
        let answer = exchange.send().await.unwrap();
        assert_eq!(
            (answer.status, &*answer.body),
            (200, &b"{\"data\":null}"[..])
        );
        let asked = server.await.unwrap();
        assert!(asked.starts_with("POST /graphql HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("x-own: 1\r\n"), "{asked}");
    }
}
