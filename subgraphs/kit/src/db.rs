//! A service's own PostgreSQL database: pool, transactions, migrations.

mod column;
mod config;
mod migrate;
mod pool;
mod tables;

pub use self::config::DbConfig;
pub use self::migrate::{EmbeddedMigrations, MigrateError, embed_migrations, migrate};
pub use self::pool::{Conn, Db, DbError, PooledConn, Work, in_transaction};
pub(crate) use self::tables::{bus_queue, dead_letter, inbox, outbox};
