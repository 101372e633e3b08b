//! Dead letters: events that a service gave up on, kept in its own database until somebody replays or discards them.

use super::{Envelope, inbox, queue};
use crate::db::{Conn, DbError, dead_letter as table};
use crate::error::chain;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use uuid::Uuid;

/// Why an event was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It can never be handled.
    Poison,
    /// It was tried as often as the retry policy allows.
    Fault,
    /// The broker gave up delivering it: its consumer died on it again and again.
    DeliveryLimit,
}

impl Cause {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Poison => "poison",
            Self::Fault => "fault",
            Self::DeliveryLimit => "delivery-limit",
        }
    }
}

/// An event that was given up.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = table)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetter {
    /// Of this dead letter.
    pub id: Uuid,
    /// The event's id, if its envelope could be read.
    pub event_id: Option<Uuid>,
    /// The event's type, likewise.
    pub event_type: Option<String>,
    /// The event's subject, likewise.
    pub subject: Option<String>,
    /// What was delivered.
    pub body: String,
    /// See [`Cause::as_str`].
    pub cause: String,
    /// The chain of errors.
    pub error: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was given up.
    pub died_at: DateTime<Utc>,
}

impl DeadLetter {
    pub(crate) fn new(
        body: &str,
        cause: Cause,
        error: &dyn std::error::Error,
        attempts: i32,
    ) -> Self {
        let envelope = Envelope::parse(body.as_bytes()).ok();
        Self {
            id: Uuid::now_v7(),
            event_id: envelope.as_ref().map(|envelope| envelope.id),
            event_type: envelope.as_ref().map(|envelope| envelope.kind.clone()),
            subject: envelope.map(|envelope| envelope.subject),
            // PostgreSQL's text holds no zero characters.
            body: body.replace('\0', "\u{fffd}"),
            cause: cause.as_str().to_owned(),
            error: chain(error).replace('\0', "\u{fffd}"),
            attempts,
            died_at: Utc::now(),
        }
    }
}

pub(crate) async fn bury(conn: &mut Conn, letter: &DeadLetter) -> QueryResult<()> {
    tracing::error!(
        event.id = ?letter.event_id,
        event.kind = ?letter.event_type,
        cause = letter.cause,
        error = letter.error,
        "an event became a dead letter"
    );
    diesel::insert_into(table::table)
        .values(letter)
        .execute(conn)
        .await?;
    Ok(())
}

/// The oldest dead letters, at most `limit`.
pub async fn list(conn: &mut Conn, limit: i64) -> QueryResult<Vec<DeadLetter>> {
    table::table
        .order((table::died_at, table::id))
        .limit(limit)
        .select(DeadLetter::as_select())
        .load(conn)
        .await
}

/// How many there are.
pub async fn count(conn: &mut Conn) -> QueryResult<i64> {
    table::table.count().get_result(conn).await
}

/// Puts dead letters back into the service's queue, as if they had just arrived: the one with `id`, or all, oldest first,
/// at most `limit`. Those whose envelope cannot be read stay. Answers how many were put back. The service need not run.
pub async fn replay(conn: &mut Conn, id: Option<Uuid>, limit: i64) -> Result<usize, DbError> {
    crate::db::in_transaction(conn, async |conn: &mut Conn| -> Result<usize, DbError> {
        let ids = match id {
            Some(id) => vec![id],
            None => replayable(conn, limit).await?,
        };
        let letters: Vec<DeadLetter> = table::table
            .filter(table::id.eq_any(ids))
            .order((table::died_at, table::id))
            .select(DeadLetter::as_select())
            .for_update()
            .load(conn)
            .await?;
        let mut replayed = 0;
        for letter in letters {
            let Ok(envelope) = Envelope::parse(letter.body.as_bytes()) else {
                continue;
            };
            inbox::forget(conn, envelope.id).await?;
            queue::push(conn, &[queue::Entry::of(&envelope, &letter.body)]).await?;
            diesel::delete(table::table.find(letter.id))
                .execute(conn)
                .await?;
            replayed += 1;
        }
        Ok(replayed)
    })
    .await
}

async fn replayable(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Uuid>> {
    table::table
        .filter(table::event_id.is_not_null())
        .order((table::died_at, table::id))
        .limit(limit)
        .select(table::id)
        .load(conn)
        .await
}

/// Removes the dead letter with `id` for good; whether there was one.
pub async fn discard(conn: &mut Conn, id: Uuid) -> QueryResult<bool> {
    let rows = diesel::delete(table::table.find(id)).execute(conn).await?;
    Ok(rows == 1)
}
