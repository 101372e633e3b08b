//! Where each subgraph is reached.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use gateway_supergraph::Supergraph;
use http::Uri;
use http::header::{ACCEPT, CONTENT_TYPE, HOST};

use super::http1::{Origin, Origins};
use super::{ACCEPTED, HopsError, JSON};
use crate::config::{Config, SubgraphConfig, SupergraphSource};
use crate::metrics::{Metrics, SubgraphMetrics};
use crate::shown_url::shown_url;
use crate::traffic::Traffic;

/// All of a supergraph's subgraphs.
pub(super) type Endpoints = BTreeMap<Arc<str>, Endpoint>;

/// One subgraph's address and limits.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(super) name: Arc<str>,
    pub(super) url: Uri,
    /// Where WebSockets are opened; the same address unless the configuration says otherwise.
    pub(super) subscription_url: Uri,
    pub(super) timeout: Duration,
    pub(super) metrics: SubgraphMetrics,
    pub(super) traffic: Arc<Traffic>,
    /// The part of a request's head that is always the same: request line, `host` and media types.
    pub(super) head: Box<[u8]>,
    /// What the client of our own knows it by; absent with TLS, where the general client is used.
    pub(super) origin: Option<Arc<Origin>>,
}

fn head(url: &Uri) -> Box<[u8]> {
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let host = url.host().unwrap_or_default();
    let mut head = format!("POST {path} HTTP/1.1\r\n{HOST}: {host}");
    let usual = if url.scheme_str() == Some("https") {
        443
    } else {
        80
    };
    if let Some(port) = url.port_u16().filter(|port| *port != usual) {
        head.push_str(&format!(":{port}"));
    }
    let mut head = head.into_bytes();
    for (name, value) in [(CONTENT_TYPE, JSON), (ACCEPT, ACCEPTED)] {
        head.extend_from_slice(b"\r\n");
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head.into_boxed_slice()
}

/// The addresses that subgraphs are called at, by name. What is known of how well a subgraph is stays with its address.
///
/// # Errors
/// When a subgraph has none, or the configuration speaks of one that is not there.
pub(super) fn endpoints(
    config: &Config,
    supergraph: &Supergraph,
    metrics: &Metrics,
    earlier: Option<&Endpoints>,
) -> Result<Endpoints, HopsError> {
    // A supergraph composed of these very subgraphs may be an older one, kept while a new subgraph is not reached.
    if config.supergraph != SupergraphSource::Subgraphs
        && let Some(name) = config
            .subgraphs
            .keys()
            .find(|name| supergraph.subgraph_named(name).is_none())
    {
        return Err(HopsError::Unknown { name: name.clone() });
    }
    let mut endpoints = Endpoints::new();
    for subgraph in &supergraph.subgraphs {
        let said = config.subgraphs.get(&*subgraph.name);
        let url = address(&subgraph.name, &subgraph.url, said)?;
        let subscription_url = said.and_then(|said| said.subscription_url.clone());
        let timeout = said.and_then(|said| said.timeout);
        let known = earlier.and_then(|endpoints| endpoints.get(&subgraph.name));
        let traffic = known.filter(|known| known.url == url);
        let traffic = traffic.map(|known| known.traffic.clone());
        let endpoint = Endpoint {
            name: subgraph.name.clone(),
            subscription_url: subscription_url.unwrap_or_else(|| url.clone()),
            head: head(&url),
            url,
            timeout: timeout.unwrap_or(config.subgraph_defaults.timeout),
            metrics: metrics.subgraph(&subgraph.name),
            traffic: traffic.unwrap_or_else(|| {
                let own = said.and_then(|said| said.traffic.as_ref());
                let config = own.unwrap_or(&config.subgraph_defaults.traffic);
                Arc::new(Traffic::new(config, metrics.traffic(&subgraph.name)))
            }),
            origin: None,
        };
        endpoints.insert(subgraph.name.clone(), endpoint);
    }
    Ok(endpoints)
}

/// Gives those that are reached without TLS their connections.
pub(super) fn connect_directly(endpoints: &mut Endpoints, origins: &Origins) {
    for endpoint in endpoints.values_mut() {
        endpoint.origin = origins.of(&endpoint.url);
    }
}

/// Whether any subgraph is called by `https`.
pub(super) fn need_tls(endpoints: &Endpoints) -> bool {
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
        url: shown_url(composed),
    };
    let url: Uri = composed.parse().map_err(|_| refused())?;
    if url.authority().is_none() || !matches!(url.scheme_str(), Some("http" | "https")) {
        return Err(refused());
    }
    Ok(url)
}
