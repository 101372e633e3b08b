//! Calling subgraphs: addresses, time-outs, identity, bounds.

mod answer;
mod connection;
mod sdl;
mod subscription;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use gateway_executor::{SubgraphClient, SubgraphFailure, SubgraphRequest, SubgraphResponse};
use gateway_supergraph::Supergraph;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;

use crate::config::{Config, SubgraphConfig, SubgraphDefaults, SupergraphSource};
use crate::context::RequestContext;
use crate::error::chain;
use crate::identity::{self, IdentitySigner};
use crate::metrics::{Metrics, SubgraphMetrics};
use crate::trace::TRACEPARENT;
use crate::traffic::{Hop, Traffic};

pub(crate) use connection::HttpClient;
pub use connection::TlsError;
pub use sdl::SdlError;
pub(crate) use sdl::{SdlClient, SdlQuestion};
pub(crate) use subscription::EventStream;

const ACCEPTED: HeaderValue =
    HeaderValue::from_static("application/graphql-response+json, application/json;q=0.9");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const IDENTITY: HeaderName = HeaderName::from_static(identity::HEADER);

/// Every subgraph of the supergraph and how it is reached.
#[derive(Debug)]
pub(crate) struct Hops {
    client: HttpClient,
    signer: Option<Arc<IdentitySigner>>,
    endpoints: BTreeMap<Arc<str>, Endpoint>,
    max_response: usize,
}

/// One subgraph's address and limits.
#[derive(Debug)]
pub(crate) struct Endpoint {
    name: Arc<str>,
    url: Uri,
    /// Where WebSockets are opened; the same address unless the configuration says otherwise.
    subscription_url: Uri,
    timeout: Duration,
    metrics: SubgraphMetrics,
    traffic: Arc<Traffic>,
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
        let endpoints = endpoints(config, supergraph, metrics, None)?;
        let client = HttpClient::new(&config.subgraph_defaults, need_tls(&endpoints))?;
        let SubgraphDefaults { max_response, .. } = config.subgraph_defaults;
        Ok(Self {
            client,
            signer,
            endpoints,
            max_response,
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
        let endpoints = endpoints(config, supergraph, metrics, Some(self))?;
        let client = if need_tls(&endpoints) && !self.client.speaks_tls() {
            HttpClient::new(&config.subgraph_defaults, true)?
        } else {
            self.client.clone()
        };
        Ok(Self {
            client,
            signer: self.signer.clone(),
            endpoints,
            max_response: self.max_response,
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

    async fn send(
        &self,
        endpoint: &Endpoint,
        body: Bytes,
        context: &RequestContext,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        let mut request = self.request(endpoint, context)?;
        *request.method_mut() = Method::POST;
        *request.body_mut() = Full::new(body);
        request.headers_mut().insert(CONTENT_TYPE, JSON);
        request.headers_mut().insert(ACCEPT, ACCEPTED);
        let until = context.deadline.min(Instant::now() + endpoint.timeout);
        let exchange = async {
            let response = self.client.request(request).await.map_err(|error| {
                tracing::warn!(
                    subgraph.name = &*endpoint.name,
                    error.chain = chain(&error),
                    "a subgraph was not reached"
                );
                SubgraphFailure::Unreachable
            })?;
            answer::read(response, self.max_response).await
        };
        let exchanged = tokio::time::timeout_at(until.into(), exchange).await;
        exchanged.unwrap_or(Err(SubgraphFailure::Timeout))
    }
}

fn endpoints(
    config: &Config,
    supergraph: &Supergraph,
    metrics: &Metrics,
    earlier: Option<&Hops>,
) -> Result<BTreeMap<Arc<str>, Endpoint>, HopsError> {
    // A supergraph composed of these very subgraphs may be an older one, kept while a new subgraph is not reached.
    if config.supergraph != SupergraphSource::Subgraphs
        && let Some(name) = config
            .subgraphs
            .keys()
            .find(|name| supergraph.subgraph_named(name).is_none())
    {
        return Err(HopsError::Unknown { name: name.clone() });
    }
    let mut endpoints = BTreeMap::new();
    for subgraph in &supergraph.subgraphs {
        let said = config.subgraphs.get(&*subgraph.name);
        let url = address(&subgraph.name, &subgraph.url, said)?;
        let subscription_url = said.and_then(|said| said.subscription_url.clone());
        let known = earlier.and_then(|hops| hops.endpoints.get(&subgraph.name));
        let traffic = known.filter(|known| known.url == url);
        let traffic = traffic.map(|known| known.traffic.clone());
        let mut endpoint = Endpoint {
            name: subgraph.name.clone(),
            subscription_url: subscription_url.unwrap_or_else(|| url.clone()),
            url,
            timeout: config.subgraph_defaults.timeout,
            metrics: metrics.subgraph(&subgraph.name),
            traffic: traffic.unwrap_or_else(|| {
                let own = said.and_then(|said| said.traffic.as_ref());
                let config = own.unwrap_or(&config.subgraph_defaults.traffic);
                Arc::new(Traffic::new(config, metrics.traffic(&subgraph.name)))
            }),
        };
        if let Some(timeout) = said.and_then(|said| said.timeout) {
            endpoint.timeout = timeout;
        }
        endpoints.insert(subgraph.name.clone(), endpoint);
    }
    Ok(endpoints)
}

fn need_tls(endpoints: &BTreeMap<Arc<str>, Endpoint>) -> bool {
    endpoints
        .values()
        .flat_map(|endpoint| [&endpoint.url, &endpoint.subscription_url])
        .any(|url| url.scheme_str() == Some("https"))
}

fn address(name: &str, composed: &str, said: Option<&SubgraphConfig>) -> Result<Uri, HopsError> {
    if let Some(url) = said.and_then(|said| said.url.clone()) {
        return Ok(url);
    }
    if composed.is_empty() {
        return Err(HopsError::NoAddress {
            name: name.to_owned(),
        });
    }
    let refused = || HopsError::BadAddress {
        name: name.to_owned(),
        url: composed.to_owned(),
    };
    let url: Uri = composed.parse().map_err(|_| refused())?;
    if url.authority().is_none() || !matches!(url.scheme_str(), Some("http" | "https")) {
        return Err(refused());
    }
    Ok(url)
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
        let hop = Hop {
            repeatable: !request.mutation,
            deadline: self.context.deadline,
            timeout: endpoint.timeout,
        };
        let attempt = || async {
            let started = Instant::now();
            let body = request.body.clone();
            let answer = self.hops.send(endpoint, body, self.context).await;
            endpoint.metrics.record(started.elapsed(), &answer);
            answer
        };
        endpoint.traffic.send(hop, attempt).await
    }
}
