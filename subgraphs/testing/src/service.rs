//! Runs a service on a database of the test's own, asks it as the gateway would, and plays the rest of the world on its
//! queue and outbox.

use std::marker::PhantomData;
use std::sync::Arc;

use private_postgres::testing::{TestDatabase, database};
use serde_json::{Value, json};
use subgraph_kit::bus::InProcessBus;
use subgraph_kit::config::MapSource;
use subgraph_kit::db::Db;
use subgraph_kit::events::{Envelope, dead_letter};
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::{Caller, HEADER, Scopes, Signer};
use subgraph_kit::service::{Process, Running, Service, start};
use tokio_util::sync::CancellationToken;

use crate::outbox::{self, envelope};
use crate::poll::until;

/// A service that runs for one test.
#[derive(Debug)]
pub struct TestService<S> {
    running: Running,
    signer: Signer,
    client: reqwest::Client,
    settings: MapSource,
    // Dropped last: a cluster of the test's own ends with it.
    _database: TestDatabase,
    _service: PhantomData<S>,
}

impl<S: Service> TestService<S> {
    /// Starts it with quick retries.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts it with quick retries and these further settings.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let database = database(S::NAME).await;
        let signer = Signer::generate();
        let key = signer.public_jwk().expect("a new key signs");
        let mut all = MapSource::from([
            ("PORTICO_DATABASE_URL", database.url()),
            ("PORTICO_IDENTITY_PUBLIC_KEY", &key),
            ("PORTICO_EVENT_RETRY_WAIT", "5ms"),
            ("PORTICO_EVENT_POLL", "20ms"),
            // A machine that runs many tests at once may take its time.
            ("PORTICO_DATABASE_ACQUIRE_TIMEOUT", "60s"),
        ]);
        for (name, value) in settings {
            all = all.with(*name, *value);
        }
        Self {
            running: run::<S>(&all).await,
            signer,
            client: reqwest::Client::new(),
            settings: all,
            _database: database,
            _service: PhantomData,
        }
    }

    /// A second replica on the same database.
    pub async fn replica(&self) -> Running {
        run::<S>(&self.settings).await
    }

    /// The service.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// Its database.
    pub fn db(&self) -> &Db {
        self.running.db()
    }

    /// The address of a path of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    /// What it answers `caller`: the whole GraphQL response.
    ///
    /// # Panics
    /// When the answer is no GraphQL response.
    pub async fn ask(&self, caller: &Caller, query: &str, variables: Value) -> Value {
        let response = self
            .client
            .post(self.url("/graphql"))
            .header(HEADER, self.identity(caller))
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .expect("the service answers");
        response.json().await.expect("the answer is JSON")
    }

    /// What it answers a guest.
    pub async fn guest(&self, query: &str, variables: Value) -> Value {
        self.ask(&Caller::Guest, query, variables).await
    }

    /// What it answers a customer without scopes.
    pub async fn customer(&self, id: CustomerId, query: &str, variables: Value) -> Value {
        let scopes = Scopes::default();
        self.ask(&Caller::Customer { id, scopes }, query, variables)
            .await
    }

    /// The `data` it answers `caller`.
    ///
    /// # Panics
    /// When there are errors.
    pub async fn data(&self, caller: &Caller, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(caller, query, variables).await;
        assert_eq!(answer["errors"], Value::Null, "{query}: {answer}");
        answer["data"].take()
    }

    /// The identity header of a request by `caller`.
    ///
    /// # Panics
    /// When signing fails.
    pub fn identity(&self, caller: &Caller) -> String {
        self.signer.sign(caller, S::NAME).expect("a new key signs")
    }

    /// Brings it an event, as the bus would.
    ///
    /// # Panics
    /// When its database fails.
    pub async fn hear(&self, kind: &str, subject: &str, data: Value) {
        self.hear_envelope(&envelope(kind, subject, data)).await;
    }

    /// Brings it this very event; a second time is a second delivery.
    ///
    /// # Panics
    /// When its database fails.
    pub async fn hear_envelope(&self, envelope: &Envelope) {
        let mut conn = self.db().conn().await.expect("a connection");
        let delivered = subgraph_kit::testing::deliver(&mut conn, envelope).await;
        delivered.expect("a queue");
    }

    /// All it has ever said, oldest first, as far as its outbox remembers.
    ///
    /// # Panics
    /// When its database fails.
    pub async fn said(&self) -> Vec<Envelope> {
        outbox::all(self.db()).await
    }

    /// What it has said of this type about this subject, oldest first.
    pub async fn said_of(&self, kind: &str, subject: &str) -> Vec<Value> {
        let said = self.said().await.into_iter();
        said.filter(|event| event.kind == kind && event.subject == subject)
            .map(|event| event.data)
            .collect()
    }

    /// The events of a type that it has said, oldest first, each held against its schema.
    pub async fn published(&self, kind: &str) -> Vec<Envelope> {
        outbox::published(self.db(), kind).await
    }

    /// Waits until it has said something of this type about this subject, and gives the last such.
    ///
    /// # Panics
    /// When it does not within half a minute.
    pub async fn says(&self, kind: &str, subject: &str) -> Value {
        let mut found = None;
        until(kind, async || {
            found = self.said_of(kind, subject).await.pop();
            found.is_some()
        })
        .await;
        found.expect("it was just found")
    }

    /// Waits until everything it was told has been handled.
    ///
    /// # Panics
    /// When it has not been within half a minute, or an event became a dead letter.
    pub async fn settle(&self) {
        until("the queue is empty", async || {
            let mut conn = self.db().conn().await.expect("a connection");
            let queued = subgraph_kit::testing::queued(&mut conn).await;
            queued.expect("a queue") == 0
        })
        .await;
        let mut conn = self.db().conn().await.expect("a connection");
        let letters = dead_letter::list(&mut conn, 10).await.expect("letters");
        assert!(letters.is_empty(), "{letters:?}");
    }

    /// Stops it.
    ///
    /// # Panics
    /// When it does not end cleanly.
    pub async fn stop(self) {
        assert!(self.running.stop().await, "the service drains");
    }
}

/// Alone on its bus: what it says to others stays in its outbox, where tests read it.
async fn run<S: Service>(settings: &MapSource) -> Running {
    let process = Process {
        bus: Arc::new(InProcessBus::new([S::NAME])),
        metrics: None,
    };
    match start::<S>(settings, &process, &CancellationToken::new()).await {
        Ok(running) => running,
        Err(error) => panic!(
            "{} does not start: {}",
            S::NAME,
            subgraph_kit::error::chain(&error)
        ),
    }
}
