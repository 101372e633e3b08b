//! Sessions: one a login.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CustomerId;

use super::tables::sessions;
use crate::domain::session::{Revocation, SessionId};

/// A row of `sessions`.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub id: SessionId,
    pub customer_id: CustomerId,
    pub successor_seed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub revoked_why: Option<String>,
}

impl std::fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the seed.
        f.debug_struct("SessionRow")
            .field("id", &self.id)
            .field("customer_id", &self.customer_id)
            .field("expires_at", &self.expires_at)
            .field("revoked_why", &self.revoked_why)
            .finish_non_exhaustive()
    }
}

/// Opens a session.
pub async fn insert(conn: &mut AsyncPgConnection, row: &SessionRow) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// The session, locked until the transaction's end: whatever happens to its tokens happens one
/// after the other.
pub async fn lock(conn: &mut AsyncPgConnection, id: SessionId) -> QueryResult<Option<SessionRow>> {
    sessions::table
        .find(id)
        .select(SessionRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// The customer's sessions that are neither revoked nor over, youngest first.
pub async fn live_of(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> QueryResult<Vec<SessionId>> {
    sessions::table
        .filter(sessions::customer_id.eq(customer))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .select(sessions::id)
        .load(conn)
        .await
}

/// Revokes those of the sessions that are not revoked yet, and says how many those were.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    ids: &[SessionId],
    why: Revocation,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    let live = sessions::table
        .filter(sessions::id.eq_any(ids))
        .filter(sessions::revoked_at.is_null());
    diesel::update(live)
        .set((
            sessions::revoked_at.eq(at),
            sessions::revoked_why.eq(why.as_str()),
        ))
        .execute(conn)
        .await
}

/// Deletes up to `limit` sessions that ended before `before`, their tokens with them.
pub async fn delete_ended(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    let ended: Vec<SessionId> = sessions::table
        .filter(
            sessions::expires_at
                .lt(before)
                .or(sessions::revoked_at.lt(before).assume_not_null()),
        )
        .select(sessions::id)
        .limit(limit)
        .load(conn)
        .await?;
    diesel::delete(sessions::table.filter(sessions::id.eq_any(ended)))
        .execute(conn)
        .await
}
