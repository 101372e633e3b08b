//! `ProductOption` and `SelectedOption`.

use crate::db::option::OptionRow;
use crate::domain::filter::split_key;
use async_graphql::SimpleObject;

/// A choice a customer makes to come from a product to one of its variants.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct ProductOption {
    /// Such as `Colour`.
    name: String,
    /// What there is to choose from.
    values: Vec<String>,
}

impl From<&OptionRow> for ProductOption {
    fn from(row: &OptionRow) -> Self {
        Self {
            name: row.name.clone(),
            values: row.values.clone(),
        }
    }
}

/// The value of an option that a variant has.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub(super) struct SelectedOption {
    /// Such as `Colour`.
    name: String,
    /// Such as `Moss`.
    value: String,
}

impl SelectedOption {
    /// From a key as variants keep it.
    pub(super) fn of_key(key: &str) -> Self {
        let (name, value) = split_key(key);
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}
