//! Equal queries under way at the same time: sent once where that is configured, and only then.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use gateway_server::config::{Config, IdentityConfig};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::support::fake::{Composed, Fake};
use crate::support::gateway::until;
use crate::support::keys::Key;
use crate::support::serve::Server;

const SDL: &str = "type Query { n(of: Int): Int } type Mutation { set: Int }";
const QUERY: &str = "{ n }";

/// A subgraph that lets queries wait until the test lets them go, and counts what came.
#[derive(Clone)]
struct Gate {
    queries: Arc<AtomicUsize>,
    mutations: Arc<AtomicUsize>,
    open: Arc<Semaphore>,
}

async fn answer(State(gate): State<Gate>, body: String) -> String {
    if body.contains("mutation") {
        gate.mutations.fetch_add(1, Ordering::SeqCst);
        return json!({"data": {"set": 1}}).to_string();
    }
    let number = gate.queries.fetch_add(1, Ordering::SeqCst) + 1;
    let _open = gate.open.acquire().await.unwrap();
    json!({"data": {"n": number}}).to_string()
}

struct World {
    gateway: Arc<Composed>,
    gate: Gate,
    _server: Server,
    _fake: Fake,
}

impl World {
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let gate = Gate {
            queries: Arc::default(),
            mutations: Arc::default(),
            open: Arc::new(Semaphore::new(0)),
        };
        let routes = Router::new().route("/graphql", post(answer));
        let server = Server::start(routes.with_state(gate.clone())).await;
        let fake = Fake::of(json!({}), json!({})).await;
        let url = server.url("/graphql").parse().unwrap();
        let gateway = Composed::with(&[("n", SDL, &fake)], |config| {
            config.subgraphs.get_mut("n").unwrap().url = Some(url);
            change(config);
        })
        .await;
        Self {
            gateway: Arc::new(gateway),
            gate,
            _server: server,
            _fake: fake,
        }
    }

    /// A query that waits for its answer.
    fn ask(&self, request: &Value, token: Option<String>) -> JoinHandle<Value> {
        let (gateway, request) = (self.gateway.clone(), request.clone());
        tokio::spawn(async move { gateway.ask(&request, token.as_deref()).await })
    }

    /// Until so many operations wait for their answers.
    async fn until_waiting(&self, count: usize) {
        let line = format!("portico_gateway_operations_in_flight {count}");
        let url = self.gateway.url().replace("/graphql", "/metrics");
        until("all queries are under way", async || {
            let metrics = self.gateway.client.get(&url).send().await.unwrap();
            let metrics = metrics.text().await.unwrap();
            metrics.lines().any(|known| known == line)
        })
        .await;
    }

    fn queries(&self) -> usize {
        self.gate.queries.load(Ordering::SeqCst)
    }

    async fn until_queries(&self, count: usize) {
        until("the subgraph was asked", async || self.queries() == count).await;
    }

    /// How often the subgraph is asked for two guests, one customer twice, and a guest who wants something else.
    async fn asked_for_five(&self) -> usize {
        let same = Some(self.gateway.key.token("c1", ""));
        // The token is known before it comes twice at once.
        let nothing = json!({"query": "{ __typename }"});
        self.ask(&nothing, same.clone()).await.unwrap();
        let other = json!({"query": "query N($of: Int) { n(of: $of) }", "variables": {"of": 7}});
        let plain = json!({"query": QUERY});
        let asked = [
            self.ask(&plain, None),
            self.ask(&plain, None),
            self.ask(&plain, same.clone()),
            self.ask(&plain, same),
            self.ask(&other, None),
        ];
        self.until_waiting(5).await;
        self.gate.open.add_permits(100);
        for asked in asked {
            assert!(asked.await.unwrap()["data"]["n"].is_u64());
        }
        self.queries()
    }
}

#[tokio::test]
async fn equal_queries_are_sent_once_where_that_is_configured() {
    let off = World::with(|_| {}).await;
    assert_eq!(off.asked_for_five().await, 5);
    let of_clients = World::with(|config| config.http.share_in_flight = true).await;
    assert_eq!(of_clients.asked_for_five().await, 3);
    // Nothing of the caller goes out here.
    let of_hops = World::with(|config| config.subgraph_defaults.share_in_flight = true).await;
    assert_eq!(of_hops.asked_for_five().await, 2);
    let signer = Key::new("gateway").pem();
    let signed = World::with(|config| {
        config.subgraph_defaults.share_in_flight = true;
        config.identity = Some(IdentityConfig::new(signer));
    });
    assert_eq!(signed.await.asked_for_five().await, 3);
    let authorization = World::with(|config| {
        config.subgraph_defaults.share_in_flight = true;
        config.propagate_headers = vec![http::header::AUTHORIZATION];
    });
    assert_eq!(authorization.await.asked_for_five().await, 3);
}

fn both(config: &mut Config) {
    config.http.share_in_flight = true;
    config.subgraph_defaults.share_in_flight = true;
}

#[tokio::test]
async fn when_the_first_leaves_the_others_go_on() {
    for change in [both, |config: &mut Config| {
        config.subgraph_defaults.share_in_flight = true
    }] {
        let world = World::with(change).await;
        let request = json!({"query": QUERY});
        let first = world.ask(&request, None);
        world.until_queries(1).await;
        let second = world.ask(&request, None);
        world.until_waiting(2).await;
        first.abort();
        world.until_waiting(1).await;
        world.gate.open.add_permits(1);
        assert_eq!(second.await.unwrap(), json!({"data": {"n": 1}}));
        assert_eq!(world.queries(), 1);
    }
}

#[tokio::test]
async fn a_read_after_a_write_is_a_read_of_its_own() {
    let world = World::with(both).await;
    let request = json!({"query": QUERY});
    let before = world.ask(&request, None);
    world.until_queries(1).await;
    let set = json!({"query": "mutation { set }"});
    for _ in 0..2 {
        let answer = world.ask(&set, None).await.unwrap();
        assert_eq!(answer, json!({"data": {"set": 1}}));
    }
    assert_eq!(world.gate.mutations.load(Ordering::SeqCst), 2);
    let after = world.ask(&request, None);
    world.until_queries(2).await;
    world.gate.open.add_permits(2);
    assert_eq!(before.await.unwrap(), json!({"data": {"n": 1}}));
    assert_eq!(after.await.unwrap(), json!({"data": {"n": 2}}));
}
