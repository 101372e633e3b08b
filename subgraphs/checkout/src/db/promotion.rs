//! Promotions, and the codes of carts.

use super::tables::{cart_discount_codes, promotions};
use crate::domain::promotion::Promotion;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::CartId;
use subgraph_kit::money::CurrencyCode;

/// A row of `promotions`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = promotions, treat_none_as_null = true)]
pub(crate) struct PromotionRow {
    pub(crate) code: String,
    pub(crate) percent: Option<i32>,
    pub(crate) amount: Option<i64>,
    pub(crate) currency: CurrencyCode,
    pub(crate) minimum_subtotal: i64,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
}

/// Writes a promotion: a new one, or what that of the same code is from now on.
pub(crate) async fn put(conn: &mut Conn, row: &PromotionRow) -> QueryResult<()> {
    diesel::insert_into(promotions::table)
        .values(row)
        .on_conflict(promotions::code)
        .do_update()
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds a promotion unless there is one of that code.
pub(crate) async fn insert_new(conn: &mut Conn, row: &PromotionRow) -> QueryResult<()> {
    diesel::insert_into(promotions::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Those of the promotions that exist, in no order.
pub(crate) async fn by_codes(conn: &mut Conn, codes: &[String]) -> QueryResult<Vec<Promotion>> {
    let rows: Vec<PromotionRow> = promotions::table
        .filter(promotions::code.eq_any(codes))
        .select(PromotionRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(Promotion::of).collect())
}

/// The promotions of these carts, each cart's in the order in which they take off.
pub(crate) async fn of_carts(
    conn: &mut Conn,
    carts: &[CartId],
) -> QueryResult<Vec<(CartId, Promotion)>> {
    let rows: Vec<(CartId, PromotionRow)> = cart_discount_codes::table
        .inner_join(promotions::table)
        .filter(cart_discount_codes::cart_id.eq_any(carts))
        .order((cart_discount_codes::cart_id, cart_discount_codes::position))
        .select((cart_discount_codes::cart_id, PromotionRow::as_select()))
        .load(conn)
        .await?;
    let known = rows
        .into_iter()
        .filter_map(|(cart, row)| Some((cart, Promotion::of(row)?)));
    Ok(known.collect())
}

/// Makes these the cart's codes, and no others.
pub(crate) async fn replace_codes(
    conn: &mut Conn,
    cart: CartId,
    codes: &[String],
) -> QueryResult<()> {
    remove_codes(conn, cart).await?;
    let rows: Vec<_> = codes
        .iter()
        .zip(0i32..)
        .map(|(code, position)| {
            (
                cart_discount_codes::cart_id.eq(cart),
                cart_discount_codes::position.eq(position),
                cart_discount_codes::code.eq(code),
            )
        })
        .collect();
    diesel::insert_into(cart_discount_codes::table)
        .values(&rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes all codes off the cart.
pub(crate) async fn remove_codes(conn: &mut Conn, cart: CartId) -> QueryResult<()> {
    diesel::delete(cart_discount_codes::table.filter(cart_discount_codes::cart_id.eq(cart)))
        .execute(conn)
        .await?;
    Ok(())
}
