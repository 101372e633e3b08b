//! The gateway under test.

use std::net::SocketAddr;
use std::time::Duration;

use gateway_server::config::{AuthConfig, Config, JwksSource, SubgraphConfig, SupergraphSource};
use gateway_server::{Drained, Gateway};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::keys::{self, Key};
use super::serve::Server;
use super::strange::Strange;
use super::{products, reviews, strange};

pub(crate) const SUPERGRAPH: &str = include_str!("../supergraph.graphql");

/// A running gateway and its subgraphs.
#[derive(Debug)]
pub(crate) struct TestGateway {
    pub(crate) address: SocketAddr,
    pub(crate) client: Client,
    pub(crate) strange: Strange,
    pub(crate) key: Key,
    stop: CancellationToken,
    run: Option<JoinHandle<Drained>>,
    _subgraphs: [Server; 3],
    _folder: TempDir,
}

impl TestGateway {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With a configuration of its own. Tokens of [`Self::key`] are accepted.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let products = products::start().await;
        let reviews = reviews::start().await;
        let (strange_server, strange) = strange::start().await;
        let key = Key::new("test");
        let folder = tempfile::tempdir().unwrap();
        let jwks = folder.path().join("jwks.json");
        std::fs::write(&jwks, keys::key_set(&[&key])).unwrap();
        let mut config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            auth: Some(AuthConfig::new(
                JwksSource::File(jwks),
                keys::ISSUER,
                keys::AUDIENCE,
            )),
            ..Config::default()
        };
        config.http.drain = Duration::from_secs(5);
        for (name, server) in [
            ("products", &products),
            ("reviews", &reviews),
            ("strange", &strange_server),
        ] {
            let subgraph = SubgraphConfig {
                url: Some(server.url("/graphql").parse().unwrap()),
                ..SubgraphConfig::default()
            };
            config.subgraphs.insert(name.to_owned(), subgraph);
        }
        change(&mut config);
        let gateway = match config.supergraph {
            SupergraphSource::Given => Gateway::build(config, SUPERGRAPH),
            SupergraphSource::File(_) | SupergraphSource::Subgraphs => Gateway::open(config).await,
        };
        let bound = gateway.unwrap().bind().await.unwrap();
        let address = bound.local_addr();
        let stop = CancellationToken::new();
        Self {
            address,
            client: Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            strange,
            key,
            run: Some(tokio::spawn(bound.run(stop.clone()))),
            stop,
            _subgraphs: [products, reviews, strange_server],
            _folder: folder,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn post(&self, body: &Value) -> RequestBuilder {
        let request = self
            .client
            .post(self.url("/graphql"))
            .header("content-type", "application/json");
        request
            .header("accept", "application/graphql-response+json")
            .body(body.to_string())
    }

    /// The answer to a query, whatever its status.
    pub(crate) async fn query(&self, text: &str) -> Value {
        self.answer(self.post(&json!({ "query": text }))).await
    }

    pub(crate) async fn query_as(&self, token: &str, text: &str) -> Value {
        self.answer(self.post(&json!({ "query": text })).bearer_auth(token))
            .await
    }

    pub(crate) async fn answer(&self, request: RequestBuilder) -> Value {
        body(request.send().await.unwrap()).await
    }

    pub(crate) async fn metrics(&self) -> String {
        self.client
            .get(self.url("/metrics"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    /// Tells it to shut down and waits for it.
    pub(crate) async fn stop(mut self) -> Drained {
        self.stop.cancel();
        self.run.take().unwrap().await.unwrap()
    }

    pub(crate) fn begin_stop(&self) {
        self.stop.cancel();
    }
}

impl Drop for TestGateway {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub(crate) async fn body(response: Response) -> Value {
    let text = response.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"))
}

/// The code of the first error.
pub(crate) fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or("no code")
}

/// Polls until a condition holds; fails the test after ten seconds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while !holds().await {
        assert!(
            tokio::time::Instant::now() < deadline,
            "waited too long: {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
