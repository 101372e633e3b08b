//! The pool and transactions on it.

use super::DbConfig;
use crate::events::Nudge;
use diesel::result::{ConnectionError, DatabaseErrorKind};
use diesel_async::pooled_connection::deadpool::{BuildError, Object, Pool, PoolError};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};
use futures::FutureExt;
use std::time::Duration;

/// A connection; what queries take.
pub type Conn = AsyncPgConnection;
/// A connection that goes back to the pool when it is dropped.
pub type PooledConn = Object<AsyncPgConnection>;

/// A transaction that waits longer than this between statements is a bug or a hung broker; the server ends it.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(60);

/// The database is out of reach, or refused a statement.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The pool cannot be made.
    #[error("cannot make a connection pool")]
    Build(#[source] BuildError),
    /// No connection could be had in time.
    #[error("no database connection")]
    Connection(#[from] PoolError),
    /// A statement failed.
    #[error("a database statement failed")]
    Query(#[from] diesel::result::Error),
}

impl DbError {
    /// Whether the same work may succeed later without any change: the database is away, or asks to try again.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Build(_) => false,
            Self::Connection(_) => true,
            Self::Query(error) => is_transient(error),
        }
    }
}

/// See [`DbError::is_transient`].
pub(crate) fn is_transient(error: &diesel::result::Error) -> bool {
    use diesel::result::Error;
    match error {
        Error::DatabaseError(kind, _) => matches!(
            kind,
            DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction
                | DatabaseErrorKind::UnableToSendCommand
        ),
        Error::BrokenTransactionManager => true,
        // Diesel's list, which grows.
        _ => false,
    }
}

/// What a transaction does. Implemented by `async |conn| ..` and `async fn(&mut Conn) -> _` whose futures are `Send`,
/// which `AsyncFnOnce` alone cannot ask for.
pub trait Work<'conn, T>: FnOnce(&'conn mut Conn) -> Self::Running {
    /// The future it gives.
    type Running: Future<Output = T> + Send;
}

impl<'conn, F, Running, T> Work<'conn, T> for F
where
    F: FnOnce(&'conn mut Conn) -> Running,
    Running: Future<Output = T> + Send,
{
    type Running = Running;
}

/// A service's database. Clones share the pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    committed: Nudge,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db")
            .field("status", &self.pool.status())
            .finish()
    }
}

impl Db {
    /// A pool; connects when first used.
    pub fn new(config: &DbConfig) -> Result<Self, DbError> {
        let setup = setup_statement(config);
        let mut manager = ManagerConfig::default();
        // A closed connection is noticed without asking it; asking would cost a round trip each time.
        manager.recycling_method = RecyclingMethod::Fast;
        manager.custom_setup = Box::new(move |url| {
            let setup = setup.clone();
            async move {
                let mut conn = AsyncPgConnection::establish(url).await?;
                conn.batch_execute(&setup)
                    .await
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(conn)
            }
            .boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(&config.url, manager);
        let pool = Pool::builder(manager)
            .max_size(config.max_connections)
            .wait_timeout(Some(config.acquire_timeout))
            .create_timeout(Some(config.acquire_timeout))
            .recycle_timeout(Some(config.acquire_timeout))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(DbError::Build)?;
        Ok(Self {
            pool,
            committed: Nudge::new(),
        })
    }

    /// A connection of the pool.
    pub async fn conn(&self) -> Result<PooledConn, DbError> {
        Ok(self.pool.get().await?)
    }

    /// Makes the pool's first connection, with more patience than a request may have: when many services start at once on a
    /// busy machine, logging in to the database can take longer than [`DbConfig::acquire_timeout`].
    pub async fn reach(&self, patience: Duration) -> Result<(), DbError> {
        let timeouts = deadpool::managed::Timeouts {
            wait: Some(patience),
            create: Some(patience),
            recycle: Some(patience),
        };
        drop(self.pool.timeout_get(&timeouts).await?);
        Ok(())
    }

    /// Runs `work` in one transaction: commits when it answers `Ok`, rolls back when it answers `Err`. After a commit the
    /// outbox relay is nudged.
    ///
    /// ```ignore
    /// db.transaction(async |conn| {
    ///     queries::insert(conn, &row).await?;
    ///     outbox::append(conn, &event).await?;
    ///     Ok::<_, DomainError>(())
    /// }).await?;
    /// ```
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Conn) -> Result<T, E> + for<'conn> Work<'conn, Result<T, E>> + Send,
        E: From<DbError> + Send,
        T: Send,
    {
        let mut conn = self.conn().await?;
        let done = in_transaction(&mut conn, work).await?;
        self.committed.nudge();
        Ok(done)
    }

    /// Nudged after each commit made through [`Db::transaction`]; the relay listens.
    pub fn committed(&self) -> &Nudge {
        &self.committed
    }

    /// Closes the pool: connections end when they are given back.
    pub fn close(&self) {
        self.pool.close();
    }
}

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// One transaction, or a savepoint when `conn` is in one already. A dropped future leaves the connection in a transaction,
/// which the pool notices and throws away.
pub async fn in_transaction<T, E, F>(conn: &mut Conn, work: F) -> Result<T, E>
where
    F: AsyncFnOnce(&mut Conn) -> Result<T, E> + for<'conn> Work<'conn, Result<T, E>>,
    E: From<DbError>,
{
    Manager::begin_transaction(conn)
        .await
        .map_err(DbError::from)?;
    let outcome = work(conn).await;
    match outcome {
        Ok(done) => {
            Manager::commit_transaction(conn)
                .await
                .map_err(DbError::from)?;
            Ok(done)
        }
        Err(error) => {
            if let Err(rollback) = Manager::rollback_transaction(conn).await {
                // The first error is the one to act on; the broken connection is thrown away.
                tracing::debug!(error = %rollback, "a rollback failed");
            }
            Err(error)
        }
    }
}

fn setup_statement(config: &DbConfig) -> String {
    format!(
        "SET statement_timeout = {}; SET idle_in_transaction_session_timeout = {}; SET timezone = 'UTC'",
        config.statement_timeout.as_millis(),
        IDLE_IN_TRANSACTION.as_millis(),
    )
}
