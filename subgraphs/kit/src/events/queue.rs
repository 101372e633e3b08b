//! The queue table: events that wait for this service in its own database.
//!
//! The in-process transport delivers into it; the AMQP transport keeps its queue in RabbitMQ and parks here what must be
//! tried again. One loop works it off on both.

use super::consumer::Outcome;
use super::{Consumer, Envelope, Failure, dead_letter};
use crate::db::{Conn, DbError, bus_queue as table, in_transaction};
use crate::error::chain;
use crate::tasks::Tasks;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::sync::Arc;
use uuid::Uuid;

/// An event to be queued.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = table)]
pub(crate) struct Entry {
    event_id: Uuid,
    event_type: String,
    subject: String,
    envelope: String,
    attempts: i32,
    tries: i32,
    due_at: DateTime<Utc>,
    last_error: Option<String>,
}

impl Entry {
    /// An event that has not been tried yet.
    pub(crate) fn of(envelope: &Envelope, body: &str) -> Self {
        Self {
            event_id: envelope.id,
            event_type: envelope.kind.clone(),
            subject: envelope.subject.clone(),
            envelope: body.to_owned(),
            attempts: 0,
            tries: 0,
            due_at: Utc::now(),
            last_error: None,
        }
    }

    /// The same event, as the outbox has it.
    pub(crate) fn outgoing(event: &super::outbox::Outgoing) -> Self {
        Self {
            event_id: event.event_id,
            event_type: event.event_type.clone(),
            subject: event.subject.clone(),
            envelope: event.envelope.clone(),
            attempts: 0,
            tries: 0,
            due_at: Utc::now(),
            last_error: None,
        }
    }

    /// The same event, tried for the first time and due again as `retry` says.
    pub(crate) fn failed(mut self, retry: &Retry) -> Self {
        self.attempts = retry.attempts;
        self.tries = retry.tries;
        self.due_at = retry.due_at;
        self.last_error = Some(retry.error.clone());
        self
    }
}

/// When a failed event is tried again.
#[derive(Debug, Clone)]
pub(crate) struct Retry {
    pub(crate) attempts: i32,
    pub(crate) tries: i32,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) error: String,
}

/// Queues events; those that are queued already stay as they are.
pub(crate) async fn push(conn: &mut Conn, entries: &[Entry]) -> QueryResult<()> {
    diesel::insert_into(table::table)
        .values(entries)
        .on_conflict(table::event_id)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether an event about this subject waits: a later one must not overtake it.
pub(crate) async fn has_subject(conn: &mut Conn, subject: &str) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        table::table.filter(table::subject.eq(subject)),
    ))
    .get_result(conn)
    .await
}

/// How many events wait.
pub(crate) async fn depth(conn: &mut Conn) -> QueryResult<i64> {
    table::table.count().get_result(conn).await
}

#[derive(QueryableByName)]
#[diesel(table_name = table)]
struct Queued {
    seq: i64,
    envelope: String,
    attempts: i32,
    tries: i32,
}

/// The oldest event that is due and has no older one about its subject before it; locked for the transaction.
const CLAIM: &str = "\
SELECT seq, envelope, attempts, tries FROM bus_queue waiting \
WHERE due_at <= now() \
AND NOT EXISTS (SELECT 1 FROM bus_queue older WHERE older.subject = waiting.subject AND older.seq < waiting.seq) \
ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED";

/// Starts the loops that work the queue off.
pub(crate) fn spawn_workers(consumer: &Arc<Consumer>, tasks: &Tasks) {
    for _ in 0..consumer.workers {
        let (consumer, stop) = (Arc::clone(consumer), tasks.stop().clone());
        tasks.spawn("bus-queue", async move {
            let mut nudged = consumer.queued.waiter();
            while !stop.is_cancelled() {
                let idle = match work_one(&consumer).await {
                    Ok(found) => !found,
                    Err(error) => {
                        tracing::warn!(error = %chain(&error), "the event queue cannot be read");
                        true
                    }
                };
                if idle {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = nudged.wait(consumer.retry.poll) => {}
                    }
                }
            }
        });
    }
}

/// Handles one event, if one is due; whether one was.
async fn work_one(consumer: &Consumer) -> Result<bool, DbError> {
    let mut conn = consumer.db.conn().await?;
    let worked = in_transaction(&mut conn, async |conn: &mut Conn| {
        handle_claimed(consumer, conn).await
    })
    .await?;
    if worked {
        // The handler may have written to the outbox, and an event about the same subject may have become eligible.
        consumer.db.committed().nudge();
    }
    Ok(worked)
}

async fn handle_claimed(consumer: &Consumer, conn: &mut Conn) -> Result<bool, DbError> {
    let Some(queued) = diesel::sql_query(CLAIM)
        .get_result::<Queued>(conn)
        .await
        .optional()?
    else {
        return Ok(false);
    };
    let failure = match Envelope::parse(queued.envelope.as_bytes()) {
        Ok(envelope) => match consumer.handle(conn, &envelope).await? {
            Outcome::Handled | Outcome::Duplicate => None,
            Outcome::Failed(failure) => Some(failure),
        },
        Err(error) => Some(error.into()),
    };
    match failure {
        None => remove(conn, queued.seq).await?,
        Some(failure) => settle(consumer, conn, &queued, failure).await?,
    }
    Ok(true)
}

async fn settle(
    consumer: &Consumer,
    conn: &mut Conn,
    queued: &Queued,
    failure: Failure,
) -> QueryResult<()> {
    match consumer.judge(failure, queued.attempts, queued.tries) {
        Verdict::Retry(retry) => {
            diesel::update(table::table.find(queued.seq))
                .set((
                    table::attempts.eq(retry.attempts),
                    table::tries.eq(retry.tries),
                    table::due_at.eq(retry.due_at),
                    table::last_error.eq(retry.error),
                ))
                .execute(conn)
                .await?;
            Ok(())
        }
        Verdict::Dead {
            cause,
            error,
            attempts,
        } => {
            let letter = dead_letter::DeadLetter::new(&queued.envelope, cause, &error, attempts);
            dead_letter::bury(conn, &letter).await?;
            remove(conn, queued.seq).await
        }
    }
}

async fn remove(conn: &mut Conn, seq: i64) -> QueryResult<()> {
    diesel::delete(table::table.find(seq)).execute(conn).await?;
    Ok(())
}

/// What becomes of an event that failed.
pub(crate) enum Verdict {
    /// It is tried again.
    Retry(Retry),
    /// It is given up.
    Dead {
        cause: dead_letter::Cause,
        error: Failure,
        attempts: i32,
    },
}

impl Consumer {
    /// Decides by the kind of failure and the tries there were before this one.
    pub(crate) fn judge(&self, failure: Failure, attempts: i32, tries: i32) -> Verdict {
        let tries = tries.saturating_add(1);
        let (attempts, longest) = match &failure {
            Failure::Poison(_) => {
                return Verdict::Dead {
                    cause: dead_letter::Cause::Poison,
                    error: failure,
                    attempts: attempts + 1,
                };
            }
            Failure::Fault(_) if attempts + 1 >= self.retry.attempts => {
                return Verdict::Dead {
                    cause: dead_letter::Cause::Fault,
                    error: failure,
                    attempts: attempts + 1,
                };
            }
            Failure::Fault(_) => (attempts + 1, self.retry.longest),
            Failure::Unavailable(_) => (attempts, self.retry.longest_unavailable),
        };
        let error = chain(&failure).replace('\0', "\u{fffd}");
        tracing::warn!(
            service = self.name,
            attempts,
            error,
            "an event is tried again"
        );
        let wait = TimeDelta::from_std(self.retry.wait(tries, longest)).unwrap_or(TimeDelta::MAX);
        Verdict::Retry(Retry {
            attempts,
            tries,
            due_at: Utc::now() + wait,
            error,
        })
    }
}
