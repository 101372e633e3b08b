//! Attempts to log in, by the hash of the e-mail.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::tables::login_attempts;

/// A row of `login_attempts`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = login_attempts)]
pub struct LoginAttemptRow {
    pub email_hash: Vec<u8>,
    pub attempts: i32,
    /// An attempt before this moment is refused unseen.
    pub allowed_from: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

/// Adds a first attempt; `false` when there is a row already.
pub async fn insert(conn: &mut AsyncPgConnection, row: &LoginAttemptRow) -> QueryResult<bool> {
    let added = diesel::insert_into(login_attempts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// The row, locked until the transaction's end.
pub async fn lock(
    conn: &mut AsyncPgConnection,
    email_hash: &[u8],
) -> QueryResult<Option<LoginAttemptRow>> {
    login_attempts::table
        .find(email_hash)
        .select(LoginAttemptRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Replaces the row of the same hash.
pub async fn replace(conn: &mut AsyncPgConnection, row: &LoginAttemptRow) -> QueryResult<()> {
    diesel::update(login_attempts::table.find(&row.email_hash))
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the attempts for one e-mail.
pub async fn forget(conn: &mut AsyncPgConnection, email_hash: &[u8]) -> QueryResult<()> {
    diesel::delete(login_attempts::table.find(email_hash))
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes the rows without an attempt since `before`.
pub async fn delete_stale(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(login_attempts::table.filter(login_attempts::last_at.lt(before)))
        .execute(conn)
        .await
}
