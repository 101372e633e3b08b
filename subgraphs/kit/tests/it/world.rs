//! Two small services and what tests ask of them.

mod listener;
mod talker;

pub(crate) use self::listener::Listener;
pub(crate) use self::talker::{Note, Talker, Unheard};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use private_postgres::testing::TestDatabase;
use std::sync::Arc;
use std::time::{Duration, Instant};
use subgraph_kit::bus::{AmqpBus, AmqpConfig, Bus, InProcessBus};
use subgraph_kit::config::MapSource;
use subgraph_kit::db::{Db, DbConfig, DbError};
use subgraph_kit::events::{Audience, Event, outbox};
use subgraph_kit::identity::Signer;
use subgraph_kit::service::{Process, Running, Service, start};
use tokio_util::sync::CancellationToken;

/// Longest a test waits for something to come about.
const PATIENCE: Duration = Duration::from_secs(60);

/// Names the broker that tests share; `make test` sets it.
const AMQP_URL: &str = "PORTICO_TEST_AMQP_URL";

/// A new namespace on the tests' broker.
pub(crate) fn amqp(url: Option<String>) -> Arc<dyn Bus> {
    amqp_in(&namespace(), url.unwrap_or_else(amqp_url))
}

pub(crate) fn namespace() -> String {
    format!("test-{}", uuid::Uuid::now_v7())
}

/// A namespace on the broker at `url`.
pub(crate) fn amqp_in(namespace: &str, url: String) -> Arc<dyn Bus> {
    Arc::new(AmqpBus::new(AmqpConfig {
        url,
        namespace: namespace.to_owned(),
        consumers: vec!["listener".to_owned()],
        longest_reconnect: Duration::from_millis(200),
        ..AmqpConfig::default()
    }))
}

pub(crate) fn amqp_url() -> String {
    std::env::var(AMQP_URL)
        .unwrap_or_else(|_| panic!("{AMQP_URL} must name a RabbitMQ; `make test` starts one"))
}

pub(crate) fn in_process() -> Arc<dyn Bus> {
    Arc::new(InProcessBus::new(["talker", "listener"]))
}

/// Both services on one bus, each with its own database.
pub(crate) struct World {
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) signer: Signer,
    pub(crate) talker: Running,
    pub(crate) listener: Option<Running>,
    databases: [TestDatabase; 2],
}

impl World {
    pub(crate) async fn new(bus: Arc<dyn Bus>) -> Self {
        Self::on(Arc::clone(&bus), bus).await
    }

    /// Each on its own way to the same bus.
    pub(crate) async fn on(bus: Arc<dyn Bus>, listeners: Arc<dyn Bus>) -> Self {
        let databases = [
            private_postgres::testing::database("talker").await,
            private_postgres::testing::database("listener").await,
        ];
        let signer = Signer::generate();
        let listener = launch::<Listener>(&listeners, databases[1].url(), &signer).await;
        let talker = launch::<Talker>(&bus, databases[0].url(), &signer).await;
        Self {
            bus,
            signer,
            talker,
            listener: Some(listener),
            databases,
        }
    }

    pub(crate) async fn start_listener(&mut self) {
        let running = launch::<Listener>(&self.bus, self.databases[1].url(), &self.signer).await;
        self.listener = Some(running);
    }

    pub(crate) async fn stop_listener(&mut self) {
        let listener = self.listener.take().expect("the listener runs");
        assert!(listener.stop().await, "the listener drains");
    }

    /// Stops the talker, writes a note as if it had died right after the commit, and starts it again.
    pub(crate) async fn die_after_commit(mut self, note: &Note) -> Self {
        assert!(self.talker.stop().await, "the talker drains");
        let db = Db::new(&DbConfig::new(self.databases[0].url())).unwrap();
        db.transaction(async |conn| Ok::<_, DbError>(outbox::append(conn, note).await?))
            .await
            .unwrap();
        db.close();
        self.talker = launch::<Talker>(&self.bus, self.databases[0].url(), &self.signer).await;
        self
    }

    pub(crate) fn heard(&self) -> &Db {
        self.listener.as_ref().expect("the listener runs").db()
    }

    pub(crate) async fn say<E: Event>(&self, event: &E) {
        self.talker
            .db()
            .transaction(async |conn| Ok::<_, DbError>(outbox::append(conn, event).await?))
            .await
            .unwrap();
    }

    pub(crate) async fn note(&self, subject: &str, number: i64, wish: &str) {
        self.say(&Note {
            subject: subject.into(),
            number,
            wish: wish.into(),
        })
        .await;
    }

    /// The numbers that took effect for a subject, in order.
    pub(crate) async fn effects(&self, subject: &str) -> Vec<i64> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            number: i64,
        }
        let mut conn = self.heard().conn().await.unwrap();
        let rows: Vec<Row> =
            diesel::sql_query("SELECT number FROM effect WHERE subject = $1 ORDER BY seq")
                .bind::<Text, _>(subject)
                .load(&mut conn)
                .await
                .unwrap();
        rows.into_iter().map(|row| row.number).collect()
    }

    pub(crate) async fn set_dependency(&self, away: bool) {
        execute(
            self.heard(),
            &format!("UPDATE dependency SET away = {away}"),
        )
        .await;
    }

    pub(crate) async fn unsent(&self) -> i64 {
        outbox::pending(&mut self.talker.db().conn().await.unwrap())
            .await
            .unwrap()
    }

    pub(crate) async fn stop(self) {
        if let Some(listener) = self.listener {
            assert!(listener.stop().await);
        }
        assert!(self.talker.stop().await);
    }
}

pub(crate) async fn launch<S: Service>(bus: &Arc<dyn Bus>, url: &str, signer: &Signer) -> Running {
    let source = MapSource::from([
        ("PORTICO_DATABASE_URL", url),
        ("PORTICO_EVENT_RETRY_WAIT", "1ms"),
        ("PORTICO_EVENT_POLL", "20ms"),
        // A machine that runs many tests at once may take its time.
        ("PORTICO_DATABASE_ACQUIRE_TIMEOUT", "60s"),
        ("PORTICO_IDENTITY_PUBLIC_KEY", &signer.public_jwk().unwrap()),
    ]);
    let process = Process {
        bus: Arc::clone(bus),
        metrics: None,
    };
    start::<S>(&source, &process, &CancellationToken::new())
        .await
        .unwrap()
}

pub(crate) async fn execute(db: &Db, statement: &str) {
    let mut conn = db.conn().await.unwrap();
    diesel::sql_query(statement)
        .execute(&mut conn)
        .await
        .unwrap();
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < deadline, "gave up waiting until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

// A publisher may say whether anybody must listen.
const _: () = assert!(matches!(<Note as Event>::AUDIENCE, Audience::Expected));
