//! The outbox: events that are facts because their transaction has committed, and that the bus has not confirmed yet.

use super::{Audience, Envelope, Event};
use crate::db::{Conn, outbox as table};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// Writes an event into the outbox, in the transaction that `conn` is in. It goes out after the commit.
pub async fn append<E: Event>(conn: &mut Conn, event: &E) -> QueryResult<()> {
    let envelope = Envelope::of(event);
    diesel::insert_into(table::table)
        .values((
            table::event_id.eq(envelope.id),
            table::event_type.eq(E::TYPE),
            table::subject.eq(&envelope.subject),
            table::mandatory.eq(E::AUDIENCE == Audience::Expected),
            table::envelope.eq(envelope.to_json()),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many events wait to be confirmed by the bus.
pub async fn pending(conn: &mut Conn) -> QueryResult<i64> {
    table::table
        .filter(table::sent_at.is_null())
        .count()
        .get_result(conn)
        .await
}

/// Whether an event about this subject waits: what it asks for cannot have been answered yet.
pub async fn has_unsent(conn: &mut Conn, subject: &str) -> QueryResult<bool> {
    let waiting = table::table
        .filter(table::sent_at.is_null())
        .filter(table::subject.eq(subject));
    diesel::select(diesel::dsl::exists(waiting))
        .get_result(conn)
        .await
}

/// Every event there is, oldest first, as it goes out; for tests.
pub(crate) async fn all(conn: &mut Conn) -> QueryResult<Vec<String>> {
    table::table
        .order(table::seq)
        .select(table::envelope)
        .load(conn)
        .await
}

/// An event on its way out.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = table)]
pub(crate) struct Outgoing {
    pub(crate) seq: i64,
    pub(crate) event_id: Uuid,
    pub(crate) event_type: String,
    pub(crate) subject: String,
    pub(crate) mandatory: bool,
    pub(crate) envelope: String,
}

/// Takes the oldest unsent events for the length of the transaction. Other relays skip them, and nothing is skipped for
/// good: what counts is that a row is unsent, not that its number is above the last one seen, because numbers do not
/// commit in order.
pub(crate) async fn claim(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Outgoing>> {
    table::table
        .filter(table::sent_at.is_null())
        .filter(table::retry_at.le(diesel::dsl::now))
        .order(table::seq)
        .limit(limit)
        .select(Outgoing::as_select())
        .for_update()
        .skip_locked()
        .load(conn)
        .await
}

/// Leaves events that nobody takes alone until then.
pub(crate) async fn put_off(
    conn: &mut Conn,
    refused: &[i64],
    until: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(table::table.filter(table::seq.eq_any(refused)))
        .set(table::retry_at.eq(until))
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn mark_sent(conn: &mut Conn, sent: &[i64]) -> QueryResult<()> {
    diesel::update(table::table.filter(table::seq.eq_any(sent)))
        .set(table::sent_at.eq(Utc::now()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what was sent before `before`, at most `limit` rows; how many.
pub(crate) async fn forget_sent(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE sent_at < $1 LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(conn)
    .await
}
