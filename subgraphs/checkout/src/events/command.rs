//! The saga's commands. All are about a checkout, and idempotent by its id.

use super::published::says;
use crate::domain::quote::Cost;
use crate::domain::snapshot::{OrderLine, ShippingAddress};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use subgraph_kit::events::Audience;
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId, VariantId};
use subgraph_kit::money::Money;

/// To inventory: put these goods aside, all or none, until then.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReserveStock {
    pub checkout_id: CheckoutId,
    pub lines: Vec<ReserveLine>,
    pub expires_at: DateTime<Utc>,
}

/// So many of a variant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReserveLine {
    pub variant_id: VariantId,
    pub quantity: i32,
}

/// To inventory: give back what was put aside or sold.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseStock {
    pub checkout_id: CheckoutId,
}

/// To inventory: what was put aside is sold.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommitStock {
    pub checkout_id: CheckoutId,
}

/// To payments: hold this amount, not after the deadline.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizePayment {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    pub amount: Money,
    pub payment_token: String,
    pub deadline: DateTime<Utc>,
}

impl std::fmt::Debug for AuthorizePayment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the token.
        f.debug_struct("AuthorizePayment")
            .field("checkout_id", &self.checkout_id)
            .finish_non_exhaustive()
    }
}

/// To payments: let go what is held, and hold nothing later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VoidPayment {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub reason: String,
}

/// To orders: write the order down.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateOrder {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub shipping_address: ShippingAddress,
    pub lines: Vec<OrderLine>,
    pub cost: Cost,
    pub placed_at: DateTime<Utc>,
}

/// To orders: the order is bought.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmOrder {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
}

/// To orders: the order is off.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelOrder {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    pub reason: String,
}

says!(
    ReserveStock, "command.stock.reserve.v1", Audience::Expected;
    ReleaseStock, "command.stock.release.v1", Audience::Expected;
    CommitStock, "command.stock.commit.v1", Audience::Expected;
    AuthorizePayment, "command.payment.authorize.v1", Audience::Expected;
    VoidPayment, "command.payment.void.v1", Audience::Expected;
    CreateOrder, "command.order.create.v1", Audience::Expected;
    ConfirmOrder, "command.order.confirm.v1", Audience::Expected;
    CancelOrder, "command.order.cancel.v1", Audience::Expected;
);
