//! Notifications, as their readers see them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::{
    id::{CustomerId, NotificationId},
    paging::PageRequest,
};
use uuid::Uuid;

use super::tables::{notifications, recipients};

/// A row of `notifications` as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = notifications)]
pub struct NewNotification {
    pub id: NotificationId,
    pub event_id: Uuid,
    pub customer_id: Option<CustomerId>,
    pub kind: String,
    pub email: String,
    pub display_name: Option<String>,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub created_at: DateTime<Utc>,
    pub state: String,
    pub next_attempt_at: DateTime<Utc>,
}

/// A row of `notifications` as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct NotificationRow {
    pub id: NotificationId,
    pub customer_id: Option<CustomerId>,
    pub kind: String,
    pub subject: String,
    pub body_text: String,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// What a customer's inbox is ordered by, youngest first.
pub type NotificationKey = (DateTime<Utc>, NotificationId);

impl NotificationRow {
    /// Where the row stands in the inbox.
    pub fn key(&self) -> NotificationKey {
        (self.created_at, self.id)
    }
}

/// Adds a notification; `false` when there is one of that event.
pub async fn insert(conn: &mut AsyncPgConnection, row: &NewNotification) -> QueryResult<bool> {
    let added = diesel::insert_into(notifications::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// Those of the notifications that exist, in no order.
pub async fn by_ids(
    conn: &mut AsyncPgConnection,
    ids: &[NotificationId],
) -> QueryResult<Vec<NotificationRow>> {
    notifications::table
        .filter(notifications::id.eq_any(ids))
        .select(NotificationRow::as_select())
        .load(conn)
        .await
}

/// A page of a customer's inbox, youngest first; backwards the oldest first.
pub async fn page(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    request: &PageRequest<NotificationKey>,
) -> QueryResult<Vec<NotificationRow>> {
    let mut query = notifications::table
        .filter(notifications::customer_id.eq(customer))
        .select(NotificationRow::as_select())
        .limit(request.limit())
        .into_boxed();
    // Youngest first: "after" a row are the older ones.
    if let Some((at, id)) = request.after {
        let older = notifications::created_at.lt(at);
        let tied = notifications::created_at
            .eq(at)
            .and(notifications::id.lt(id));
        query = query.filter(older.or(tied));
    }
    if let Some((at, id)) = request.before {
        let younger = notifications::created_at.gt(at);
        let tied = notifications::created_at
            .eq(at)
            .and(notifications::id.gt(id));
        query = query.filter(younger.or(tied));
    }
    query = if request.is_backward() {
        query.order((notifications::created_at.asc(), notifications::id.asc()))
    } else {
        query.order((notifications::created_at.desc(), notifications::id.desc()))
    };
    query.load(conn).await
}

/// How many a customer has: costly, counts.
pub async fn count(conn: &mut AsyncPgConnection, customer: CustomerId) -> QueryResult<i64> {
    notifications::table
        .filter(notifications::customer_id.eq(customer))
        .count()
        .get_result(conn)
        .await
}

/// How many a customer has not read.
pub async fn count_unread(conn: &mut AsyncPgConnection, customer: CustomerId) -> QueryResult<i64> {
    notifications::table
        .filter(notifications::customer_id.eq(customer))
        .filter(notifications::read_at.is_null())
        .count()
        .get_result(conn)
        .await
}

/// Marks a customer's notification as read; one read before keeps its moment. `None` when it is
/// not theirs.
pub async fn mark_read(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    id: NotificationId,
    at: DateTime<Utc>,
) -> QueryResult<Option<NotificationRow>> {
    let own = notifications::table
        .find(id)
        .filter(notifications::customer_id.eq(customer));
    let unread = own.filter(notifications::read_at.is_null());
    diesel::update(unread)
        .set(notifications::read_at.eq(at))
        .execute(conn)
        .await?;
    own.select(NotificationRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Deletes all that was written to a customer: to their inbox, and to their address as far as it is known.
pub async fn delete_of(conn: &mut AsyncPgConnection, customer: CustomerId) -> QueryResult<()> {
    let address = recipients::table
        .find(customer)
        .select(recipients::email)
        .first::<String>(conn)
        .await
        .optional()?;
    let theirs = notifications::customer_id.eq(customer);
    diesel::delete(notifications::table.filter(theirs))
        .execute(conn)
        .await?;
    if let Some(address) = address {
        diesel::delete(notifications::table.filter(notifications::email.eq(address)))
            .execute(conn)
            .await?;
    }
    Ok(())
}
