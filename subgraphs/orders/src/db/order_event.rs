//! The timeline of orders.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::OrderId;

use super::tables::order_events;

/// A row of `order_events`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = order_events)]
pub struct OrderEventRow {
    pub order_id: OrderId,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub message: String,
}

/// Adds an entry to an order's timeline.
pub async fn add(conn: &mut Conn, order: OrderId, kind: &str, message: &str) -> QueryResult<()> {
    diesel::insert_into(order_events::table)
        .values((
            order_events::order_id.eq(order),
            order_events::at.eq(Utc::now()),
            order_events::kind.eq(kind),
            order_events::message.eq(message),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The timelines of all the orders, oldest first.
pub async fn of_orders(conn: &mut Conn, orders: &[OrderId]) -> QueryResult<Vec<OrderEventRow>> {
    order_events::table
        .filter(order_events::order_id.eq_any(orders))
        .order(order_events::seq)
        .select(OrderEventRow::as_select())
        .load(conn)
        .await
}
