//! An order is cancelled, because its checkout came to nothing.

use diesel::QueryResult;
use subgraph_kit::db::Conn;
use subgraph_kit::events::outbox;
use subgraph_kit::id::{CheckoutId, OrderId};

use super::status::OrderStatus;
use crate::db::{order, order_event};
use crate::events::published::OrderCancelled;

/// Cancels the order, in the transaction that `conn` is in. One that does not exist will never be created; the saga
/// gets its answer either way, once.
pub async fn cancel(
    conn: &mut Conn,
    order_id: OrderId,
    checkout_id: CheckoutId,
    reason: &str,
) -> QueryResult<()> {
    match order::lock(conn, order_id).await? {
        Some(order) if order.status == OrderStatus::Cancelled => return Ok(()),
        Some(order) => {
            order::set_status(conn, order_id, OrderStatus::Cancelled, order.payment_status).await?;
            order_event::add(conn, order_id, "CANCELLED", reason).await?;
        }
        None if order::is_creation_forbidden(conn, order_id).await? => return Ok(()),
        None => order::forbid_creation(conn, order_id).await?,
    }
    let event = OrderCancelled {
        order_id,
        checkout_id,
        reason: reason.to_owned(),
    };
    outbox::append(conn, &event).await
}
