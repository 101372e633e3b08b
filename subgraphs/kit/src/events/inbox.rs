//! The inbox: which events have been handled.

use super::Envelope;
use crate::db::{Conn, inbox as table};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

/// Records that the event is handled by this transaction; false when an earlier one has done so. Of two transactions that
/// handle one event at the same time, the second waits here for the first.
pub(super) async fn record(conn: &mut Conn, envelope: &Envelope) -> QueryResult<bool> {
    let rows = diesel::insert_into(table::table)
        .values((
            table::event_id.eq(envelope.id),
            table::event_type.eq(&envelope.kind),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Forgets that the event was handled, so that a replay is not taken for a second delivery.
pub(super) async fn forget(conn: &mut Conn, event: uuid::Uuid) -> QueryResult<()> {
    diesel::delete(table::table.find(event))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what was handled before `before`, at most `limit` rows; how many.
pub(super) async fn forget_old(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    diesel::sql_query("DELETE FROM inbox WHERE event_id IN (SELECT event_id FROM inbox WHERE handled_at < $1 LIMIT $2)")
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .execute(conn)
        .await
}
