//! What can be asked.

use async_graphql::{Context, Object, Result};
use subgraph_kit::{
    error::internal,
    graphql::Batches,
    id::{CustomerId, EntityKey, ProductId, ReviewId},
};

use super::{
    loader::ReviewsLoader,
    types::{Customer, Product, Review},
};

#[derive(Debug, Default)]
pub struct Query;

#[Object]
impl Query {
    /// A review; reviews are public.
    async fn review(&self, ctx: &Context<'_>, id: EntityKey<ReviewId>) -> Result<Option<Review>> {
        find(ctx, id).await
    }

    #[graphql(entity)]
    async fn find_review_by_id(
        &self,
        ctx: &Context<'_>,
        id: EntityKey<ReviewId>,
    ) -> Result<Option<Review>> {
        find(ctx, id).await
    }

    #[graphql(entity)]
    async fn find_product_by_id(&self, id: EntityKey<ProductId>) -> Option<Product> {
        id.get().map(|id| Product { id })
    }

    #[graphql(entity)]
    async fn find_customer_by_id(&self, id: EntityKey<CustomerId>) -> Option<Customer> {
        id.get().map(|id| Customer { id })
    }
}

async fn find(ctx: &Context<'_>, id: EntityKey<ReviewId>) -> Result<Option<Review>> {
    let Some(id) = id.get() else { return Ok(None) };
    let loader = ctx.data::<Batches<ReviewsLoader>>()?;
    let row = loader.load_one(id).await.map_err(internal)?;
    Ok(row.map(Review::from))
}
