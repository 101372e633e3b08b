//! An order is created, pending, from what the buyer agreed to.

use diesel::QueryResult;
use subgraph_kit::db::Conn;
use subgraph_kit::events::outbox;
use subgraph_kit::id::OrderLineId;

use super::erasure;
use super::number::order_number;
use super::status::{FulfilmentStatus, OrderStatus, PaymentStatus};
use crate::db::order::{self, CostRow, NewOrder};
use crate::db::order_event;
use crate::db::order_line::{self, OrderLineRow};
use crate::db::shipping_address::{self, ShippingAddressRow};
use crate::events::heard::{CreateOrder, Line};
use crate::events::published::OrderCreated;

/// Creates the order, in the transaction that `conn` is in. An order that is there already, or that was cancelled
/// before this command came, is left as it is: the command may come twice and late.
pub async fn create(conn: &mut Conn, command: &CreateOrder) -> QueryResult<()> {
    if order::is_creation_forbidden(conn, command.order_id).await? {
        tracing::info!(order.id = %command.order_id, "order.create_refused_after_cancel");
        return Ok(());
    }
    let Some(created) = order::insert(conn, &new_order(command)).await? else {
        return Ok(());
    };
    shipping_address::insert(conn, &address(command)).await?;
    erasure::forget_if_erased(conn, command.customer_id).await?;
    let lines: Vec<_> = (0..)
        .zip(&command.lines)
        .map(|(position, line)| new_line(command, position, line))
        .collect();
    order_line::insert(conn, &lines).await?;
    order_event::add(conn, created.id, "PLACED", "The order was placed.").await?;
    let event = OrderCreated {
        order_id: created.id,
        checkout_id: created.checkout_id,
        number: order_number(created.number),
    };
    outbox::append(conn, &event).await
}

fn new_order(command: &CreateOrder) -> NewOrder {
    let cost = &command.cost;
    NewOrder {
        id: command.order_id,
        checkout_id: command.checkout_id,
        customer_id: command.customer_id,
        email: command.email.clone(),
        status: OrderStatus::Pending,
        payment_status: PaymentStatus::Pending,
        fulfilment_status: FulfilmentStatus::Unfulfilled,
        cost: CostRow {
            currency: cost.total.currency,
            subtotal: cost.subtotal.amount,
            discount: cost.discount.amount,
            shipping: cost.shipping.amount,
            tax: cost.tax.amount,
            total: cost.total.amount,
        },
        placed_at: command.placed_at,
    }
}

fn address(command: &CreateOrder) -> ShippingAddressRow {
    let address = command.shipping_address.clone();
    ShippingAddressRow {
        order_id: command.order_id,
        name: address.name,
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        region: address.region,
        postal_code: address.postal_code,
        country_code: address.country_code.as_str().to_owned(),
    }
}

fn new_line(command: &CreateOrder, position: i32, line: &Line) -> OrderLineRow {
    OrderLineRow {
        id: OrderLineId::new(),
        order_id: command.order_id,
        position,
        variant_id: line.variant_id,
        sku: line.sku.clone(),
        title: line.title.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price.amount,
        total: line.total.amount,
    }
}
