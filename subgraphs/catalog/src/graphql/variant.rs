//! `ProductVariant`.

use super::image::Image;
use super::loaders::{ImagesOf, ProductById, failed, loader};
use super::option::SelectedOption;
use super::product::Product;
use crate::db::variant::VariantRow;
use async_graphql::{Context, Object, Result};
use subgraph_kit::error::{client, codes};
use subgraph_kit::id::VariantId;
use subgraph_kit::money::Money;

/// What is priced, stocked and sold.
#[derive(Debug, Clone)]
pub(super) struct ProductVariant(pub(super) VariantRow);

/// What is priced, stocked and sold.
#[Object]
impl ProductVariant {
    pub(super) async fn id(&self) -> VariantId {
        self.0.id
    }

    /// Stock keeping unit, unique.
    async fn sku(&self) -> &str {
        &self.0.sku
    }

    /// The values of its options: `Moss / 350 ml`; `Standard` where there is nothing to choose.
    async fn title(&self) -> &str {
        &self.0.title
    }

    async fn product(&self, ctx: &Context<'_>) -> Result<Product> {
        let row = loader(ctx)
            .load_one(ProductById(self.0.product_id))
            .await
            .map_err(failed)?;
        // The database removes variants with their product.
        row.map(Product)
            .ok_or_else(|| client(codes::INTERNAL, "Something went wrong on our side."))
    }

    async fn price(&self) -> Money {
        self.0.price()
    }

    /// What it cost before, higher than the price.
    async fn compare_at_price(&self) -> Option<Money> {
        self.0
            .compare_at_price
            .map(|amount| Money::new(amount, self.0.currency_code))
    }

    /// Its value of each option.
    async fn selected_options(&self) -> Vec<SelectedOption> {
        self.0
            .option_keys
            .iter()
            .map(|key| SelectedOption::of_key(key))
            .collect()
    }

    /// The product's picture that shows it.
    async fn image(&self, ctx: &Context<'_>) -> Result<Image> {
        let images = loader(ctx)
            .load_one(ImagesOf(self.0.product_id))
            .await
            .map_err(failed)?;
        let shown = images
            .iter()
            .flat_map(|images| images.iter())
            .find(|image| image.position == self.0.image_position);
        shown
            .map(Image::from)
            .ok_or_else(|| client(codes::INTERNAL, "Something went wrong on our side."))
    }

    /// Without packaging.
    #[graphql(shareable)]
    async fn weight_grams(&self) -> i32 {
        self.0.weight_grams
    }
}
