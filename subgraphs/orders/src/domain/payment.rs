//! What payments tells of an order's money.

use diesel::QueryResult;
use subgraph_kit::db::Conn;
use subgraph_kit::id::OrderId;

use super::status::PaymentStatus;
use crate::db::{order, order_event};

/// The authorization was let go. Nothing to note when no order came of it.
pub async fn voided(conn: &mut Conn, id: OrderId) -> QueryResult<()> {
    let Some(order) = order::lock(conn, id).await? else {
        return Ok(());
    };
    if order.payment_status == PaymentStatus::Voided {
        return Ok(());
    }
    order::set_status(conn, id, order.status, PaymentStatus::Voided).await?;
    order_event::add(
        conn,
        id,
        "PAYMENT_VOIDED",
        "The payment was let go; nothing was charged.",
    )
    .await
}
