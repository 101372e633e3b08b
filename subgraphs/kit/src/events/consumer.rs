//! A service as the bus sees it: its name, what it hears, and how an event is handled once.

use super::queue::{self, Entry, Verdict};
use super::{Envelope, Failure, Handlers, Nudge, RetryPolicy, dead_letter, inbox};
use crate::db::{Conn, Db, DbError, in_transaction};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

/// A consumer.
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) name: &'static str,
    pub(crate) handlers: Handlers,
    pub(crate) db: Db,
    pub(crate) retry: RetryPolicy,
    /// Loops on the queue table.
    pub(crate) workers: usize,
    /// Given when something was put into the queue table.
    pub(crate) queued: Nudge,
}

/// What came of handling an event inside a transaction.
pub(crate) enum Outcome {
    /// It took effect now.
    Handled,
    /// It had taken effect before, or this service does not hear its type.
    Duplicate,
    /// It had no effect; the transaction is as it was before.
    Failed(Failure),
}

/// What came of a delivery by a broker: in every case but an error it may be acknowledged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// It took effect, now or before.
    Done,
    /// It waits in the queue table.
    Parked,
    /// It is a dead letter.
    Buried,
}

/// The handler panicked.
#[derive(Debug, thiserror::Error)]
#[error("the handler panicked")]
struct Panicked;

/// Carries a failure through the savepoint that it rolls back.
enum Abort {
    Failure(Failure),
    Db(DbError),
}

impl From<DbError> for Abort {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl Consumer {
    /// Handles an event in the transaction that `conn` is in, under a savepoint of its own, together with its inbox row.
    pub(crate) async fn handle(
        &self,
        conn: &mut Conn,
        envelope: &Envelope,
    ) -> Result<Outcome, DbError> {
        let Some(handler) = self.handlers.get(&envelope.kind) else {
            // Bound once, no longer heard: nothing is lost by dropping it.
            return Ok(Outcome::Duplicate);
        };
        let started = Instant::now();
        let run = in_transaction(conn, async |conn: &mut Conn| -> Result<bool, Abort> {
            if !inbox::record(conn, envelope).await.map_err(DbError::from)? {
                return Ok(false);
            }
            // Inside a savepoint a panic unwinds no further than this: the rollback leaves nothing half done.
            let handled = AssertUnwindSafe(handler(conn, envelope))
                .catch_unwind()
                .await;
            handled
                .unwrap_or_else(|_| Err(Failure::fault(Panicked)))
                .map_err(Abort::Failure)?;
            Ok(true)
        });
        let outcome = match envelope.trace().scope(run).await {
            Ok(true) => Outcome::Handled,
            Ok(false) => Outcome::Duplicate,
            Err(Abort::Failure(failure)) => Outcome::Failed(failure),
            Err(Abort::Db(error)) => return Err(error),
        };
        self.count(&envelope.kind, &outcome, started);
        Ok(outcome)
    }

    /// Handles an event that a broker delivered, in a transaction of its own. After an error nothing has happened, and
    /// the delivery must not be acknowledged.
    pub(crate) async fn deliver(&self, body: &str) -> Result<Delivery, DbError> {
        let mut conn = self.db.conn().await?;
        let delivery = in_transaction(&mut conn, async |conn: &mut Conn| {
            self.deliver_in(conn, body).await
        })
        .await?;
        match delivery {
            Delivery::Done => self.db.committed().nudge(),
            Delivery::Parked => self.queued.nudge(),
            Delivery::Buried => {}
        }
        Ok(delivery)
    }

    async fn deliver_in(&self, conn: &mut Conn, body: &str) -> Result<Delivery, DbError> {
        let envelope = match Envelope::parse(body.as_bytes()) {
            Ok(envelope) => envelope,
            Err(error) => {
                return self
                    .bury(conn, body, dead_letter::Cause::Poison, &error, 1)
                    .await;
            }
        };
        let entry = Entry::of(&envelope, body);
        if queue::has_subject(conn, &envelope.subject).await? {
            queue::push(conn, &[entry]).await?;
            return Ok(Delivery::Parked);
        }
        let failure = match self.handle(conn, &envelope).await? {
            Outcome::Handled | Outcome::Duplicate => return Ok(Delivery::Done),
            Outcome::Failed(failure) => failure,
        };
        match self.judge(failure, 0, 0) {
            Verdict::Retry(retry) => {
                queue::push(conn, &[entry.failed(&retry)]).await?;
                Ok(Delivery::Parked)
            }
            Verdict::Dead {
                cause,
                error,
                attempts,
            } => self.bury(conn, body, cause, &error, attempts).await,
        }
    }

    /// Makes a body a dead letter.
    pub(crate) async fn bury(
        &self,
        conn: &mut Conn,
        body: &str,
        cause: dead_letter::Cause,
        error: &(dyn std::error::Error + Sync),
        attempts: i32,
    ) -> Result<Delivery, DbError> {
        dead_letter::bury(
            conn,
            &dead_letter::DeadLetter::new(body, cause, error, attempts),
        )
        .await?;
        Ok(Delivery::Buried)
    }

    fn count(&self, kind: &str, outcome: &Outcome, started: Instant) {
        let outcome = match outcome {
            Outcome::Handled => "handled",
            Outcome::Duplicate => "duplicate",
            Outcome::Failed(_) => "failed",
        };
        let labels = [
            ("service", self.name.to_owned()),
            ("type", kind.to_owned()),
            ("outcome", outcome.to_owned()),
        ];
        metrics::counter!("portico_events_handled_total", &labels).increment(1);
        metrics::histogram!("portico_event_handling_seconds", "service" => self.name)
            .record(started.elapsed().as_secs_f64());
    }
}
