//! Inventory as a running service, and somebody who talks to it over the bus.

use async_graphql::{EmptyMutation, EmptySubscription, Object};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use inventory::Inventory;
use private_postgres::testing::{TestDatabase, database};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use subgraph_kit::bus::{Bus, InProcessBus};
use subgraph_kit::config::{MapSource, Reader};
use subgraph_kit::db::{DbError, EmbeddedMigrations};
use subgraph_kit::events::{BoxError, Event, outbox};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::service::{Context, Parts, Process, Running, Service, start};
use tokio_util::sync::CancellationToken;

use crate::messages::ProductPublished;

/// Longest a test waits for something to come about.
const PATIENCE: Duration = Duration::from_secs(60);

/// All other services in one: it says what a test tells it to.
struct Others;

struct Nothing;

#[Object(name = "Query")]
impl Nothing {
    async fn nothing(&self) -> bool {
        true
    }
}

#[async_trait::async_trait]
impl Service for Others {
    const NAME: &'static str = "others";
    type Config = ();

    fn config(_: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn migrations() -> EmbeddedMigrations {
        EmbeddedMigrations::new(&[])
    }

    fn sdl() -> String {
        String::new()
    }

    async fn build((): (), _: &Context) -> Result<Parts, BoxError> {
        let schema =
            subgraph_kit::graphql::builder(Nothing, EmptyMutation, EmptySubscription).finish();
        Ok(Parts::new(schema))
    }
}

pub(crate) struct World {
    pub(crate) inventory: Running,
    others: Running,
    _databases: [TestDatabase; 2],
}

/// An event that inventory has written.
#[derive(QueryableByName)]
pub(crate) struct Outgoing {
    #[diesel(sql_type = Text)]
    pub(crate) event_type: String,
    #[diesel(sql_type = Text)]
    envelope: String,
}

impl Outgoing {
    pub(crate) fn envelope(&self) -> Value {
        serde_json::from_str(&self.envelope).unwrap()
    }

    pub(crate) fn data(&self) -> Value {
        self.envelope()["data"].clone()
    }
}

async fn launch<S: Service>(bus: &Arc<dyn Bus>, url: &str, more: &[(&str, &str)]) -> Running {
    let mut source = MapSource::from([
        ("PORTICO_DATABASE_URL", url),
        // A machine that runs many tests at once may take its time.
        ("PORTICO_DATABASE_ACQUIRE_TIMEOUT", "60s"),
    ]);
    for (name, value) in more {
        source = source.with(*name, *value);
    }
    let process = Process {
        bus: Arc::clone(bus),
        metrics: None,
    };
    start::<S>(&source, &process, &CancellationToken::new())
        .await
        .unwrap()
}

impl World {
    pub(crate) async fn start() -> Self {
        let databases = [database("inventory").await, database("others").await];
        let bus: Arc<dyn Bus> = Arc::new(InProcessBus::new(["inventory", "others"]));
        let settings = [
            ("PORTICO_RESERVATION_SWEEP", "100ms"),
            ("PORTICO_EVENT_WORKERS", "8"),
            ("PORTICO_DATABASE_POOL", "16"),
        ];
        let inventory = launch::<Inventory>(&bus, databases[0].url(), &settings).await;
        let others = launch::<Others>(&bus, databases[1].url(), &[]).await;
        Self {
            inventory,
            others,
            _databases: databases,
        }
    }

    pub(crate) async fn stop(self) {
        assert!(
            self.inventory.stop().await && self.others.stop().await,
            "the services drain"
        );
    }

    pub(crate) async fn say<E: Event>(&self, events: &[E]) {
        self.others
            .db()
            .transaction(async |conn| {
                for event in events {
                    outbox::append(conn, event).await?;
                }
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
    }

    /// A product with variants of which there are so many pieces.
    pub(crate) async fn product(&self, pieces: &[i32]) -> (ProductId, Vec<VariantId>) {
        let product = ProductId::new();
        let variants: Vec<VariantId> = pieces.iter().map(|_| VariantId::new()).collect();
        self.say(&[ProductPublished::of(product, &variants)]).await;
        let mut conn = self.inventory.db().conn().await.unwrap();
        for (id, available) in variants.iter().zip(pieces) {
            diesel::sql_query("INSERT INTO stock_levels VALUES ($1, 'main', $2, 0, 0)")
                .bind::<diesel::sql_types::Uuid, _>(id)
                .bind::<diesel::sql_types::Integer, _>(available)
                .execute(&mut conn)
                .await
                .unwrap();
        }
        let known = format!(
            "SELECT count(*) AS number FROM stocked_variants WHERE product_id = '{}'",
            product.as_uuid()
        );
        self.until(&known, variants.len() as i64).await;
        (product, variants)
    }

    /// Waits until a query for a `number` gives this one.
    pub(crate) async fn until(&self, query: &str, expected: i64) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let number = self.number(query).await;
            if number == expected {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{number} instead of {expected}: {query}"
            );
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn number(&self, query: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            number: i64,
        }
        let mut conn = self.inventory.db().conn().await.unwrap();
        let row: Row = diesel::sql_query(query)
            .get_result(&mut conn)
            .await
            .unwrap();
        row.number
    }

    /// Waits until inventory has answered so many commands.
    pub(crate) async fn answered(&self, commands: i64) {
        let query = "SELECT count(*) AS number FROM inbox WHERE event_type LIKE 'command.%'";
        self.until(query, commands).await;
    }

    /// What inventory has written, in order.
    pub(crate) async fn outbox(&self) -> Vec<Outgoing> {
        let mut conn = self.inventory.db().conn().await.unwrap();
        diesel::sql_query("SELECT event_type, envelope FROM outbox ORDER BY seq")
            .load(&mut conn)
            .await
            .unwrap()
    }

    /// The data of the events of this type.
    pub(crate) async fn said(&self, kind: &str) -> Vec<Value> {
        let events = self.outbox().await;
        events
            .iter()
            .filter(|event| event.event_type == kind)
            .map(Outgoing::data)
            .collect()
    }
}
