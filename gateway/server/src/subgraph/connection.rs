//! The clients of all hops, which share how connections are opened.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::builderstates::WantsSchemes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::http1::{IDLE, Origins};
use crate::config::SubgraphDefaults;

/// HTTP/1.1 and HTTP/2 (over TLS) with TCP_NODELAY; never follows a redirect, never retries a request that was begun.
#[derive(Debug, Clone)]
pub(crate) struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// For upgrades, which HTTP/2 has not.
    http1: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    tls: bool,
    /// What is reached without TLS.
    origins: Arc<Origins>,
}

/// The machine has no usable set of root certificates.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up TLS for calls to subgraphs")]
pub struct TlsError(#[source] std::io::Error);

impl HttpClient {
    /// `tls`: whether any subgraph is called by `https`; the machine's root certificates are read only then.
    pub(crate) fn new(config: &SubgraphDefaults, tls: bool) -> Result<Self, TlsError> {
        let both = connector(tls)?
            .https_or_http()
            .enable_all_versions()
            .wrap_connector(tcp(config));
        let http1 = connector(tls)?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp(config));
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(config.max_idle_connections);
        Ok(Self {
            client: builder.build(both),
            http1: builder.build(http1),
            tls,
            origins: Arc::new(Origins::new(tcp(config), config.max_idle_connections)),
        })
    }

    /// What is reached without TLS, by the client of our own.
    pub(super) fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Whether it can call subgraphs by `https`.
    pub(crate) fn speaks_tls(&self) -> bool {
        self.tls
    }

    pub(crate) async fn request(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Error> {
        self.client.request(request).await
    }

    pub(crate) async fn upgrade(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Error> {
        self.http1.request(request).await
    }
}

/// Without TLS the connector trusts no certificate at all.
fn connector(tls: bool) -> Result<HttpsConnectorBuilder<WantsSchemes>, TlsError> {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let builder = HttpsConnectorBuilder::new();
    if tls {
        return builder
            .with_provider_and_platform_verifier(provider)
            .map_err(TlsError);
    }
    let config = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError(std::io::Error::other(error)))?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(builder.with_tls_config(config))
}

fn tcp(config: &SubgraphDefaults) -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(config.connect_timeout));
    tcp.set_keepalive(Some(Duration::from_secs(60)));
    tcp
}
