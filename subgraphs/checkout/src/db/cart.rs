//! Carts and their lines.

use super::tables::{cart_lines, carts};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CartId, CartLineId, CustomerId, VariantId};
use subgraph_kit::money::CurrencyCode;

/// A row of `carts`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = carts)]
pub(crate) struct CartRow {
    pub(crate) id: CartId,
    pub(crate) customer_id: Option<CustomerId>,
    pub(crate) merged_into: Option<CartId>,
    pub(crate) currency: CurrencyCode,
    pub(crate) version: i32,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A row of `cart_lines`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = cart_lines)]
pub(crate) struct CartLineRow {
    pub(crate) id: CartLineId,
    pub(crate) cart_id: CartId,
    pub(crate) variant_id: VariantId,
    pub(crate) quantity: i32,
    pub(crate) seen_price: i64,
}

/// Makes an empty cart; `None` when the customer has an open one already.
pub(crate) async fn insert(
    conn: &mut Conn,
    id: CartId,
    customer: Option<CustomerId>,
    currency: CurrencyCode,
) -> QueryResult<Option<CartRow>> {
    diesel::insert_into(carts::table)
        .values((
            carts::id.eq(id),
            carts::customer_id.eq(customer),
            carts::currency.eq(currency),
        ))
        .on_conflict_do_nothing()
        .returning(CartRow::as_returning())
        .get_result(conn)
        .await
        .optional()
}

pub(crate) async fn find(conn: &mut Conn, ids: &[CartId]) -> QueryResult<Vec<CartRow>> {
    carts::table
        .filter(carts::id.eq_any(ids))
        .select(CartRow::as_select())
        .load(conn)
        .await
}

/// The cart, locked until the transaction ends: writes to one cart come one after the other.
pub(crate) async fn lock(conn: &mut Conn, id: CartId) -> QueryResult<Option<CartRow>> {
    carts::table
        .find(id)
        .select(CartRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Makes transactions that decide which cart is a customer's come one after the other; there may be no row to lock yet.
pub(crate) async fn lock_customer(conn: &mut Conn, customer: CustomerId) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<diesel::sql_types::Text, _>(customer.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// The customer's open cart, locked.
pub(crate) async fn lock_open_of(
    conn: &mut Conn,
    customer: CustomerId,
) -> QueryResult<Option<CartRow>> {
    carts::table
        .filter(carts::customer_id.eq(customer))
        .filter(carts::merged_into.is_null())
        .select(CartRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// The open carts of these customers.
pub(crate) async fn open_of(
    conn: &mut Conn,
    customers: &[CustomerId],
) -> QueryResult<Vec<CartRow>> {
    carts::table
        .filter(carts::customer_id.eq_any(customers))
        .filter(carts::merged_into.is_null())
        .select(CartRow::as_select())
        .load(conn)
        .await
}

/// Counts a write.
pub(crate) async fn touch(conn: &mut Conn, id: CartId) -> QueryResult<()> {
    diesel::update(carts::table.find(id))
        .set((
            carts::version.eq(carts::version + 1),
            carts::updated_at.eq(Utc::now()),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn give_to(conn: &mut Conn, id: CartId, customer: CustomerId) -> QueryResult<()> {
    diesel::update(carts::table.find(id))
        .set(carts::customer_id.eq(customer))
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn close_as_merged(
    conn: &mut Conn,
    id: CartId,
    into: CartId,
    customer: CustomerId,
) -> QueryResult<()> {
    diesel::delete(cart_lines::table.filter(cart_lines::cart_id.eq(id)))
        .execute(conn)
        .await?;
    diesel::update(carts::table.find(id))
        .set((carts::merged_into.eq(into), carts::customer_id.eq(customer)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The lines of these carts, each cart's in the order they were added.
pub(crate) async fn lines(conn: &mut Conn, ids: &[CartId]) -> QueryResult<Vec<CartLineRow>> {
    cart_lines::table
        .filter(cart_lines::cart_id.eq_any(ids))
        .order(cart_lines::id)
        .select(CartLineRow::as_select())
        .load(conn)
        .await
}

/// Writes a line: a new one, or new quantity and price of the one with its id.
pub(crate) async fn put_line(conn: &mut Conn, line: &CartLineRow) -> QueryResult<()> {
    diesel::insert_into(cart_lines::table)
        .values(line)
        .on_conflict(cart_lines::id)
        .do_update()
        .set((
            cart_lines::quantity.eq(line.quantity),
            cart_lines::seen_price.eq(line.seen_price),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn remove_lines(conn: &mut Conn, ids: &[CartLineId]) -> QueryResult<()> {
    diesel::delete(cart_lines::table.filter(cart_lines::id.eq_any(ids)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Empties all carts of a customer.
pub(crate) async fn empty_all_of(conn: &mut Conn, customer: CustomerId) -> QueryResult<()> {
    let theirs: Vec<CartId> = carts::table
        .filter(carts::customer_id.eq(customer))
        .select(carts::id)
        .load(conn)
        .await?;
    diesel::delete(cart_lines::table.filter(cart_lines::cart_id.eq_any(theirs)))
        .execute(conn)
        .await?;
    Ok(())
}
