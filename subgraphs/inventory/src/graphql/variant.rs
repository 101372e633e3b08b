//! What inventory adds to `ProductVariant`. All of it is nullable: without inventory there still is a variant.

use super::loaders::{AvailableOf, PriceOf, loader};
use crate::domain::shipping;
use async_graphql::{Context, Object, Result};
use subgraph_kit::error::{client, codes, internal};
use subgraph_kit::id::VariantId;
use subgraph_kit::money::Money;

/// A variant, known or not: of one that inventory has not heard of there is nothing.
#[derive(Debug, Clone)]
pub(super) struct ProductVariant {
    pub(super) id: VariantId,
    /// From the representation, when the gateway was asked for what needs it.
    pub(super) weight_grams: Option<i32>,
}

impl ProductVariant {
    async fn available(&self, ctx: &Context<'_>) -> Result<i64> {
        let available = loader(ctx)
            .load_one(AvailableOf(self.id))
            .await
            .map_err(internal)?;
        Ok(available.unwrap_or(0))
    }

    fn weight(&self) -> Result<i32> {
        let missing = || {
            client(
                codes::BAD_USER_INPUT,
                "The representation has no `weightGrams`.",
            )
        };
        self.weight_grams.ok_or_else(missing)
    }
}

/// What is priced, stocked and sold.
#[Object]
impl ProductVariant {
    async fn id(&self) -> VariantId {
        self.id
    }

    /// Whether at least one piece can be bought now.
    async fn available_for_sale(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(Some(self.available(ctx).await? > 0))
    }

    /// Pieces that can be bought now: on hand less reserved, over all locations; never negative.
    async fn quantity_available(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let available = self.available(ctx).await?;
        Ok(Some(i32::try_from(available).unwrap_or(i32::MAX)))
    }

    #[graphql(external)]
    async fn weight_grams(&self) -> Result<i32> {
        self.weight()
    }

    /// What sending one piece costs to the shop's home country.
    #[graphql(requires = "weightGrams")]
    async fn shipping_estimate(&self, ctx: &Context<'_>) -> Result<Option<Money>> {
        let weight = self.weight()?;
        let price = loader(ctx)
            .load_one(PriceOf(self.id))
            .await
            .map_err(internal)?;
        Ok(Some(shipping::estimate(price, weight)))
    }
}
