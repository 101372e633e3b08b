//! Notifications, as the one who delivers them sees them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{CustomerId, NotificationId};

use super::tables::notifications;

pub const PENDING: &str = "pending";
pub const SENT: &str = "sent";
pub const FAILED: &str = "failed";

/// A mail that is due.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct DueRow {
    pub id: NotificationId,
    pub customer_id: Option<CustomerId>,
    pub kind: String,
    pub email: String,
    pub display_name: Option<String>,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub created_at: DateTime<Utc>,
    /// This attempt included.
    pub attempts: i32,
}

/// Whether there is a mail to take that nobody else is taking at this moment.
pub async fn is_any_due(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let due: Option<NotificationId> = notifications::table
        .filter(notifications::state.eq(PENDING))
        .filter(notifications::next_attempt_at.le(now))
        .select(notifications::id)
        .for_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()?;
    Ok(due.is_some())
}

/// Takes up to `limit` due mails: counts the attempt and moves the next one to `lease_until`, so
/// that nobody else takes them meanwhile, and somebody does should we die.
pub async fn take_due(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<DueRow>> {
    let due: Vec<NotificationId> = notifications::table
        .filter(notifications::state.eq(PENDING))
        .filter(notifications::next_attempt_at.le(now))
        .order(notifications::next_attempt_at)
        .limit(limit)
        .select(notifications::id)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    diesel::update(notifications::table.filter(notifications::id.eq_any(due)))
        .set((
            notifications::attempts.eq(notifications::attempts + 1),
            notifications::next_attempt_at.eq(lease_until),
        ))
        .returning(DueRow::as_returning())
        .get_results(conn)
        .await
}

/// Empties the text of a message that has ended: it carried a secret.
pub async fn forget_text(conn: &mut AsyncPgConnection, id: NotificationId) -> QueryResult<()> {
    let ended = notifications::table
        .find(id)
        .filter(notifications::ended_at.is_not_null());
    diesel::update(ended)
        .set((
            notifications::body_text.eq(""),
            notifications::body_html.eq(""),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// pending -> sent; `false` when it had ended already.
pub async fn mark_sent(
    conn: &mut AsyncPgConnection,
    id: NotificationId,
    at: DateTime<Utc>,
) -> QueryResult<bool> {
    let changed = diesel::update(pending(id))
        .set((
            notifications::state.eq(SENT),
            notifications::ended_at.eq(at),
            notifications::last_error.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    Ok(changed == 1)
}

/// pending -> failed, for good.
pub async fn mark_failed(
    conn: &mut AsyncPgConnection,
    id: NotificationId,
    error: &str,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(pending(id))
        .set((
            notifications::state.eq(FAILED),
            notifications::ended_at.eq(at),
            notifications::last_error.eq(error),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Stays pending, to be tried again at `next_attempt_at`.
pub async fn postpone(
    conn: &mut AsyncPgConnection,
    id: NotificationId,
    error: &str,
    next_attempt_at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(pending(id))
        .set((
            notifications::next_attempt_at.eq(next_attempt_at),
            notifications::last_error.eq(error),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn pending(id: NotificationId) -> _ {
    let state: &'static str = PENDING;
    notifications::table
        .filter(notifications::id.eq(id))
        .filter(notifications::state.eq(state))
}
