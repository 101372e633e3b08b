//! An order is confirmed: it is bought.

use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, outbox};
use subgraph_kit::id::OrderId;

use super::number::order_number;
use super::status::{OrderStatus, PaymentStatus};
use crate::db::order::{self, OrderRow};
use crate::db::{order_event, order_line};
use crate::events::published::{Cost, Line, OrderConfirmed};

/// The command contradicts the saga's order: nothing to confirm.
#[derive(Debug, thiserror::Error)]
#[error("there is no order {0} to confirm")]
struct NoSuchOrder(OrderId);

/// Confirms a pending order, in the transaction that `conn` is in. A confirmed or cancelled one stays as it is.
pub async fn confirm(conn: &mut Conn, id: OrderId) -> Result<(), Failure> {
    let order = order::lock(conn, id)
        .await?
        .ok_or_else(|| Failure::fault(NoSuchOrder(id)))?;
    match order.status {
        OrderStatus::Confirmed => return Ok(()),
        OrderStatus::Cancelled => {
            tracing::warn!(order.id = %id, "order.confirm_refused_after_cancel");
            return Ok(());
        }
        OrderStatus::Pending => {}
    }
    order::set_status(conn, id, OrderStatus::Confirmed, PaymentStatus::Authorized).await?;
    order_event::add(
        conn,
        id,
        "CONFIRMED",
        "The payment is authorised and the order confirmed.",
    )
    .await?;
    let event = confirmed(conn, &order).await?;
    Ok(outbox::append(conn, &event).await?)
}

async fn confirmed(conn: &mut Conn, order: &OrderRow) -> Result<OrderConfirmed, Failure> {
    let cost = order.cost;
    let lines = order_line::of_orders(conn, &[order.id]).await?;
    let lines = lines.into_iter().map(|line| Line {
        variant_id: line.variant_id,
        sku: line.sku,
        title: line.title,
        quantity: line.quantity,
        unit_price: cost.money(line.unit_price),
        total: cost.money(line.total),
    });
    Ok(OrderConfirmed {
        order_id: order.id,
        checkout_id: order.checkout_id,
        number: order_number(order.number),
        customer_id: order.customer_id,
        email: order.email.clone(),
        lines: lines.collect(),
        cost: Cost {
            subtotal: cost.money(cost.subtotal),
            discount: cost.money(cost.discount),
            shipping: cost.money(cost.shipping),
            tax: cost.money(cost.tax),
            total: cost.money(cost.total),
        },
    })
}
