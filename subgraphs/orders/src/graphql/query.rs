//! The entry points: by id, and as an entity.

use async_graphql::{Context, Object, Result};
use chrono::Utc;
use subgraph_kit::error::internal;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::{CustomerId, EntityKey, OrderId};
use subgraph_kit::identity::caller;

use super::customer::Customer;
use super::loaders::Orders;
use super::order::Order;
use crate::domain::access::may_see;

#[derive(Clone, Copy, Debug)]
pub struct Query;

#[Object]
impl Query {
    /// A customer's own order; a guest's order for 24 hours after it was placed, by its unguessable id.
    async fn order(&self, ctx: &Context<'_>, id: EntityKey<OrderId>) -> Result<Option<Order>> {
        visible(ctx, id).await
    }

    #[graphql(entity)]
    async fn order_entity(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<OrderId>,
    ) -> Result<Option<Order>> {
        visible(ctx, id).await
    }

    #[graphql(entity)]
    async fn customer_entity(&self, id: EntityKey<CustomerId>) -> Option<Customer> {
        id.get().map(|id| Customer { id })
    }
}

/// The order, if there is one that the caller may see: which of the two it is not, is nobody's business.
async fn visible(ctx: &Context<'_>, id: EntityKey<OrderId>) -> Result<Option<Order>> {
    let Some(id) = id.get() else { return Ok(None) };
    let loader = ctx.data::<Batches<Orders>>()?;
    let row = loader.load_one(id).await.map_err(internal)?;
    Ok(row
        .filter(|row| may_see(row, caller(ctx), Utc::now()))
        .map(Order))
}
