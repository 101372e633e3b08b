//! Calling subgraphs: addresses, time-outs, identity, bounds.

mod answer;
mod connection;
mod endpoint;
mod exchange;
mod http1;
mod post;
mod sdl;
mod subscription;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use gateway_executor::{SubgraphClient, SubgraphFailure, SubgraphRequest, SubgraphResponse};
use gateway_supergraph::Supergraph;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;

use endpoint::{Endpoint, Endpoints, connect_directly, endpoints, need_tls};
use exchange::{Exchange, Exchanged, HopKey, Way};

use crate::config::{Config, SubgraphDefaults};
use crate::context::RequestContext;
use crate::error::chain;
use crate::identity::{self, IdentitySigner};
use crate::in_flight::{InFlight, Writes};
use crate::metrics::Metrics;
use crate::trace::TRACEPARENT;
use crate::traffic::Hop;

pub(crate) use connection::HttpClient;
pub use connection::TlsError;
pub use sdl::SdlError;
pub(crate) use sdl::{SdlClient, SdlQuestion};
pub(crate) use subscription::EventStream;

const ACCEPTED: HeaderValue =
    HeaderValue::from_static("application/graphql-response+json, application/json;q=0.9");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// A body up to this size is written in one piece with its head, which is cheaper than telling the kernel of two.
const ONE_PIECE: usize = 16 * 1024;
const IDENTITY: HeaderName = HeaderName::from_static(identity::HEADER);

/// Every subgraph of the supergraph and how it is reached.
#[derive(Debug)]
pub(crate) struct Hops {
    client: HttpClient,
    signer: Option<Arc<IdentitySigner>>,
    endpoints: Endpoints,
    max_response: usize,
    request_timeout: Duration,
    /// Queries under way that others may wait for; absent where none may.
    shared: Option<Arc<InFlight<HopKey, Exchanged>>>,
    /// Mutations that went to any subgraph.
    pub(crate) writes: Writes,
}

/// Why the subgraphs of a supergraph cannot be called.
#[derive(Debug, thiserror::Error)]
pub enum HopsError {
    #[error(
        "the subgraph {name} has no address: neither the supergraph nor the configuration names one"
    )]
    NoAddress { name: String },
    #[error("the address of the subgraph {name} is not valid: {url}")]
    BadAddress { name: String, url: String },
    #[error("the configuration names the subgraph {name}, which is not in the supergraph")]
    Unknown { name: String },
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Hops {
    pub(crate) fn new(
        config: &Config,
        supergraph: &Supergraph,
        signer: Option<Arc<IdentitySigner>>,
        metrics: &Metrics,
    ) -> Result<Self, HopsError> {
        let mut endpoints = endpoints(config, supergraph, metrics, None)?;
        let client = HttpClient::new(&config.subgraph_defaults, need_tls(&endpoints))?;
        connect_directly(&mut endpoints, client.origins());
        let SubgraphDefaults {
            max_response,
            share_in_flight,
            ..
        } = config.subgraph_defaults;
        Ok(Self {
            client,
            signer,
            endpoints,
            max_response,
            request_timeout: config.http.request_timeout,
            shared: share_in_flight.then(Arc::default),
            writes: Writes::default(),
        })
    }

    /// The hops of a later supergraph, over the connections that are open already, and with what is known of how well the
    /// subgraphs are.
    pub(crate) fn successor(
        &self,
        config: &Config,
        supergraph: &Supergraph,
        metrics: &Metrics,
    ) -> Result<Self, HopsError> {
        let mut endpoints = endpoints(config, supergraph, metrics, Some(&self.endpoints))?;
        let client = if need_tls(&endpoints) && !self.client.speaks_tls() {
            HttpClient::new(&config.subgraph_defaults, true)?
        } else {
            self.client.clone()
        };
        connect_directly(&mut endpoints, client.origins());
        Ok(Self {
            client,
            signer: self.signer.clone(),
            endpoints,
            max_response: self.max_response,
            request_timeout: self.request_timeout,
            shared: self.shared.clone(),
            writes: self.writes.clone(),
        })
    }

    /// Where subscriptions of that subgraph are opened.
    pub(crate) fn subscription_address(&self, name: &str) -> Option<&Uri> {
        Some(&self.endpoints.get(name)?.subscription_url)
    }

    fn endpoint(&self, name: &str) -> Result<&Endpoint, SubgraphFailure> {
        self.endpoints.get(name).ok_or(SubgraphFailure::Unreachable)
    }

    /// A request with all that goes along with every hop.
    fn request(
        &self,
        endpoint: &Endpoint,
        context: &RequestContext,
    ) -> Result<Request<Full<Bytes>>, SubgraphFailure> {
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.uri_mut() = endpoint.url.clone();
        let headers = request.headers_mut();
        headers.reserve(4 + context.propagated.len());
        for (name, value) in context.propagated.iter() {
            headers.append(name, value.clone());
        }
        headers.insert(TRACEPARENT, context.trace.hop_header());
        if let Some(identity) = self.identity(endpoint, context)? {
            headers.insert(IDENTITY, identity);
        }
        Ok(request)
    }

    fn identity(
        &self,
        endpoint: &Endpoint,
        context: &RequestContext,
    ) -> Result<Option<HeaderValue>, SubgraphFailure> {
        let Some(signer) = &self.signer else {
            return Ok(None);
        };
        let signed = signer
            .header(&context.caller, &endpoint.name)
            .map_err(|error| {
                tracing::error!(
                    subgraph.name = &*endpoint.name,
                    error.chain = chain(&error),
                    "no identity for a hop"
                );
                SubgraphFailure::Unreachable
            });
        signed.map(Some)
    }

    /// Closes connections that have been idle for too long.
    pub(crate) fn close_idle(&self) {
        self.client.origins().sweep();
    }

    /// The exchange of a request, not yet begun.
    fn exchange(
        &self,
        endpoint: &Endpoint,
        request: SubgraphRequest<'_>,
        context: &RequestContext,
    ) -> Result<(Exchange, Option<HopKey>), SubgraphFailure> {
        let shares = self.shared.is_some() && !request.mutation;
        let mut key = None;
        let mut head = Vec::new();
        if endpoint.origin.is_some() || shares {
            let identity = self.identity(endpoint, context)?;
            let room = request.body.len().min(ONE_PIECE);
            head = post::head(&endpoint.head, context, identity, room);
        }
        if shares {
            key = Some(HopKey {
                writes: self.writes.over(),
                url: endpoint.url.clone(),
                head: head.as_slice().into(),
                body: request.body.clone(),
            });
        }
        let way = match &endpoint.origin {
            Some(origin) => {
                post::finish(&mut head, context, request.body.len());
                let mut body = request.body;
                if body.len() <= ONE_PIECE {
                    head.extend_from_slice(&body);
                    body = Bytes::new();
                }
                let post = http1::Post {
                    head,
                    body,
                    repeatable: !request.mutation,
                    max_response: self.max_response,
                };
                Way::Direct(origin.clone(), post)
            }
            None => {
                let mut general = self.request(endpoint, context)?;
                *general.method_mut() = Method::POST;
                *general.body_mut() = Full::new(request.body);
                general.headers_mut().insert(CONTENT_TYPE, JSON);
                general.headers_mut().insert(ACCEPT, ACCEPTED);
                Way::General(Box::new((self.client.clone(), general)))
            }
        };
        let exchange = Exchange {
            subgraph: endpoint.name.clone(),
            way,
            max_response: self.max_response,
            hop: Hop {
                repeatable: !request.mutation,
                // What is shared does not end with the patience of the one that was first.
                deadline: match shares {
                    true => Instant::now() + self.request_timeout,
                    false => context.deadline,
                },
                timeout: endpoint.timeout,
            },
            metrics: endpoint.metrics.clone(),
            traffic: endpoint.traffic.clone(),
        };
        Ok((exchange, key))
    }

    /// Sends a request, or waits for one that is under way and equal in all that goes out.
    async fn send(
        &self,
        endpoint: &Endpoint,
        request: SubgraphRequest<'_>,
        context: &RequestContext,
    ) -> Exchanged {
        // Over, as far as later reads are concerned, when this is dropped.
        let _write = request.mutation.then(|| self.writes.one());
        let (exchange, key) = self.exchange(endpoint, request, context)?;
        match (&self.shared, key) {
            (Some(shared), Some(key)) => {
                let (joined, _) = shared.join(key, || exchange.send());
                let joined = tokio::time::timeout_at(context.deadline.into(), joined);
                joined.await.unwrap_or(Err(SubgraphFailure::Timeout))
            }
            (Some(_) | None, _) => exchange.send().await,
        }
    }
}

/// The hops of one client request.
#[derive(Debug)]
pub(crate) struct RequestHops<'a> {
    pub(crate) hops: &'a Hops,
    pub(crate) context: &'a RequestContext,
}

impl SubgraphClient for RequestHops<'_> {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        let endpoint = self.hops.endpoint(request.subgraph)?;
        self.hops.send(endpoint, request, self.context).await
    }
}
