//! The inputs of mutations.

use super::filter::SelectedOptionInput;
use crate::domain::code;
use crate::domain::draft::{ImageDraft, OptionDraft, ProductDraft, VariantDraft};
use async_graphql::InputObject;
use subgraph_kit::money::{Money, MoneyInput};
use subgraph_kit::scalars::Url;
use subgraph_kit::user_error::InputError;

/// A product to publish. With the handle of a product that exists, what it is to be from now on.
#[derive(Debug, InputObject)]
pub(super) struct ProductInput {
    /// Human key, unique: lower-case letters, digits, hyphens.
    handle: String,
    title: String,
    description: String,
    /// Who makes it.
    vendor: String,
    category_handle: String,
    options: Vec<ProductOptionInput>,
    /// Known by their SKU. One that was published before cannot be left out.
    variants: Vec<ProductVariantInput>,
    /// The one to show first first.
    images: Vec<ImageInput>,
}

/// An option of a product to publish.
#[derive(Debug, InputObject)]
pub(super) struct ProductOptionInput {
    /// Such as `Colour`.
    name: String,
    /// What there is to choose from.
    values: Vec<String>,
}

/// A variant of a product to publish.
#[derive(Debug, InputObject)]
pub(super) struct ProductVariantInput {
    /// Stock keeping unit, unique.
    sku: String,
    /// One value of each option.
    selected_options: Vec<SelectedOptionInput>,
    price: MoneyInput,
    /// What it cost before, higher than the price.
    compare_at_price: Option<MoneyInput>,
    /// Without packaging.
    weight_grams: i32,
    /// The one of the product's images that shows it; the first one when absent.
    image_url: Option<Url>,
}

/// An image of a product to publish.
#[derive(Debug, InputObject)]
pub(super) struct ImageInput {
    /// Relative to the storefront's origin, or absolute.
    url: Url,
    /// What it shows, for who cannot see it.
    alt: String,
    /// In pixels.
    width: i32,
    /// In pixels.
    height: i32,
}

/// A price to set.
#[derive(Debug, InputObject)]
pub(super) struct VariantPriceInput {
    pub(super) price: MoneyInput,
    /// What it cost before, higher than the price; absent takes a former price away.
    pub(super) compare_at_price: Option<MoneyInput>,
}

/// An amount in whole minor units, or the fault at its place in the input.
pub(super) fn money(input: MoneyInput, path: &[&str]) -> Result<Money, InputError> {
    Money::try_from(input).map_err(|error| {
        let path = std::iter::once("input").chain(path.iter().copied());
        InputError::new(code::PRICE_INVALID, error.to_string()).at(path)
    })
}

impl ProductInput {
    /// The draft, unless an amount is none.
    pub(super) fn draft(self) -> Result<ProductDraft, Vec<InputError>> {
        let mut faults = Vec::new();
        let mut variants = Vec::new();
        for (at, variant) in self.variants.into_iter().enumerate() {
            match variant.draft(&at.to_string()) {
                Ok(draft) => variants.push(draft),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let option = |option: ProductOptionInput| OptionDraft {
            name: option.name,
            values: option.values,
        };
        Ok(ProductDraft {
            handle: self.handle,
            title: self.title,
            description: self.description,
            vendor: self.vendor,
            category_handle: self.category_handle,
            options: self.options.into_iter().map(option).collect(),
            variants,
            images: self.images.into_iter().map(ImageInput::draft).collect(),
        })
    }
}

impl ProductVariantInput {
    fn draft(self, at: &str) -> Result<VariantDraft, InputError> {
        let price = money(self.price, &["variants", at, "price"])?;
        let former = |input| money(input, &["variants", at, "compareAtPrice"]);
        let selected = |option: SelectedOptionInput| (option.name, option.value);
        Ok(VariantDraft {
            sku: self.sku,
            selected: self.selected_options.into_iter().map(selected).collect(),
            price,
            compare_at_price: self.compare_at_price.map(former).transpose()?,
            weight_grams: self.weight_grams,
            image_url: self.image_url.map(|url| url.as_str().to_owned()),
        })
    }
}

impl ImageInput {
    fn draft(self) -> ImageDraft {
        ImageDraft {
            url: self.url.as_str().to_owned(),
            alt: self.alt,
            width: self.width,
            height: self.height,
        }
    }
}
