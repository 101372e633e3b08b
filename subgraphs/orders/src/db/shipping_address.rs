//! Where orders go.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::OrderId;

use super::tables::shipping_addresses;

/// A row of `shipping_addresses`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = shipping_addresses)]
pub struct ShippingAddressRow {
    pub order_id: OrderId,
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country_code: String,
}

pub async fn insert(conn: &mut Conn, address: &ShippingAddressRow) -> QueryResult<()> {
    diesel::insert_into(shipping_addresses::table)
        .values(address)
        .execute(conn)
        .await?;
    Ok(())
}

/// The addresses of all the orders, in no order.
pub async fn of_orders(
    conn: &mut Conn,
    orders: &[OrderId],
) -> QueryResult<Vec<ShippingAddressRow>> {
    shipping_addresses::table
        .filter(shipping_addresses::order_id.eq_any(orders))
        .select(ShippingAddressRow::as_select())
        .load(conn)
        .await
}

/// Puts `nothing` for the names and streets of these orders; country, region, city and postal code stay.
pub async fn erase(conn: &mut Conn, orders: &[OrderId], nothing: &str) -> QueryResult<()> {
    diesel::update(shipping_addresses::table.filter(shipping_addresses::order_id.eq_any(orders)))
        .set((
            shipping_addresses::name.eq(nothing),
            shipping_addresses::line1.eq(nothing),
            shipping_addresses::line2.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
