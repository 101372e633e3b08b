//! `Product`.

use super::category::Category;
use super::filter::SelectedOptionInput;
use super::image::Image;
use super::loaders::{CategoryById, ImagesOf, OptionsOf, VariantsOf, failed, loader};
use super::option::ProductOption;
use super::variant::ProductVariant;
use crate::db::product::ProductRow;
use crate::domain::filter::option_key;
use async_graphql::{Context, Object, Result, SimpleObject};
use subgraph_kit::error::{client, codes};
use subgraph_kit::id::ProductId;
use subgraph_kit::money::Money;
use subgraph_kit::scalars::DateTime;

/// Something the shop sells, as one of its variants.
#[derive(Debug, Clone)]
pub(super) struct Product(pub(super) ProductRow);

/// The lowest and the highest price of a product's variants.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct PriceRange {
    min: Money,
    max: Money,
}

/// Something the shop sells, as one of its variants.
#[Object]
impl Product {
    pub(super) async fn id(&self) -> ProductId {
        self.0.id
    }

    /// Human key, unique, as in the page's address.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self) -> &str {
        &self.0.title
    }

    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Who makes it.
    async fn vendor(&self) -> &str {
        &self.0.vendor
    }

    async fn category(&self, ctx: &Context<'_>) -> Result<Category> {
        let row = loader(ctx)
            .load_one(CategoryById(self.0.category_id))
            .await
            .map_err(failed)?;
        // The database refuses to remove a category that has products.
        row.map(Category)
            .ok_or_else(|| client(codes::INTERNAL, "Something went wrong on our side."))
    }

    /// Its pictures, the one to show first first.
    async fn media(&self, ctx: &Context<'_>) -> Result<Vec<Image>> {
        let images = loader(ctx)
            .load_one(ImagesOf(self.0.id))
            .await
            .map_err(failed)?;
        Ok(images
            .iter()
            .flat_map(|images| images.iter())
            .map(Image::from)
            .collect())
    }

    /// The picture for a card.
    async fn featured_image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        let images = loader(ctx)
            .load_one(ImagesOf(self.0.id))
            .await
            .map_err(failed)?;
        Ok(images.and_then(|images| images.first().map(Image::from)))
    }

    /// What there is to choose; empty when there is but one variant.
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<ProductOption>> {
        let options = loader(ctx)
            .load_one(OptionsOf(self.0.id))
            .await
            .map_err(failed)?;
        Ok(options
            .iter()
            .flat_map(|options| options.iter())
            .map(ProductOption::from)
            .collect())
    }

    /// All variants, at most a hundred.
    async fn variants(&self, ctx: &Context<'_>) -> Result<Vec<ProductVariant>> {
        let variants = loader(ctx)
            .load_one(VariantsOf(self.0.id))
            .await
            .map_err(failed)?;
        Ok(variants
            .iter()
            .flat_map(|variants| variants.iter())
            .cloned()
            .map(ProductVariant)
            .collect())
    }

    /// The variant that has these values, one of each option.
    async fn variant_by_selected_options(
        &self,
        ctx: &Context<'_>,
        selected_options: Vec<SelectedOptionInput>,
    ) -> Result<Option<ProductVariant>> {
        let mut wanted: Vec<String> = selected_options
            .iter()
            .map(|option| option_key(&option.name, &option.value))
            .collect();
        wanted.sort();
        let variants = loader(ctx)
            .load_one(VariantsOf(self.0.id))
            .await
            .map_err(failed)?;
        let has_all = |keys: &[String]| {
            let mut keys = keys.to_vec();
            keys.sort();
            keys == wanted
        };
        let found = variants.and_then(|variants| {
            variants
                .iter()
                .find(|variant| has_all(&variant.option_keys))
                .cloned()
        });
        Ok(found.map(ProductVariant))
    }

    /// From the cheapest to the dearest variant.
    async fn price_range(&self) -> PriceRange {
        let money = |amount| Money::new(amount, self.0.currency_code);
        PriceRange {
            min: money(self.0.min_price),
            max: money(self.0.max_price),
        }
    }

    async fn published_at(&self) -> DateTime {
        self.0.published_at.into()
    }
}
