//! What was submitted: a checkout buys this, whatever becomes of the cart.

use super::cart::Line;
use super::quote::Cost;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Jsonb;
use serde::{Deserialize, Serialize};
use subgraph_kit::address::Draft;
use subgraph_kit::country::CountryCode;
use subgraph_kit::id::VariantId;
use subgraph_kit::json_column;
use subgraph_kit::money::{Money, MoneyError};

/// E-mail, address, lines and cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Snapshot {
    pub(crate) email: String,
    pub(crate) shipping_address: ShippingAddress,
    pub(crate) lines: Vec<OrderLine>,
    pub(crate) cost: Cost,
    /// Those that took something off; absent in what was submitted before there were any.
    #[serde(default)]
    pub(crate) discount_codes: Vec<String>,
}

/// Where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShippingAddress {
    pub name: String,
    pub line1: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub postal_code: String,
    pub country_code: CountryCode,
}

impl From<ShippingAddress> for Draft {
    fn from(address: ShippingAddress) -> Self {
        Self {
            name: address.name,
            line1: address.line1,
            line2: address.line2,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            country: address.country_code,
        }
    }
}

impl From<Draft> for ShippingAddress {
    fn from(draft: Draft) -> Self {
        Self {
            name: draft.name,
            line1: draft.line1,
            line2: draft.line2,
            city: draft.city,
            region: draft.region,
            postal_code: draft.postal_code,
            country_code: draft.country,
        }
    }
}

/// A line at the price and under the title it is bought at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    pub variant_id: VariantId,
    pub sku: String,
    pub title: String,
    pub quantity: i32,
    pub unit_price: Money,
    pub total: Money,
}

impl OrderLine {
    /// The line as it is bought; `None` when nothing is known of its variant.
    pub(crate) fn of(line: &Line) -> Result<Option<Self>, MoneyError> {
        let total = line.quoted().total()?;
        Ok(line.variant.as_ref().map(|variant| Self {
            variant_id: line.row.variant_id,
            sku: variant.row.sku.clone(),
            title: variant.row.title.clone(),
            quantity: line.row.quantity,
            unit_price: line.unit_price,
            total,
        }))
    }
}

json_column!(Snapshot);
