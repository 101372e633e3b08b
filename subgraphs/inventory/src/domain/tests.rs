//! The rules on a real database: what is answered, and that no piece is ever lost or sold twice.

mod commands;
mod oversell;
mod pieces;

use super::pieces::StockError;
use super::reservation::{Answer, Reason};
use super::reserve::{ReserveOrder, reserve};
use super::{commit, expiry, release};
use crate::db::level::{self, LevelRow};
use chrono::{DateTime, Duration, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use private_postgres::testing::{TestDatabase, database};
use subgraph_kit::db::{Db, DbConfig, migrate};
use subgraph_kit::id::{CheckoutId, VariantId};
use subgraph_kit::service::Service;

struct Stock {
    db: Db,
    _database: TestDatabase,
}

/// Pieces of a variant over all locations: available, reserved, sold.
type Books = (i64, i64, i64);

impl Stock {
    async fn new() -> Self {
        let database = database("inventory").await;
        migrate(database.url(), crate::Inventory::migrations())
            .await
            .unwrap();
        let config = DbConfig {
            max_connections: 24,
            // Two hundred wait for a connection here.
            acquire_timeout: std::time::Duration::from_secs(60),
            ..DbConfig::new(database.url())
        };
        Self {
            db: Db::new(&config).unwrap(),
            _database: database,
        }
    }

    /// A new variant with so many pieces in each of these locations.
    async fn variant(&self, pieces: &[(&str, i32)]) -> VariantId {
        let id = VariantId::new();
        let row = |&(location, available): &(&str, i32)| LevelRow {
            variant_id: id,
            location: location.to_owned(),
            available,
            reserved: 0,
            sold: 0,
        };
        let rows: Vec<LevelRow> = pieces.iter().map(row).collect();
        level::add_missing(&mut self.db.conn().await.unwrap(), &rows)
            .await
            .unwrap();
        id
    }

    async fn reserve(
        &self,
        checkout: CheckoutId,
        wanted: &[(VariantId, i32)],
        expires_at: DateTime<Utc>,
    ) -> Answer {
        let order = ReserveOrder {
            checkout,
            wanted: wanted.iter().copied().collect(),
            expires_at,
        };
        let done: Result<Answer, StockError> = self
            .db
            .transaction(async |conn| reserve(conn, &order, Utc::now()).await)
            .await;
        done.unwrap()
    }

    async fn release(&self, checkout: CheckoutId) -> Answer {
        let done: Result<Answer, StockError> = self
            .db
            .transaction(async |conn| release::release(conn, checkout, Utc::now()).await)
            .await;
        done.unwrap()
    }

    async fn commit(&self, checkout: CheckoutId) -> Answer {
        let done: Result<Answer, StockError> = self
            .db
            .transaction(async |conn| commit::commit(conn, checkout, Utc::now()).await)
            .await;
        done.unwrap()
    }

    /// As if the time of every reservation were over.
    async fn expire_all(&self) {
        let later = Utc::now() + Duration::days(1);
        for _ in 0..1_000 {
            let one: Result<bool, StockError> = self
                .db
                .transaction(async |conn| expiry::expire_one(conn, later).await)
                .await;
            if !one.unwrap() {
                return;
            }
        }
        panic!("reservations do not end");
    }

    async fn books(&self, id: VariantId) -> Books {
        let mut conn = self.db.conn().await.unwrap();
        let levels = level::lock(&mut conn, &[id]).await.unwrap();
        levels
            .iter()
            .fold((0, 0, 0), |(available, reserved, sold), level| {
                (
                    available + i64::from(level.available),
                    reserved + i64::from(level.reserved),
                    sold + level.sold,
                )
            })
    }

    async fn events(&self, kind: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let row: Count =
            diesel::sql_query("SELECT count(*) AS count FROM outbox WHERE event_type = $1")
                .bind::<Text, _>(kind)
                .get_result(&mut self.db.conn().await.unwrap())
                .await
                .unwrap();
        row.count
    }
}

fn soon() -> DateTime<Utc> {
    Utc::now() + Duration::minutes(10)
}

fn reason(answer: &Answer) -> Option<Reason> {
    match answer {
        Answer::Rejected(refusal) => Some(refusal.reason),
        Answer::Reserved | Answer::Committed | Answer::Released => None,
    }
}
