//! Requests to reset a password, by the hash of the e-mail.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, upsert::excluded};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::tables::password_reset_requests;

/// Notes a request, unless there was one for that e-mail since `unless_since`.
pub async fn note(
    conn: &mut AsyncPgConnection,
    email_hash: &[u8; 32],
    email: &str,
    now: DateTime<Utc>,
    unless_since: DateTime<Utc>,
) -> QueryResult<()> {
    use diesel::query_dsl::methods::FilterDsl;
    diesel::insert_into(password_reset_requests::table)
        .values((
            password_reset_requests::email_hash.eq(email_hash.as_slice()),
            password_reset_requests::email.eq(email),
            password_reset_requests::requested_at.eq(now),
        ))
        .on_conflict(password_reset_requests::email_hash)
        .do_update()
        .set((
            password_reset_requests::email.eq(excluded(password_reset_requests::email)),
            password_reset_requests::requested_at
                .eq(excluded(password_reset_requests::requested_at)),
        ))
        .filter(password_reset_requests::requested_at.le(unless_since))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a request waits to be answered.
pub async fn is_any_open(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    let open = password_reset_requests::table.filter(password_reset_requests::email.is_not_null());
    diesel::select(diesel::dsl::exists(open))
        .get_result(conn)
        .await
}

/// Takes the oldest request that waits and forgets its e-mail; `None` when none does, or somebody
/// else is taking it.
pub async fn take(conn: &mut AsyncPgConnection) -> QueryResult<Option<String>> {
    use diesel::QueryDsl;
    let oldest: Option<(Vec<u8>, Option<String>)> = password_reset_requests::table
        .filter(password_reset_requests::email.is_not_null())
        .order(password_reset_requests::requested_at)
        .select((
            password_reset_requests::email_hash,
            password_reset_requests::email,
        ))
        .for_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()?;
    let Some((hash, email)) = oldest else {
        return Ok(None);
    };
    diesel::update(password_reset_requests::table.find(hash))
        .set(password_reset_requests::email.eq(None::<String>))
        .execute(conn)
        .await?;
    Ok(email)
}

/// Deletes the requests made before `before`.
pub async fn delete_stale(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    use diesel::QueryDsl;
    let stale =
        password_reset_requests::table.filter(password_reset_requests::requested_at.lt(before));
    diesel::delete(stale).execute(conn).await
}
