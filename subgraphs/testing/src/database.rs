//! A service's database without the service.

use std::time::Duration;

use private_postgres::testing::{TestDatabase, database};
use serde_json::Value;
use subgraph_kit::db::{Db, DbConfig, migrate};
use subgraph_kit::service::Service;

use crate::outbox;

/// An empty, migrated database of one test. It ends with the value.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    database: TestDatabase,
}

impl TestDb {
    /// The database of a service.
    ///
    /// # Panics
    /// When there is none to be had.
    pub async fn of<S: Service>() -> Self {
        let database = database(S::NAME).await;
        migrate(database.url(), S::migrations())
            .await
            .unwrap_or_else(|error| panic!("{}: {}", S::NAME, subgraph_kit::error::chain(&error)));
        let config = DbConfig {
            // A machine that runs many tests at once may take its time.
            acquire_timeout: Duration::from_secs(60),
            ..DbConfig::new(database.url())
        };
        let db = Db::new(&config).expect("a pool needs no connection yet");
        Self { db, database }
    }

    /// The pool.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Its name on the server.
    pub fn name(&self) -> &str {
        let (_, name) = self
            .database
            .url()
            .rsplit_once('/')
            .expect("an address ends in the database's name");
        name
    }

    /// The data of all events of a type in the outbox, oldest first; see [`outbox::published`].
    pub async fn published(&self, kind: &str) -> Vec<Value> {
        let events = outbox::published(&self.db, kind).await;
        events.into_iter().map(|event| event.data).collect()
    }
}
