//! The issuer's keys: rotated, gone, asked for too often.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use gateway_server::config::JwksSource;

use crate::support::gateway::{TestGateway, code, until};
use crate::support::keys::{Key, key_set};
use crate::support::serve::Server;

#[derive(Clone)]
struct Issuer {
    document: Arc<Mutex<Option<String>>>,
    fetches: Arc<AtomicUsize>,
}

impl Issuer {
    async fn start(document: Option<String>) -> (Self, Server) {
        let issuer = Self {
            document: Arc::new(Mutex::new(document)),
            fetches: Arc::default(),
        };
        let router = Router::new()
            .route("/jwks.json", get(Self::answer))
            .with_state(issuer.clone());
        (issuer, Server::start(router).await)
    }

    async fn answer(State(issuer): State<Self>) -> Result<String, StatusCode> {
        issuer.fetches.fetch_add(1, Ordering::SeqCst);
        let document = issuer.document.lock().unwrap().clone();
        document.ok_or(StatusCode::SERVICE_UNAVAILABLE)
    }

    fn publish(&self, document: Option<String>) {
        *self.document.lock().unwrap() = document;
    }

    fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

async fn gateway(server: &Server) -> TestGateway {
    let url = server.url("/jwks.json").parse().unwrap();
    TestGateway::with(|config| config.auth.as_mut().unwrap().jwks = JwksSource::Url(url)).await
}

const SECRET: &str = "{ secret }";

#[tokio::test]
async fn a_new_key_is_found_and_old_ones_stay_when_the_issuer_is_gone() {
    let (first, second) = (Key::new("first"), Key::new("second"));
    let (issuer, server) = Issuer::start(Some(key_set(&[&first]))).await;
    let gateway = gateway(&server).await;
    assert_eq!(
        gateway
            .query_as(&first.token("c", ""), SECRET)
            .await
            .get("errors"),
        None
    );
    issuer.publish(Some(key_set(&[&first, &second])));
    assert_eq!(
        gateway
            .query_as(&second.token("c", ""), SECRET)
            .await
            .get("errors"),
        None
    );
    issuer.publish(None);
    assert_eq!(
        code(
            &gateway
                .query_as(&Key::new("x").token("c", ""), SECRET)
                .await
        ),
        "UNAUTHENTICATED"
    );
    assert_eq!(
        gateway
            .query_as(&first.token("c2", ""), SECRET)
            .await
            .get("errors"),
        None
    );
    assert_eq!(
        gateway
            .query_as(&second.token("c2", ""), SECRET)
            .await
            .get("errors"),
        None
    );
}

#[tokio::test]
async fn a_withdrawn_key_takes_its_remembered_tokens_along() {
    let (first, second) = (Key::new("first"), Key::new("second"));
    let (issuer, server) = Issuer::start(Some(key_set(&[&first]))).await;
    let gateway = gateway(&server).await;
    let token = first.token("c", "");
    assert_eq!(gateway.query_as(&token, SECRET).await.get("errors"), None);
    issuer.publish(Some(key_set(&[&second])));
    assert_eq!(
        gateway
            .query_as(&second.token("c", ""), SECRET)
            .await
            .get("errors"),
        None
    );
    assert_eq!(
        code(&gateway.query_as(&token, SECRET).await),
        "UNAUTHENTICATED"
    );
}

#[tokio::test]
async fn unknown_key_ids_do_not_become_fetches() {
    let known = Key::new("known");
    let (issuer, server) = Issuer::start(Some(key_set(&[&known]))).await;
    let gateway = gateway(&server).await;
    let stranger = Key::new("stranger");
    for number in 0..200 {
        let mut header = stranger.header();
        header.kid = Some(format!("unknown-{number}"));
        let token = stranger.sign(&header, &crate::support::keys::claims("c", ""));
        assert_eq!(
            code(&gateway.query_as(&token, SECRET).await),
            "UNAUTHENTICATED"
        );
    }
    assert!(issuer.fetches() <= 3, "{} fetches", issuer.fetches());
    assert_eq!(
        gateway
            .query_as(&known.token("c", ""), SECRET)
            .await
            .get("errors"),
        None
    );
}

#[tokio::test]
async fn without_any_key_a_token_is_neither_good_nor_bad() {
    let (_issuer, server) = Issuer::start(None).await;
    let gateway = gateway(&server).await;
    let request = gateway
        .post(&serde_json::json!({"query": SECRET}))
        .bearer_auth(Key::new("k").token("c", ""));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(
        gateway
            .query("{ product(upc: 1) { name } }")
            .await
            .get("errors"),
        None
    );
}

#[tokio::test]
async fn keys_are_read_before_the_first_token_comes() {
    let (issuer, server) = Issuer::start(Some(key_set(&[&Key::new("k")]))).await;
    let _gateway = gateway(&server).await;
    until("the keys are fetched", async || issuer.fetches() == 1).await;
}
