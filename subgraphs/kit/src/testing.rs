//! For the tests of services: runs one on a database of the test's own, asks it as the gateway would, and plays the rest
//! of the world on its queue and outbox.

use crate::bus::InProcessBus;
use crate::config::MapSource;
use crate::db::Db;
use crate::events::{Envelope, Message, outbox, queue};
use crate::identity::{Caller, HEADER, Signer};
use crate::service::{Process, Running, Service, start};
use chrono::Utc;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Longest a test waits for something to come about.
const PATIENCE: Duration = Duration::from_secs(30);

/// A service that runs for one test.
#[derive(Debug)]
pub struct TestService {
    running: Running,
    signer: Signer,
    client: reqwest::Client,
}

impl TestService {
    /// Starts a service on the database at `url`, with quick retries and these further settings.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start<S: Service>(url: &str, settings: &[(&str, &str)]) -> Self {
        let signer = Signer::generate();
        let key = signer.public_jwk().expect("a new key signs");
        let mut source = MapSource::from([
            ("PORTICO_DATABASE_URL", url),
            ("PORTICO_IDENTITY_PUBLIC_KEY", &key),
            ("PORTICO_EVENT_RETRY_WAIT", "5ms"),
            ("PORTICO_EVENT_POLL", "20ms"),
            // A machine that runs many tests at once may take its time.
            ("PORTICO_DATABASE_ACQUIRE_TIMEOUT", "60s"),
        ]);
        for (name, value) in settings {
            source = source.with(*name, *value);
        }
        // Alone on its bus: what it says to others stays in its outbox, where tests read it.
        let process = Process {
            bus: Arc::new(InProcessBus::new([S::NAME])),
            metrics: None,
        };
        let running = match start::<S>(&source, &process, &CancellationToken::new()).await {
            Ok(running) => running,
            Err(error) => panic!(
                "{} does not start: {}",
                S::NAME,
                crate::error::chain(&error)
            ),
        };
        Self {
            running,
            signer,
            client: reqwest::Client::new(),
        }
    }

    /// The service.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// Its database.
    pub fn db(&self) -> &Db {
        self.running.db()
    }

    /// What it answers `caller`: the whole GraphQL response.
    ///
    /// # Panics
    /// When the answer is no GraphQL response.
    pub async fn ask(&self, caller: &Caller, query: &str, variables: Value) -> Value {
        let identity = self.identity(caller);
        let response = self
            .client
            .post(format!("http://{}/graphql", self.running.address()))
            .header(HEADER, identity)
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .expect("the service answers");
        response.json().await.expect("the answer is JSON")
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
        self.signer
            .sign(caller, self.running.name())
            .expect("a new key signs")
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
        let entry = queue::Entry::of(envelope, &envelope.to_json());
        let mut conn = self.db().conn().await.expect("a connection");
        queue::push(&mut conn, &[entry]).await.expect("a queue");
    }

    /// All it has ever said, oldest first, as far as its outbox remembers.
    ///
    /// # Panics
    /// When its database fails.
    pub async fn said(&self) -> Vec<Envelope> {
        let mut conn = self.db().conn().await.expect("a connection");
        let bodies = outbox::all(&mut conn).await.expect("an outbox");
        bodies
            .iter()
            .map(|body| Envelope::parse(body.as_bytes()).expect("an envelope"))
            .collect()
    }

    /// What it has said of this type about this subject, oldest first.
    pub async fn said_of(&self, kind: &str, subject: &str) -> Vec<Value> {
        let said = self.said().await.into_iter();
        said.filter(|event| event.kind == kind && event.subject == subject)
            .map(|event| event.data)
            .collect()
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
            queue::depth(&mut conn).await.expect("a queue") == 0
        })
        .await;
        let mut conn = self.db().conn().await.expect("a connection");
        let letters = crate::events::dead_letter::list(&mut conn, 10)
            .await
            .expect("letters");
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

/// An event as another service would have published it.
pub fn envelope(kind: &str, subject: &str, data: Value) -> Envelope {
    Envelope {
        specversion: "1.0".to_owned(),
        id: Uuid::now_v7(),
        source: "/portico/test".to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        time: Utc::now(),
        datacontenttype: "application/json".to_owned(),
        dataschema: format!("/schema/events/{kind}.json"),
        traceparent: None,
        data,
    }
}

/// Reads an event's data as its consumer does.
///
/// # Panics
/// When the data does not fit.
pub fn read<M: Message>(envelope: &Envelope) -> M {
    envelope.read::<M>().expect("the data fits").data
}

/// Asks again and again until the answer is yes.
///
/// # Panics
/// When it is not within half a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < deadline, "gave up waiting: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
