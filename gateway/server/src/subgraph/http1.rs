//! The HTTP/1.1 client of hops without TLS. Why it is our own: `docs/adr/0010-own-client-for-hops.md`.
//!
//! A connection is driven by the request that uses it: there is no task beside, no channel and no map of headers. A hop needs
//! of an answer its status and its body, and of HTTP only what follows from sending one POST after another. Everything
//! else (TLS, HTTP/2, upgrades) is the [general client](super::connection)'s.

mod chunked;
mod connection;
mod head;
mod pool;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bytes::Bytes;
use http::Uri;
use http::uri::Authority;
use hyper_util::client::legacy::connect::HttpConnector;
use tower::ServiceExt;

pub(super) use connection::Fault;
use connection::{Connection, Reply};
pub(super) use pool::IDLE;
use pool::Pool;

/// A POST, ready to be written.
#[derive(Debug)]
pub(super) struct Post {
    /// Request line and headers up to and with the empty line; of a small request, all of it.
    pub(super) head: Vec<u8>,
    pub(super) body: Bytes,
    /// It has no effect: on a connection that turns out to be closed it may be sent a second time.
    pub(super) repeatable: bool,
    /// Bytes of the answer's body.
    pub(super) max_response: usize,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExchangeError {
    #[error("no connection")]
    Connect(#[source] Box<dyn Error + Send + Sync>),
    #[error("no answer")]
    Exchange(#[source] Fault),
}

/// All origins that are called; shared by the engines of one gateway.
#[derive(Debug)]
pub(super) struct Origins {
    connector: HttpConnector,
    max_idle: usize,
    known: Mutex<HashMap<Authority, Arc<Origin>>>,
}

/// One host and port, with its open connections.
#[derive(Debug)]
pub(super) struct Origin {
    uri: Uri,
    connector: HttpConnector,
    pool: Pool,
}

impl Origins {
    /// `max_idle`: connections kept open to each.
    pub(super) fn new(connector: HttpConnector, max_idle: usize) -> Self {
        Self {
            connector,
            max_idle,
            known: Mutex::default(),
        }
    }

    /// The origin of an `http` address. `None`: it is another kind of address.
    pub(super) fn of(&self, uri: &Uri) -> Option<Arc<Origin>> {
        let authority = uri.authority()?;
        if uri.scheme_str() != Some("http") {
            return None;
        }
        let mut known = self.known.lock().expect("no holder panics");
        let origin = known.entry(authority.clone()).or_insert_with(|| {
            Arc::new(Origin {
                uri: uri.clone(),
                connector: self.connector.clone(),
                pool: Pool::new(self.max_idle),
            })
        });
        Some(origin.clone())
    }

    /// Closes connections that are idle for long or closed at the other end, and forgets origins that nobody calls.
    pub(super) fn sweep(&self) {
        let mut known = self.known.lock().expect("no holder panics");
        known.retain(|_, origin| {
            origin.pool.sweep(Instant::now());
            Arc::strong_count(origin) > 1 || !origin.pool.is_empty()
        });
    }
}

impl Origin {
    /// Sends a request, over an idle connection if there is one.
    ///
    /// A connection that was idle may have been closed by the other side just then, which shows only in that no byte of
    /// an answer comes. Then the request is sent once more, over a new connection, if that can do no harm.
    ///
    /// Dropping the future closes the connection that is in use.
    pub(super) async fn exchange(&self, post: &Post) -> Result<Answer, ExchangeError> {
        let mut idle = self.pool.take(Instant::now());
        loop {
            let was_idle = idle.is_some();
            let connection = match idle.take() {
                Some(connection) => connection,
                // Rare, and larger than all the rest of this future.
                None => Box::pin(self.connect()).await?,
            };
            match self.exchange_over(connection, post).await {
                Err(fault) if was_idle && fault.allows_another(post.repeatable) => {}
                result => return result.map_err(ExchangeError::Exchange),
            }
        }
    }

    async fn exchange_over(
        &self,
        mut connection: Connection,
        post: &Post,
    ) -> Result<Answer, Fault> {
        let expected = self.pool.expected_answer();
        let Reply { answer, length } = connection.exchange(post, expected).await?;
        self.pool.learn_answer(length);
        if connection.is_reusable() {
            self.pool.give_back(connection, Instant::now());
        }
        Ok(answer)
    }

    async fn connect(&self) -> Result<Connection, ExchangeError> {
        let connected = self.connector.clone().oneshot(self.uri.clone()).await;
        let stream = connected.map_err(|error| ExchangeError::Connect(Box::new(error)))?;
        Ok(Connection::new(stream.into_inner()))
    }
}
