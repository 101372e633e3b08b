//! Notifications, loaded together for all references of a request.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::NotificationId;

use crate::{
    db::notification::NotificationRow,
    domain::service::{Fault, Notifications},
};

/// Loads notifications by id, whosever they are: who asks must check.
pub(super) struct NotificationLoader(Notifications);

impl Loader<NotificationId> for NotificationLoader {
    type Value = NotificationRow;
    type Error = Arc<Fault>;

    async fn load(
        &self,
        ids: &[NotificationId],
    ) -> Result<HashMap<NotificationId, NotificationRow>, Self::Error> {
        let rows = self.0.notifications(ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The loader, for the schema's data. It keeps nothing between batches.
pub(super) fn loader(notifications: Notifications) -> Batches<NotificationLoader> {
    Batches::new(NotificationLoader(notifications))
}
