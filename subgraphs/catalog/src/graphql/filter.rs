//! The inputs by which lists and searches are narrowed and ordered.

use crate::domain::filter::{Filter, KEY_SEPARATOR};
use crate::domain::ordering::{Ordering, SortKey};
use async_graphql::{Enum, InputObject, Result};
use serde::Serialize;
use subgraph_kit::error::{client, codes};
use subgraph_kit::scalars::Decimal;

/// Values a list in a filter may have.
const MAX_VALUES: usize = 100;

/// Which products: those that meet every part that is given.
#[derive(Debug, Clone, Default, InputObject, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProductWhere {
    /// By the handle of their category.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<StringFilter>,
    /// By the price of a variant, in major units.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<DecimalFilter>,
    /// By the options of the same variant; several values of one option are alternatives.
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<Vec<SelectedOptionInput>>,
}

/// A text that is one of these.
#[derive(Debug, Clone, Default, InputObject, Serialize)]
pub(super) struct StringFilter {
    /// Equal to this.
    #[serde(skip_serializing_if = "Option::is_none")]
    eq: Option<String>,
    /// Equal to one of these.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    #[graphql(name = "in")]
    one_of: Option<Vec<String>>,
}

/// A number in a range.
#[derive(Debug, Clone, Default, InputObject, Serialize)]
pub(super) struct DecimalFilter {
    /// This or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    gte: Option<Decimal>,
    /// This or less.
    #[serde(skip_serializing_if = "Option::is_none")]
    lte: Option<Decimal>,
}

/// A value of an option.
#[derive(Debug, Clone, InputObject, Serialize)]
pub(super) struct SelectedOptionInput {
    /// Such as `Colour`.
    pub(super) name: String,
    /// Such as `Moss`.
    pub(super) value: String,
}

/// What products are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ProductSortKey {
    /// By title, A first.
    Title,
    /// By the lowest price of their variants, cheapest first.
    Price,
    /// By the time they were published, oldest first.
    PublishedAt,
}

impl ProductSortKey {
    pub(super) fn ordering(self, reverse: bool) -> Ordering {
        let key = match self {
            Self::Title => SortKey::Title,
            Self::Price => SortKey::Price,
            Self::PublishedAt => SortKey::PublishedAt,
        };
        Ordering { key, reverse }
    }
}

impl ProductWhere {
    /// In normal form.
    pub(super) fn filter(self) -> Result<Filter> {
        let mut filter = Filter::default();
        if let Some(category) = self.category {
            if let Some(handle) = category.eq {
                filter = filter.of_categories([handle]);
            }
            if let Some(handles) = category.one_of {
                within_limit("category", handles.len())?;
                filter = filter.of_categories(handles);
            }
        }
        if let Some(price) = self.price {
            filter = filter.priced(
                price.gte.map(at_least).transpose()?,
                price.lte.map(at_most).transpose()?,
            );
        }
        let options = self.option.unwrap_or_default();
        within_limit("option", options.len())?;
        for option in options {
            // No text in the database holds a NUL; PostgreSQL would refuse the whole query.
            if option.name.contains(KEY_SEPARATOR)
                || option.name.contains('\0')
                || option.value.contains('\0')
            {
                return Err(client(codes::BAD_USER_INPUT, "There is no such option."));
            }
            filter = filter.with_option(option.name, option.value);
        }
        Ok(filter)
    }

    /// The input that gives this filter.
    pub(super) fn of(filter: &Filter) -> Self {
        let category = filter.categories().map(|handles| match handles {
            [handle] => StringFilter {
                eq: Some(handle.clone()),
                one_of: None,
            },
            _ => StringFilter {
                eq: None,
                one_of: Some(handles.to_vec()),
            },
        });
        let major = |minor| Decimal(rust_decimal::Decimal::new(minor, 2));
        let price =
            (filter.min_price().is_some() || filter.max_price().is_some()).then(|| DecimalFilter {
                gte: filter.min_price().map(major),
                lte: filter.max_price().map(major),
            });
        let options: Vec<SelectedOptionInput> = filter
            .options()
            .map(|(name, value)| SelectedOptionInput {
                name: name.to_owned(),
                value: value.to_owned(),
            })
            .collect();
        Self {
            category,
            price,
            option: (!options.is_empty()).then_some(options),
        }
    }
}

fn within_limit(field: &str, count: usize) -> Result<()> {
    if count <= MAX_VALUES {
        return Ok(());
    }
    Err(client(
        codes::BAD_USER_INPUT,
        format!("`{field}` takes at most {MAX_VALUES} values."),
    ))
}

/// The smallest number of minor units that is not less.
fn at_least(major: Decimal) -> Result<i64> {
    minor(major, rust_decimal::Decimal::ceil)
}

/// The largest number of minor units that is not more.
fn at_most(major: Decimal) -> Result<i64> {
    minor(major, rust_decimal::Decimal::floor)
}

fn minor(
    major: Decimal,
    round: impl Fn(&rust_decimal::Decimal) -> rust_decimal::Decimal,
) -> Result<i64> {
    let scaled = major.0.checked_mul(rust_decimal::Decimal::ONE_HUNDRED);
    scaled
        .and_then(|scaled| i64::try_from(round(&scaled)).ok())
        .ok_or_else(|| client(codes::BAD_USER_INPUT, "The price is out of range."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal(text.parse().unwrap())
    }

    #[test]
    fn prices_round_into_the_range() {
        let price = DecimalFilter {
            gte: Some(decimal("24.995")),
            lte: Some(decimal("24.999")),
        };
        let filter = ProductWhere {
            price: Some(price),
            ..Default::default()
        }
        .filter()
        .unwrap();
        assert_eq!(
            (filter.min_price(), filter.max_price()),
            (Some(2_500), Some(2_499))
        );
        assert!(at_least(decimal("79228162514264337593543950335")).is_err());
    }

    #[test]
    fn a_filter_survives_its_input() {
        let filter = Filter::default()
            .of_categories(["camp".to_owned(), "desk".to_owned()])
            .priced(Some(2_500), None)
            .with_option("Colour".into(), "Moss".into());
        let input = ProductWhere::of(&filter);
        assert_eq!(
            serde_json::to_string(&input).unwrap(),
            r#"{"category":{"in":["camp","desk"]},"price":{"gte":"25.00"},"option":[{"name":"Colour","value":"Moss"}]}"#
        );
        assert_eq!(input.filter().unwrap(), filter);
    }
}
