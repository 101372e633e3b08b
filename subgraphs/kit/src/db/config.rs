//! How the database is reached and how long it may take.

use crate::config::Reader;
use std::time::Duration;

/// Settings of the pool.
#[derive(Clone)]
pub struct DbConfig {
    /// `PORTICO_DATABASE_URL`, `postgres://user:password@host:port/name`.
    pub url: String,
    /// `PORTICO_DATABASE_POOL`: most connections, 8 by default; two of them serve events.
    pub max_connections: usize,
    /// `PORTICO_DATABASE_ACQUIRE_TIMEOUT`: longest wait for a free connection, 5 s by default.
    pub acquire_timeout: Duration,
    /// `PORTICO_DATABASE_STATEMENT_TIMEOUT`: longest run of one statement, 10 s by default; the server enforces it.
    pub statement_timeout: Duration,
}

impl DbConfig {
    /// The defaults, for the database at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 8,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
        }
    }

    /// Reads the settings.
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let url = reader.text("PORTICO_DATABASE_URL");
        let defaults = Self::new("");
        let max_connections =
            reader.count("PORTICO_DATABASE_POOL", defaults.max_connections, 3, 200);
        let acquire = reader.duration("PORTICO_DATABASE_ACQUIRE_TIMEOUT", defaults.acquire_timeout);
        let statement = reader.duration(
            "PORTICO_DATABASE_STATEMENT_TIMEOUT",
            defaults.statement_timeout,
        );
        Some(Self {
            url: url?,
            max_connections: max_connections?,
            acquire_timeout: acquire?,
            statement_timeout: statement?,
        })
    }
}

impl std::fmt::Debug for DbConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the URL, which holds the password.
        f.debug_struct("DbConfig")
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
