//! Lines of orders.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{OrderId, OrderLineId, VariantId};

use super::tables::order_lines;

/// A row of `order_lines`; prices in minor units of the order's currency.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines)]
pub struct OrderLineRow {
    pub id: OrderLineId,
    pub order_id: OrderId,
    pub position: i32,
    pub variant_id: VariantId,
    pub sku: String,
    pub title: String,
    pub quantity: i32,
    pub unit_price: i64,
    pub total: i64,
}

pub async fn insert(conn: &mut Conn, lines: &[OrderLineRow]) -> QueryResult<()> {
    diesel::insert_into(order_lines::table)
        .values(lines)
        .execute(conn)
        .await?;
    Ok(())
}

/// The lines of all the orders, each order's in their order.
pub async fn of_orders(conn: &mut Conn, orders: &[OrderId]) -> QueryResult<Vec<OrderLineRow>> {
    order_lines::table
        .filter(order_lines::order_id.eq_any(orders))
        .order((order_lines::order_id, order_lines::position))
        .select(OrderLineRow::as_select())
        .load(conn)
        .await
}
