//! A product as staff hand it in, and what is checked of it before any of it is believed.

pub(crate) mod check;

use subgraph_kit::money::Money;
use subgraph_kit::user_error::InputError;

/// A product to publish.
#[derive(Debug, Clone)]
pub(crate) struct ProductDraft {
    pub(crate) handle: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) vendor: String,
    pub(crate) category_handle: String,
    pub(crate) options: Vec<OptionDraft>,
    pub(crate) variants: Vec<VariantDraft>,
    pub(crate) images: Vec<ImageDraft>,
}

/// An option with its values, in order.
#[derive(Debug, Clone)]
pub(crate) struct OptionDraft {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// A variant: one value of each option.
#[derive(Debug, Clone)]
pub(crate) struct VariantDraft {
    pub(crate) sku: String,
    pub(crate) selected: Vec<(String, String)>,
    pub(crate) price: Money,
    pub(crate) compare_at_price: Option<Money>,
    pub(crate) weight_grams: i32,
    /// One of the product's images; the first one when absent.
    pub(crate) image_url: Option<String>,
}

/// An image with its size in pixels.
#[derive(Debug, Clone)]
pub(crate) struct ImageDraft {
    pub(crate) url: String,
    pub(crate) alt: String,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// A draft that was checked: handles, texts, prices and sizes are in range, and each variant has one value of each option,
/// no two the same.
#[derive(Debug, Clone)]
pub(crate) struct ValidDraft(ProductDraft);

impl ProductDraft {
    /// Checks everything that can be checked without the database; all findings are reported, not the first.
    pub(crate) fn check(self) -> Result<ValidDraft, Vec<InputError>> {
        let faults = check::faults(&self);
        if faults.is_empty() {
            Ok(ValidDraft(self))
        } else {
            Err(faults)
        }
    }
}

impl ValidDraft {
    /// What was checked.
    pub(crate) fn get(&self) -> &ProductDraft {
        &self.0
    }

    /// The keys of a variant, in the order of the options.
    pub(crate) fn option_keys(&self, variant: &VariantDraft) -> Vec<String> {
        self.0
            .options
            .iter()
            .map(|option| super::filter::option_key(&option.name, value_of(variant, &option.name)))
            .collect()
    }

    /// A variant's title: its values, or `Standard` where there is nothing to choose.
    pub(crate) fn variant_title(&self, variant: &VariantDraft) -> String {
        let values: Vec<&str> = self
            .0
            .options
            .iter()
            .map(|option| value_of(variant, &option.name))
            .collect();
        if values.is_empty() {
            "Standard".to_owned()
        } else {
            values.join(" / ")
        }
    }

    /// Where a variant's image stands among the product's.
    pub(crate) fn image_position(&self, variant: &VariantDraft) -> usize {
        let shown = |url: &String| self.0.images.iter().position(|image| image.url == *url);
        variant.image_url.as_ref().and_then(shown).unwrap_or(0)
    }

    /// The lowest and the highest price, in minor units.
    pub(crate) fn price_range(&self) -> (i64, i64) {
        let prices = self.0.variants.iter().map(|variant| variant.price.amount);
        prices.fold((i64::MAX, 0), |(min, max), price| {
            (min.min(price), max.max(price))
        })
    }
}

fn value_of<'a>(variant: &'a VariantDraft, option: &str) -> &'a str {
    variant
        .selected
        .iter()
        .find(|(name, _)| name == option)
        .map(|(_, value)| value.as_str())
        .expect("a checked variant has a value of each option")
}
