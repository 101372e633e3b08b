//! What inventory adds to `Product`.

use super::loaders::{BuyableProduct, loader};
use async_graphql::{Context, Object, Result};
use subgraph_kit::error::internal;
use subgraph_kit::id::ProductId;

/// A product, known or not.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) id: ProductId,
}

/// Something the shop sells, as one of its variants.
#[Object]
impl Product {
    async fn id(&self) -> ProductId {
        self.id
    }

    /// Whether any variant can be bought now.
    async fn available_for_sale(&self, ctx: &Context<'_>) -> Result<bool> {
        let buyable = loader(ctx)
            .load_one(BuyableProduct(self.id))
            .await
            .map_err(internal)?;
        Ok(buyable.is_some())
    }
}
