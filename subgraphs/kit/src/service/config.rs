//! The settings every service has.

use crate::config::Reader;
use crate::db::DbConfig;
use crate::events::RetryPolicy;
use crate::identity::IdentityKey;
use std::net::SocketAddr;
use std::time::Duration;

/// Settings of every service.
#[derive(Debug, Clone)]
pub struct ServiceConfig {
    /// `PORTICO_LISTEN`: where it listens, `127.0.0.1:0` by default (a free port, which is reported).
    pub listen: SocketAddr,
    /// The database.
    pub db: DbConfig,
    /// `PORTICO_IDENTITY_PUBLIC_KEY`: the gateway's key, PEM or JWK. Without it every caller is a guest.
    pub identity_key: Option<IdentityKey>,
    /// `PORTICO_EVENT_WORKERS`: events handled at once, 2 by default.
    pub event_workers: usize,
    /// `PORTICO_EVENT_ATTEMPTS`: faults before a dead letter, 8 by default; `PORTICO_EVENT_RETRY_WAIT`: first wait, 100 ms.
    pub retry: RetryPolicy,
    /// `PORTICO_MAX_CONNECTIONS`: client connections at once, 1024 by default.
    pub max_connections: usize,
    /// `PORTICO_REQUEST_TIMEOUT`: longest run of one request, 30 s by default.
    pub request_timeout: Duration,
    /// `PORTICO_DRAIN_TIMEOUT`: grace of a stop, 10 s by default.
    pub drain_timeout: Duration,
}

impl ServiceConfig {
    /// Reads the settings.
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let listen = reader.parsed("PORTICO_LISTEN", SocketAddr::from(([127, 0, 0, 1], 0)));
        let db = DbConfig::read(reader);
        let identity_key = reader.optional("PORTICO_IDENTITY_PUBLIC_KEY");
        let event_workers = reader.count("PORTICO_EVENT_WORKERS", 2, 1, 64);
        let retry = read_retry(reader);
        let max_connections = reader.count("PORTICO_MAX_CONNECTIONS", 1024, 1, 100_000);
        let request_timeout = reader.duration("PORTICO_REQUEST_TIMEOUT", Duration::from_secs(30));
        let drain_timeout = reader.duration("PORTICO_DRAIN_TIMEOUT", Duration::from_secs(10));
        Some(Self {
            listen: listen?,
            db: db?,
            identity_key: identity_key?,
            event_workers: event_workers?,
            retry: retry?,
            max_connections: max_connections?,
            request_timeout: request_timeout?,
            drain_timeout: drain_timeout?,
        })
    }
}

fn read_retry(reader: &mut Reader<'_>) -> Option<RetryPolicy> {
    let defaults = RetryPolicy::default();
    let attempts = reader.count("PORTICO_EVENT_ATTEMPTS", 8, 1, 1000);
    let first = reader.duration("PORTICO_EVENT_RETRY_WAIT", defaults.first);
    let poll = reader.duration("PORTICO_EVENT_POLL", defaults.poll);
    Some(RetryPolicy {
        attempts: i32::try_from(attempts?).expect("the range was checked"),
        first: first?,
        poll: poll?,
        ..defaults
    })
}
