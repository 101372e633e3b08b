//! The facts checkout publishes.

use crate::db::checkout::CheckoutRow;
use serde::{Deserialize, Serialize};
use subgraph_kit::events::Audience;
use subgraph_kit::id::{CartId, CheckoutId, CustomerId, OrderId};
use subgraph_kit::money::Money;

/// Makes types events of checkout whose subject is the checkout, so that each consumer handles them in order.
macro_rules! says {
    ($($event:ident, $kind:literal, $audience:expr;)+) => {
        $(
            impl subgraph_kit::events::Message for $event {
                const TYPE: &'static str = $kind;
            }

            impl subgraph_kit::events::Event for $event {
                const SOURCE: &'static str = "checkout";
                const AUDIENCE: subgraph_kit::events::Audience = $audience;

                fn subject(&self) -> String {
                    self.checkout_id.to_string()
                }
            }
        )+
    };
}
pub(super) use says;

/// A cart was submitted; the saga begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutSubmitted {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub cart_id: CartId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    pub total: Money,
}

/// It is bought.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutCompleted {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
}

/// It is not bought, and everything is undone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutFailed {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Of the buyer, who may have no account. `None` in events of before it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub code: String,
    pub message: String,
}

impl CheckoutSubmitted {
    pub(crate) fn of(row: &CheckoutRow) -> Self {
        Self {
            checkout_id: row.id,
            order_id: row.order_id,
            cart_id: row.cart_id,
            customer_id: row.customer_id,
            total: row.snapshot.cost.total,
        }
    }
}

impl CheckoutFailed {
    pub(crate) fn of(row: &CheckoutRow) -> Self {
        let (code, message) = row
            .failure
            .clone()
            .map(|failed| (failed.code, failed.message))
            .unwrap_or_default();
        Self {
            checkout_id: row.id,
            order_id: row.order_id,
            customer_id: row.customer_id,
            email: Some(row.snapshot.email.clone()),
            code,
            message,
        }
    }
}

says!(
    CheckoutSubmitted, "checkout.submitted.v1", Audience::Anyone;
    CheckoutCompleted, "checkout.completed.v1", Audience::Anyone;
    CheckoutFailed, "checkout.failed.v1", Audience::Expected;
);
