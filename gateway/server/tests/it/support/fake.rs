//! Subgraphs that answer by script, and a gateway over any of them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use gateway_composition::{SubgraphSource, compose};
use gateway_server::config::{AuthConfig, Config, JwksSource, SubgraphConfig};
use gateway_server::{Drained, Gateway};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::gateway::body;
use super::keys::{self, Key};
use super::serve::Server;

type Script = dyn Fn(&Value) -> (u16, String) + Send + Sync;

/// A subgraph that answers each request by a function of its body, and remembers what it was asked.
#[derive(Debug)]
pub(crate) struct Fake {
    pub(crate) server: Server,
    log: Arc<Mutex<Vec<Value>>>,
}

#[derive(Clone)]
struct Site {
    script: Arc<Script>,
    log: Arc<Mutex<Vec<Value>>>,
}

impl Fake {
    pub(crate) async fn start(
        script: impl Fn(&Value) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        Self::with(Router::new(), script).await
    }

    /// With routes of its own beside.
    pub(crate) async fn with(
        router: Router,
        script: impl Fn(&Value) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let site = Site {
            script: Arc::new(script),
            log: log.clone(),
        };
        let graphql = Router::new()
            .route("/graphql", post(answer))
            .with_state(site);
        Self {
            server: Server::start(router.merge(graphql)).await,
            log,
        }
    }

    /// Always the same `data`; entities are as many as were asked for.
    pub(crate) async fn of(data: Value, entity: Value) -> Self {
        Self::start(move |request| {
            let mut data = data.clone();
            data["_entities"] = entities(request, &entity);
            (200, json!({ "data": data }).to_string())
        })
        .await
    }

    pub(crate) fn asked(&self) -> Vec<Value> {
        self.log.lock().unwrap().clone()
    }
}

/// One entity for each representation that was sent.
pub(crate) fn entities(request: &Value, entity: &Value) -> Value {
    let sent = request["variables"]["representations"].as_array();
    let list: Vec<Value> = sent.into_iter().flatten().map(|_| entity.clone()).collect();
    list.into()
}

async fn answer(State(site): State<Site>, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap();
    let (status, text) = (site.script)(&request);
    site.log.lock().unwrap().push(request);
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Body::from(text))
        .unwrap()
}

/// A gateway over subgraphs that were composed here.
#[derive(Debug)]
pub(crate) struct Composed {
    pub(crate) address: SocketAddr,
    pub(crate) client: Client,
    pub(crate) key: Key,
    stop: CancellationToken,
    _run: JoinHandle<Drained>,
    _folder: TempDir,
}

impl Composed {
    pub(crate) async fn start(subgraphs: &[(&str, &str, &Fake)]) -> Self {
        Self::with(subgraphs, |_| {}).await
    }

    pub(crate) async fn with(
        subgraphs: &[(&str, &str, &Fake)],
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let sources: Vec<SubgraphSource> = subgraphs
            .iter()
            .map(|(name, sdl, fake)| SubgraphSource {
                name: (*name).to_owned(),
                url: fake.server.url("/graphql"),
                sdl: (*sdl).to_owned(),
                file: None,
            })
            .collect();
        let composition = compose(&sources).unwrap_or_else(|findings| {
            let texts: Vec<String> = findings.iter().map(|one| one.message.clone()).collect();
            panic!("{}", texts.join("\n"))
        });
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
        for (name, _, _) in subgraphs {
            let said = SubgraphConfig::default();
            config.subgraphs.insert((*name).to_owned(), said);
        }
        change(&mut config);
        let gateway = Gateway::build(config, &composition.supergraph_sdl).unwrap();
        let bound = gateway.bind().await.unwrap();
        let stop = CancellationToken::new();
        Self {
            address: bound.local_addr(),
            client: Client::new(),
            key,
            _run: tokio::spawn(bound.run(stop.clone())),
            stop,
            _folder: folder,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    pub(crate) async fn metrics(&self) -> String {
        let url = format!("http://{}/metrics", self.address);
        let answer = self.client.get(url).send().await.unwrap();
        answer.text().await.unwrap()
    }

    pub(crate) async fn query(&self, text: &str) -> Value {
        self.ask(&json!({ "query": text }), None).await
    }

    pub(crate) async fn ask(&self, request: &Value, token: Option<&str>) -> Value {
        let post = self.client.post(self.url());
        let post = post
            .header("content-type", "application/json")
            .body(request.to_string());
        let post = match token {
            Some(token) => post.bearer_auth(token),
            None => post,
        };
        body(post.send().await.unwrap()).await
    }
}

impl Drop for Composed {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
