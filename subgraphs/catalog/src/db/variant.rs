//! Variants.

use super::tables::variants;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::{CurrencyCode, Money};

/// A row of `variants`; prices in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = variants)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct VariantRow {
    pub(crate) id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) position: i32,
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) currency_code: CurrencyCode,
    pub(crate) price: i64,
    pub(crate) compare_at_price: Option<i64>,
    pub(crate) weight_grams: i32,
    /// `name=value` for each option, in the order of the product's options.
    pub(crate) option_keys: Vec<String>,
    /// Which of the product's images shows it.
    pub(crate) image_position: i32,
}

impl VariantRow {
    pub(crate) fn price(&self) -> Money {
        Money::new(self.price, self.currency_code)
    }
}

/// Those of these ids.
pub(crate) async fn by_ids(
    conn: &mut AsyncPgConnection,
    ids: &[VariantId],
) -> QueryResult<Vec<VariantRow>> {
    variants::table
        .filter(variants::id.eq_any(ids))
        .select(VariantRow::as_select())
        .load(conn)
        .await
}

/// Those of these products, in each product's order.
pub(crate) async fn of_products(
    conn: &mut AsyncPgConnection,
    ids: &[ProductId],
) -> QueryResult<Vec<VariantRow>> {
    variants::table
        .filter(variants::product_id.eq_any(ids))
        .order((variants::product_id, variants::position))
        .select(VariantRow::as_select())
        .load(conn)
        .await
}

/// Adds the variants, or replaces those of these ids.
pub(crate) async fn save(conn: &mut AsyncPgConnection, rows: &[VariantRow]) -> QueryResult<()> {
    diesel::insert_into(variants::table)
        .values(rows)
        .on_conflict(variants::id)
        .do_update()
        .set((
            variants::position.eq(excluded(variants::position)),
            variants::title.eq(excluded(variants::title)),
            variants::currency_code.eq(excluded(variants::currency_code)),
            variants::price.eq(excluded(variants::price)),
            variants::compare_at_price.eq(excluded(variants::compare_at_price)),
            variants::weight_grams.eq(excluded(variants::weight_grams)),
            variants::option_keys.eq(excluded(variants::option_keys)),
            variants::image_position.eq(excluded(variants::image_position)),
        ))
        .execute(conn)
        .await
        .map(drop)
}
