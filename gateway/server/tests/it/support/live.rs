//! A gateway that composes its subgraphs itself.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use gateway_server::config::{Config, SubgraphConfig, SupergraphSource};
use gateway_server::{BuildError, Drained, Gateway};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::changing::Changing;
use super::gateway::{body, until};

/// Fast enough for tests; the questions themselves are what takes time.
const INTERVAL: Duration = Duration::from_millis(20);

/// A running gateway.
#[derive(Debug)]
pub(crate) struct LiveGateway {
    pub(crate) address: SocketAddr,
    pub(crate) client: Client,
    stop: CancellationToken,
    run: Option<JoinHandle<Drained>>,
}

/// A configuration that composes these.
pub(crate) fn config(subgraphs: &[(&str, &Changing)]) -> Config {
    let mut config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        supergraph: SupergraphSource::Subgraphs,
        ..Config::default()
    };
    config.composition.poll_interval = Some(INTERVAL);
    config.composition.watch_interval = Some(INTERVAL);
    for (name, subgraph) in subgraphs {
        let said = SubgraphConfig {
            url: Some(subgraph.url().parse().unwrap()),
            ..SubgraphConfig::default()
        };
        config.subgraphs.insert((*name).to_owned(), said);
    }
    config
}

/// The same, keeping the last good supergraph.
pub(crate) fn config_with_state(subgraphs: &[(&str, &Changing)], folder: &Path) -> Config {
    let mut config = config(subgraphs);
    config.composition.state_dir = Some(folder.to_owned());
    config
}

impl LiveGateway {
    pub(crate) async fn start(config: Config) -> Self {
        Self::open(config).await.unwrap()
    }

    pub(crate) async fn open(config: Config) -> Result<Self, BuildError> {
        let bound = Gateway::open(config).await?.bind().await.unwrap();
        let stop = CancellationToken::new();
        Ok(Self {
            address: bound.local_addr(),
            client: Client::new(),
            run: Some(tokio::spawn(bound.run(stop.clone()))),
            stop,
        })
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let url = format!("http://{}{path}", self.address);
        let response = self.client.get(url).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub(crate) async fn query(&self, text: &str) -> Value {
        let url = format!("http://{}/graphql", self.address);
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json");
        let request = request.body(json!({ "query": text }).to_string());
        body(request.send().await.unwrap()).await
    }

    /// Waits until `/metrics` has the line.
    pub(crate) async fn until_metric(&self, line: &str) {
        until(line, async || {
            let metrics = self.get("/metrics").await.1;
            metrics.lines().any(|found| found == line)
        })
        .await;
    }

    /// Waits until `/ready` says it; the answer is 200 all the time.
    pub(crate) async fn until_ready_says(&self, text: &str) {
        until(text, async || {
            let (status, ready) = self.get("/ready").await;
            assert_eq!(status, 200, "{ready}");
            ready.contains(text)
        })
        .await;
    }

    pub(crate) async fn stop(mut self) -> Drained {
        self.stop.cancel();
        self.run.take().unwrap().await.unwrap()
    }
}

impl Drop for LiveGateway {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
