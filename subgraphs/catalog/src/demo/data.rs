//! The form of the catalogue's files, and what follows from them.

use super::{picture, sku::sku};
use crate::domain::draft::{OptionDraft, ProductDraft, VariantDraft};
use rust_decimal::Decimal;
use serde::Deserialize;
use subgraph_kit::money::{CurrencyCode, Money};

/// A category and its products.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryData {
    pub(super) handle: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) products: Vec<ProductData>,
}

/// A product, from which its variants follow.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ProductData {
    handle: String,
    /// What its SKUs begin with.
    code: String,
    title: String,
    vendor: String,
    description: String,
    price: Decimal,
    compare_at_price: Option<Decimal>,
    weight_grams: i32,
    options: Vec<OptionData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionData {
    name: String,
    values: Vec<ValueData>,
}

/// A value, and by how much it makes a variant dearer and heavier.
#[derive(Deserialize)]
#[serde(untagged)]
enum ValueData {
    Plain(String),
    #[serde(rename_all = "camelCase")]
    Priced {
        value: String,
        #[serde(default)]
        add_price: Decimal,
        #[serde(default)]
        add_weight_grams: i32,
    },
}

impl ValueData {
    fn text(&self) -> &str {
        match self {
            Self::Plain(value) | Self::Priced { value, .. } => value,
        }
    }

    fn add(&self) -> (Decimal, i32) {
        match self {
            Self::Plain(_) => (Decimal::ZERO, 0),
            Self::Priced {
                add_price,
                add_weight_grams,
                ..
            } => (*add_price, *add_weight_grams),
        }
    }
}

impl ProductData {
    /// The product as staff would hand it in.
    pub(super) fn draft(&self, category: &str) -> ProductDraft {
        let looks = self
            .options
            .iter()
            .find(|option| picture::is_pictured(&option.name));
        let looks: Vec<String> = looks.iter().flat_map(|option| option.texts()).collect();
        ProductDraft {
            handle: self.handle.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            vendor: self.vendor.clone(),
            category_handle: category.to_owned(),
            options: self.options.iter().map(OptionData::draft).collect(),
            variants: self
                .combinations()
                .iter()
                .map(|values| self.variant(values))
                .collect(),
            images: picture::of_product(&self.handle, &self.title, &looks),
        }
    }

    /// One value of each option, in every combination; the last option varies fastest.
    fn combinations(&self) -> Vec<Vec<&ValueData>> {
        let mut combinations = vec![Vec::new()];
        for option in &self.options {
            let mut longer = Vec::with_capacity(combinations.len() * option.values.len());
            for chosen in &combinations {
                longer.extend(
                    option
                        .values
                        .iter()
                        .map(|value| [chosen.as_slice(), &[value]].concat()),
                );
            }
            combinations = longer;
        }
        combinations
    }

    fn variant(&self, values: &[&ValueData]) -> VariantDraft {
        let (add_price, add_weight) = values.iter().map(|value| value.add()).fold(
            (Decimal::ZERO, 0),
            |(price, weight), (more_price, more_weight)| (price + more_price, weight + more_weight),
        );
        let selected: Vec<(String, String)> = self
            .options
            .iter()
            .zip(values)
            .map(|(option, value)| (option.name.clone(), value.text().to_owned()))
            .collect();
        let look = selected
            .iter()
            .find(|(name, _)| picture::is_pictured(name))
            .map(|(_, value)| value.as_str());
        VariantDraft {
            sku: sku(&self.code, values.iter().map(|value| value.text())),
            price: euros(self.price + add_price),
            compare_at_price: self
                .compare_at_price
                .map(|former| euros(former + add_price)),
            weight_grams: self.weight_grams + add_weight,
            image_url: Some(picture::url(&self.handle, look)),
            selected,
        }
    }
}

impl OptionData {
    fn texts(&self) -> Vec<String> {
        self.values
            .iter()
            .map(|value| value.text().to_owned())
            .collect()
    }

    fn draft(&self) -> OptionDraft {
        OptionDraft {
            name: self.name.clone(),
            values: self.texts(),
        }
    }
}

fn euros(amount: Decimal) -> Money {
    Money::from_decimal(amount, CurrencyCode::Eur).expect("the demo catalogue has whole cents")
}
