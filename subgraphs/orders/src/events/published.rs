//! Events of orders. Each has its JSON Schema in `schema/events/`.

use serde::{Deserialize, Serialize};
use subgraph_kit::events::{Event, Message};
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId, VariantId};
use subgraph_kit::money::Money;

/// `order.created.v1`: the order is there, pending.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreated {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    pub number: String,
}

/// `order.confirmed.v1`: the order is bought.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderConfirmed {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    pub number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub lines: Vec<Line>,
    pub cost: Cost,
}

/// `order.cancelled.v1`: the order is not, or no longer, to be had.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCancelled {
    pub order_id: OrderId,
    pub checkout_id: CheckoutId,
    pub reason: String,
}

/// A line at the price and under the title it is sold at.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub variant_id: VariantId,
    pub sku: String,
    pub title: String,
    pub quantity: i32,
    pub unit_price: Money,
    pub total: Money,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    pub subtotal: Money,
    pub discount: Money,
    pub shipping: Money,
    pub tax: Money,
    pub total: Money,
}

impl Message for OrderCreated {
    const TYPE: &'static str = "order.created.v1";
}

impl Event for OrderCreated {
    const SOURCE: &'static str = "orders";

    fn subject(&self) -> String {
        self.order_id.to_string()
    }
}

impl Message for OrderConfirmed {
    const TYPE: &'static str = "order.confirmed.v1";
}

impl Event for OrderConfirmed {
    const SOURCE: &'static str = "orders";

    fn subject(&self) -> String {
        self.order_id.to_string()
    }
}

impl Message for OrderCancelled {
    const TYPE: &'static str = "order.cancelled.v1";
}

impl Event for OrderCancelled {
    const SOURCE: &'static str = "orders";

    fn subject(&self) -> String {
        self.order_id.to_string()
    }
}
