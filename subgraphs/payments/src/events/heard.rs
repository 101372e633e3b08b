//! Commands of checkout.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use subgraph_kit::events::Message;
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId};
use subgraph_kit::money::Money;

/// `command.payment.authorize.v1`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizePayment {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub customer_id: Option<CustomerId>,
    pub amount: Money,
    pub payment_token: String,
    pub deadline: DateTime<Utc>,
}

/// `command.payment.void.v1`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VoidPayment {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
}

impl Message for AuthorizePayment {
    const TYPE: &'static str = "command.payment.authorize.v1";
}

impl Message for VoidPayment {
    const TYPE: &'static str = "command.payment.void.v1";
}
