//! What can be asked.

use async_graphql::{Context, Object, Result};
use subgraph_kit::{
    error,
    graphql::Batches,
    id::{CustomerId, EntityKey},
    identity::caller,
};

use super::{customer::Customer, loader::CustomerLoader};

#[derive(Debug, Default)]
pub struct Query;

#[Object]
impl Query {
    /// The customer who is logged in; null for a guest.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        match caller(ctx).customer() {
            None => Ok(None),
            Some(id) => find(ctx, id).await,
        }
    }

    #[graphql(entity)]
    async fn find_customer_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<CustomerId>,
    ) -> Result<Option<Customer>> {
        match id.get() {
            None => Ok(None),
            Some(id) => find(ctx, id).await,
        }
    }
}

async fn find(ctx: &Context<'_>, id: CustomerId) -> Result<Option<Customer>> {
    let loader = ctx.data::<Batches<CustomerLoader>>()?;
    let row = loader.load_one(id).await.map_err(error::internal)?;
    Ok(row.map(Customer::from))
}
