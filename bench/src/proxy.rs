//! The bare proxy: sends the gateway's subgraph requests in the same steps and answers with prepared bytes. It does no GraphQL
//! at all, so that no gateway on the same HTTP stack can be faster.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use futures::future::try_join_all;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::recording::Recording;
use crate::serve;
use crate::workload::{QUERY, SMALL_QUERY, SUBGRAPHS};

/// What is sent for one query.
struct Script {
    waves: Vec<Vec<(http::Uri, Bytes)>>,
    response: Bytes,
}

struct Proxy {
    client: Client<HttpConnector, Full<Bytes>>,
    deep: Script,
    small: Script,
}

/// Serves until the process is ended; prints its address.
pub(crate) async fn serve(subgraphs: &[SocketAddr]) -> anyhow::Result<()> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let proxy = Proxy {
        client: Client::builder(TokioExecutor::new()).build(connector),
        deep: script(QUERY, subgraphs)?,
        small: script(SMALL_QUERY, subgraphs)?,
    };
    let router = Router::new()
        .route("/graphql", post(deep))
        .route("/small", post(small))
        .with_state(Arc::new(proxy));
    let (listener, address) = serve::listen().await?;
    println!("{address}");
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        if let Err(error) = stream.set_nodelay(true) {
            eprintln!("proxy connection: {error}");
        }
    });
    axum::serve(listener, router)
        .await
        .context("the proxy stopped")
}

fn script(query: &str, subgraphs: &[SocketAddr]) -> anyhow::Result<Script> {
    let recording = Recording::of(query)?;
    let mut waves = Vec::new();
    for exchanges in recording.waves() {
        let mut wave = Vec::new();
        for exchange in exchanges {
            let at = exchange.service as usize;
            let uri = format!("http://{}/{}", subgraphs[at], SUBGRAPHS[at].0);
            wave.push((uri.parse()?, exchange.request));
        }
        waves.push(wave);
    }
    Ok(Script {
        waves,
        response: recording.response,
    })
}

async fn deep(State(proxy): State<Arc<Proxy>>, headers: HeaderMap, _body: Bytes) -> Response {
    proxy.run(&proxy.deep, &headers).await
}

async fn small(State(proxy): State<Arc<Proxy>>, headers: HeaderMap, _body: Bytes) -> Response {
    proxy.run(&proxy.small, &headers).await
}

impl Proxy {
    async fn run(&self, script: &Script, headers: &HeaderMap) -> Response {
        for wave in &script.waves {
            let calls = wave
                .iter()
                .map(|(uri, body)| self.call(uri, body, headers.get(AUTHORIZATION)));
            if let Err(error) = try_join_all(calls).await {
                return (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response();
            }
        }
        let kind = [("content-type", "application/json")];
        (kind, script.response.clone()).into_response()
    }

    async fn call(
        &self,
        uri: &http::Uri,
        body: &Bytes,
        authorization: Option<&HeaderValue>,
    ) -> anyhow::Result<Bytes> {
        let mut request = Request::post(uri.clone())
            .header("content-type", "application/json")
            .body(Full::new(body.clone()))?;
        if let Some(value) = authorization {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        let response = self.client.request(request).await?;
        anyhow::ensure!(response.status() == StatusCode::OK, "{}", response.status());
        Ok(response.into_body().collect().await?.to_bytes())
    }
}
