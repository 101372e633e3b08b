//! A customer's inbox. Everything here is asked for by its owner; the graph sees to that.

use chrono::{DateTime, Utc};
use subgraph_kit::{
    id::{CustomerId, NotificationId},
    paging::PageRequest,
};

use super::service::{Fault, Notifications};
use crate::db::{
    self,
    notification::{NotificationKey, NotificationRow},
};

impl Notifications {
    /// A page of the inbox, youngest first.
    pub async fn page(
        &self,
        customer: CustomerId,
        request: &PageRequest<NotificationKey>,
    ) -> Result<Vec<NotificationRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::notification::page(&mut conn, customer, request).await?)
    }

    /// How many messages there are: costly, counts.
    pub async fn count(&self, customer: CustomerId) -> Result<i64, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::notification::count(&mut conn, customer).await?)
    }

    /// How many messages are unread.
    pub async fn count_unread(&self, customer: CustomerId) -> Result<i64, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::notification::count_unread(&mut conn, customer).await?)
    }

    /// Those of the notifications that exist, whosever they are, in no order.
    pub async fn notifications(
        &self,
        ids: &[NotificationId],
    ) -> Result<Vec<NotificationRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::notification::by_ids(&mut conn, ids).await?)
    }

    /// Marks a message as read, once; `None` when it is not this customer's.
    pub async fn mark_read(
        &self,
        customer: CustomerId,
        id: NotificationId,
        now: DateTime<Utc>,
    ) -> Result<Option<NotificationRow>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::notification::mark_read(&mut conn, customer, id, now).await?)
    }
}
