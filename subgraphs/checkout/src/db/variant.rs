//! The local view of variants: details and prices from catalog, levels from inventory.

use super::tables::{prices, stock_levels, variants};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::{CurrencyCode, Money};

/// A row of `variants`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = variants)]
pub(crate) struct VariantRow {
    pub(crate) variant_id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) weight_grams: i32,
    pub(crate) withdrawn: bool,
    pub(crate) as_of: DateTime<Utc>,
}

/// What is known of a variant that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownVariant {
    pub(crate) row: VariantRow,
    pub(crate) price: Money,
    /// Zero until inventory has said something.
    pub(crate) available: i32,
}

/// Writes details unless newer ones are there.
pub(crate) async fn put(conn: &mut Conn, rows: &[VariantRow]) -> QueryResult<()> {
    use diesel::query_dsl::methods::FilterDsl;
    for row in rows {
        diesel::insert_into(variants::table)
            .values(row)
            .on_conflict(variants::variant_id)
            .do_update()
            .set((
                variants::product_id.eq(excluded(variants::product_id)),
                variants::sku.eq(excluded(variants::sku)),
                variants::title.eq(excluded(variants::title)),
                variants::weight_grams.eq(excluded(variants::weight_grams)),
                variants::withdrawn.eq(excluded(variants::withdrawn)),
                variants::as_of.eq(excluded(variants::as_of)),
            ))
            .filter(variants::as_of.le(excluded(variants::as_of)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Marks the product's variants withdrawn, except those in `kept`, unless something newer is known of them.
pub(crate) async fn withdraw(
    conn: &mut Conn,
    product: ProductId,
    kept: &[VariantId],
    as_of: DateTime<Utc>,
) -> QueryResult<()> {
    let gone = variants::table
        .filter(variants::product_id.eq(product))
        .filter(variants::variant_id.ne_all(kept.to_vec()))
        .filter(variants::as_of.lt(as_of));
    diesel::update(gone)
        .set((variants::withdrawn.eq(true), variants::as_of.eq(as_of)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a price unless a newer one is there.
pub(crate) async fn put_price(
    conn: &mut Conn,
    variant: VariantId,
    price: Money,
    as_of: DateTime<Utc>,
) -> QueryResult<()> {
    use diesel::query_dsl::methods::FilterDsl;
    diesel::insert_into(prices::table)
        .values((
            prices::variant_id.eq(variant),
            prices::amount.eq(price.amount),
            prices::currency.eq(price.currency),
            prices::as_of.eq(as_of),
        ))
        .on_conflict(prices::variant_id)
        .do_update()
        .set((
            prices::amount.eq(excluded(prices::amount)),
            prices::currency.eq(excluded(prices::currency)),
            prices::as_of.eq(excluded(prices::as_of)),
        ))
        .filter(prices::as_of.le(excluded(prices::as_of)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a level unless a newer one is there.
pub(crate) async fn put_level(
    conn: &mut Conn,
    variant: VariantId,
    available: i32,
    as_of: DateTime<Utc>,
) -> QueryResult<()> {
    use diesel::query_dsl::methods::FilterDsl;
    diesel::insert_into(stock_levels::table)
        .values((
            stock_levels::variant_id.eq(variant),
            stock_levels::available.eq(available),
            stock_levels::as_of.eq(as_of),
        ))
        .on_conflict(stock_levels::variant_id)
        .do_update()
        .set((
            stock_levels::available.eq(excluded(stock_levels::available)),
            stock_levels::as_of.eq(excluded(stock_levels::as_of)),
        ))
        .filter(stock_levels::as_of.le(excluded(stock_levels::as_of)))
        .execute(conn)
        .await?;
    Ok(())
}

/// What is known of these variants. One without details or price is not among the answers.
pub(crate) async fn known(
    conn: &mut Conn,
    ids: &[VariantId],
) -> QueryResult<HashMap<VariantId, KnownVariant>> {
    type Found = (VariantRow, i64, CurrencyCode, Option<i32>);
    let rows: Vec<Found> = variants::table
        .inner_join(prices::table.on(prices::variant_id.eq(variants::variant_id)))
        .left_join(stock_levels::table.on(stock_levels::variant_id.eq(variants::variant_id)))
        .filter(variants::variant_id.eq_any(ids))
        .select((
            VariantRow::as_select(),
            prices::amount,
            prices::currency,
            stock_levels::available.nullable(),
        ))
        .load(conn)
        .await?;
    let known = rows.into_iter().map(|(row, amount, currency, available)| {
        let price = Money::new(amount, currency);
        (
            row.variant_id,
            KnownVariant {
                row,
                price,
                available: available.unwrap_or(0),
            },
        )
    });
    Ok(known.collect())
}
