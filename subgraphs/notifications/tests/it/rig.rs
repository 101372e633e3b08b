//! A running service on a database of its own, and a client for it.

use std::{sync::Arc, time::Duration};

use private_postgres::testing::{TestDatabase, database};
use serde_json::{Value, json};
use subgraph_kit::{
    bus::InProcessBus,
    config::MapSource,
    db::Db,
    id::CustomerId,
    identity::{Caller, HEADER, Scopes, Signer},
    service::{Process, Running, start},
};
use tokio_util::sync::CancellationToken;

/// The service under test.
pub(crate) struct Rig {
    running: Running,
    signer: Signer,
    client: reqwest::Client,
    settings: MapSource,
    _database: TestDatabase,
}

impl Rig {
    /// With settings beside those every service has.
    pub(crate) async fn start_with<const N: usize>(settings: [(&str, &str); N]) -> Self {
        let database = database("notifications").await;
        let signer = Signer::generate();
        let all = MapSource::from(settings)
            .with("PORTICO_DATABASE_URL", database.url())
            .with("PORTICO_IDENTITY_PUBLIC_KEY", signer.public_jwk().unwrap());
        Self {
            running: run(&all).await,
            signer,
            client: reqwest::Client::new(),
            settings: all,
            _database: database,
        }
    }

    /// A second replica on the same database.
    #[allow(dead_code, reason = "not every service tests this")]
    pub(crate) async fn replica(&self) -> Running {
        run(&self.settings).await
    }

    pub(crate) fn db(&self) -> &Db {
        self.running.db()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    /// Asks as a guest.
    pub(crate) async fn guest(&self, query: &str, variables: Value) -> Value {
        self.ask(&Caller::Guest, query, variables).await
    }

    /// Asks as a customer without scopes.
    pub(crate) async fn customer(&self, id: CustomerId, query: &str, variables: Value) -> Value {
        let caller = Caller::Customer {
            id,
            scopes: Scopes::default(),
        };
        self.ask(&caller, query, variables).await
    }

    async fn ask(&self, caller: &Caller, query: &str, variables: Value) -> Value {
        let response = self
            .client
            .post(self.url("/graphql"))
            .header(HEADER, self.signer.sign(caller, "notifications").unwrap())
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    pub(crate) async fn stop(self) {
        assert!(self.running.stop().await, "the service ended cleanly");
    }
}

async fn run(settings: &MapSource) -> Running {
    let process = Process {
        bus: Arc::new(InProcessBus::new(["notifications"])),
        metrics: None,
    };
    start::<notifications::NotificationsService>(settings, &process, &CancellationToken::new())
        .await
        .unwrap()
}

/// Polls until it holds; fails after ten seconds.
#[allow(dead_code, reason = "not every service tests this")]
pub(crate) async fn eventually<F, Fut>(what: &str, mut holds: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = bool>,
{
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while !holds().await {
        assert!(
            tokio::time::Instant::now() < deadline,
            "not in time: {what}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The first code of `userErrors` below `data.<field>`.
pub(crate) fn user_error<'a>(response: &'a Value, field: &str) -> &'a str {
    response["data"][field]["userErrors"][0]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no user error in {response}"))
}

/// The code of the first GraphQL error.
pub(crate) fn error_code(response: &Value) -> &str {
    response["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no error in {response}"))
}
