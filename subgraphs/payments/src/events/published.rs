//! Events of payments. Each has its JSON Schema in `schema/events/`.

use serde::{Deserialize, Serialize};
use subgraph_kit::events::{Event, Message};
use subgraph_kit::id::{CheckoutId, OrderId, TransactionId};
use subgraph_kit::money::Money;

/// `payment.authorized.v1`: the amount is held.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentAuthorized {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub transaction_id: TransactionId,
    pub amount: Money,
}

/// `payment.declined.v1`: the provider refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentDeclined {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub code: String,
    pub message: String,
}

/// `payment.voided.v1`: nothing is held, and nothing will be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentVoided {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    /// Absent when nothing had been held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<TransactionId>,
}

impl Message for PaymentAuthorized {
    const TYPE: &'static str = "payment.authorized.v1";
}

impl Event for PaymentAuthorized {
    const SOURCE: &'static str = "payments";

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}

impl Message for PaymentDeclined {
    const TYPE: &'static str = "payment.declined.v1";
}

impl Event for PaymentDeclined {
    const SOURCE: &'static str = "payments";

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}

impl Message for PaymentVoided {
    const TYPE: &'static str = "payment.voided.v1";
}

impl Event for PaymentVoided {
    const SOURCE: &'static str = "payments";

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}
