//! Events of other services, with the fields that orders needs.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use subgraph_kit::country::CountryCode;
use subgraph_kit::events::Message;
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId};

pub use super::published::{Cost, Line};

/// `command.order.create.v1`, from checkout.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateOrder {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub shipping_address: ShippingAddress,
    pub lines: Vec<Line>,
    pub cost: Cost,
    pub placed_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShippingAddress {
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country_code: CountryCode,
}

/// `command.order.confirm.v1`, from checkout.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmOrder {
    pub order_id: OrderId,
}

/// `command.order.cancel.v1`, from checkout.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelOrder {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    pub reason: String,
}

/// `payment.voided.v1`, from payments.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentVoided {
    pub order_id: OrderId,
}

/// `account.erased.v1`, from accounts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountErased {
    pub customer_id: CustomerId,
}

impl Message for AccountErased {
    const TYPE: &'static str = "account.erased.v1";
}

impl Message for CreateOrder {
    const TYPE: &'static str = "command.order.create.v1";
}

impl Message for ConfirmOrder {
    const TYPE: &'static str = "command.order.confirm.v1";
}

impl Message for CancelOrder {
    const TYPE: &'static str = "command.order.cancel.v1";
}

impl Message for PaymentVoided {
    const TYPE: &'static str = "payment.voided.v1";
}
