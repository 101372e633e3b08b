//! What can be asked.

use async_graphql::{Context, Object, Result};
use subgraph_kit::{
    error::internal,
    graphql::Batches,
    id::{CustomerId, EntityKey, NotificationId},
    identity::caller,
};

use super::{
    loader::NotificationLoader,
    types::{Customer, Notification},
};

#[derive(Debug, Default)]
pub struct Query;

#[Object]
impl Query {
    #[graphql(entity)]
    async fn find_customer_by_id(&self, id: EntityKey<CustomerId>) -> Option<Customer> {
        id.get().map(|id| Customer { id })
    }

    /// Somebody else's message is as good as none.
    #[graphql(entity)]
    async fn find_notification_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<NotificationId>,
    ) -> Result<Option<Notification>> {
        let Some(id) = id.get() else {
            return Ok(None);
        };
        let loader = ctx.data::<Batches<NotificationLoader>>()?;
        let row = loader.load_one(id).await.map_err(internal)?;
        let own = row.filter(|row| row.customer_id.is_some_and(|owner| caller(ctx).is(owner)));
        own.map(Notification::try_from).transpose()
    }
}
