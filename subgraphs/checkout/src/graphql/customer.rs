//! What checkout adds to a customer.

use super::cart::Cart;
use super::loaders::OpenCarts;
use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use subgraph_kit::error::internal;
use subgraph_kit::federation::authenticated;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::caller;

/// A person with a login; accounts knows more.
#[derive(Debug, Clone, Copy, SimpleObject)]
#[graphql(complex)]
pub(super) struct Customer {
    id: CustomerId,
}

impl Customer {
    pub(super) fn new(id: CustomerId) -> Self {
        Self { id }
    }
}

#[ComplexObject]
impl Customer {
    /// Their open cart; only the customer's own.
    #[graphql(directive = authenticated::apply())]
    async fn cart(&self, ctx: &Context<'_>) -> Result<Option<Cart>> {
        if !caller(ctx).is(self.id) {
            return Ok(None);
        }
        let loader = ctx.data::<Batches<OpenCarts>>()?;
        Ok(loader.load_one(self.id).await.map_err(internal)?.map(Cart))
    }
}
