//! Migrations, embedded in the binary and run at its start.

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::result::ConnectionError;
use diesel::{Connection, QueryResult, RunQueryDsl};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::MigrationHarness;
pub use diesel_migrations::{EmbeddedMigrations, embed_migrations};

/// The tables of outbox, inbox and queue, which every service's database has.
const KIT: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number that nobody else locks: "portico" in the letters' places of the alphabet.
const LOCK: i64 = 16_151_820_090_315;

/// The database's tables could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database is out of reach.
    #[error("cannot connect to migrate")]
    Connect(#[source] ConnectionError),
    /// The lock could not be had.
    #[error("cannot lock the database to migrate")]
    Lock(#[source] diesel::result::Error),
    /// A migration failed; its transaction was rolled back.
    #[error("a migration failed")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The task that ran them was torn down.
    #[error("the migration was interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
}

type SyncConn = AsyncConnectionWrapper<AsyncPgConnection>;

/// Runs what has not run yet of the kit's own migrations and the service's. An advisory lock makes replicas that start
/// together wait for one another.
pub async fn migrate(url: &str, service: EmbeddedMigrations) -> Result<(), MigrateError> {
    let url = url.to_owned();
    // Diesel's migrations block; they get a thread that may.
    tokio::task::spawn_blocking(move || run(&url, service))
        .await
        .map_err(MigrateError::Interrupted)?
}

fn run(url: &str, service: EmbeddedMigrations) -> Result<(), MigrateError> {
    let mut conn = SyncConn::establish(url).map_err(MigrateError::Connect)?;
    lock(&mut conn).map_err(MigrateError::Lock)?;
    let outcome = pending(&mut conn, KIT).and_then(|()| pending(&mut conn, service));
    // Closing the connection gives the lock back, also when this statement cannot.
    if let Err(error) = diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<diesel::sql_types::BigInt, _>(LOCK)
        .execute(&mut conn)
    {
        tracing::debug!(%error, "the migration lock goes with its connection");
    }
    outcome
}

fn lock(conn: &mut SyncConn) -> QueryResult<()> {
    // Another replica may be in the middle of a long migration.
    conn.batch_execute("SET statement_timeout = 0; SET client_min_messages = warning")?;
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<diesel::sql_types::BigInt, _>(LOCK)
        .execute(conn)?;
    Ok(())
}

fn pending(conn: &mut SyncConn, migrations: EmbeddedMigrations) -> Result<(), MigrateError> {
    let ran = MigrationHarness::<Pg>::run_pending_migrations(conn, migrations)
        .map_err(MigrateError::Migration)?;
    for version in ran {
        tracing::info!(%version, "migrated");
    }
    Ok(())
}
