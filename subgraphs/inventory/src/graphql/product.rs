//! What inventory adds to `Product`, nullable: without inventory there still is a product.

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
    async fn available_for_sale(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let buyable = loader(ctx)
            .load_one(BuyableProduct(self.id))
            .await
            .map_err(internal)?;
        Ok(Some(buyable.is_some()))
    }
}
