//! Products.

use super::tables::products;
use crate::domain::status::ProductStatus;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{CategoryId, ProductId};
use subgraph_kit::money::CurrencyCode;

/// A row of `products`; prices in minor units.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = products)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct ProductRow {
    pub(crate) id: ProductId,
    pub(crate) category_id: CategoryId,
    pub(crate) handle: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) vendor: String,
    pub(crate) status: ProductStatus,
    pub(crate) currency_code: CurrencyCode,
    pub(crate) min_price: i64,
    pub(crate) max_price: i64,
    pub(crate) published_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Those of these ids, withdrawn ones too: an old order still shows what was bought.
pub(crate) async fn by_ids(
    conn: &mut AsyncPgConnection,
    ids: &[ProductId],
) -> QueryResult<Vec<ProductRow>> {
    products::table
        .filter(products::id.eq_any(ids))
        .select(ProductRow::as_select())
        .load(conn)
        .await
}

/// The one with this handle, withdrawn or not.
pub(crate) async fn by_handle(
    conn: &mut AsyncPgConnection,
    handle: &str,
) -> QueryResult<Option<ProductRow>> {
    products::table
        .filter(products::handle.eq(handle))
        .select(ProductRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Which of these handles are taken.
pub(crate) async fn taken_handles(
    conn: &mut AsyncPgConnection,
    handles: &[String],
) -> QueryResult<Vec<String>> {
    products::table
        .filter(products::handle.eq_any(handles))
        .select(products::handle)
        .load(conn)
        .await
}

/// The one of this id, locked until the transaction ends.
pub(crate) async fn lock(
    conn: &mut AsyncPgConnection,
    id: ProductId,
) -> QueryResult<Option<ProductRow>> {
    products::table
        .find(id)
        .for_update()
        .select(ProductRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The one with this handle, locked until the transaction ends.
pub(crate) async fn lock_handle(
    conn: &mut AsyncPgConnection,
    handle: &str,
) -> QueryResult<Option<ProductRow>> {
    products::table
        .filter(products::handle.eq(handle))
        .for_update()
        .select(ProductRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Adds the product, or replaces the one of this id.
pub(crate) async fn save(conn: &mut AsyncPgConnection, row: &ProductRow) -> QueryResult<()> {
    diesel::insert_into(products::table)
        .values(row)
        .on_conflict(products::id)
        .do_update()
        .set(row)
        .execute(conn)
        .await
        .map(drop)
}

/// What a product is found by; see the migration `search`.
pub(crate) struct SearchText<'a> {
    pub(crate) title: &'a str,
    /// Category, vendor and option values.
    pub(crate) context: &'a str,
    pub(crate) description: &'a str,
    pub(crate) trigrams: &'a [String],
}

/// Renews the search columns.
pub(crate) async fn index(
    conn: &mut AsyncPgConnection,
    id: ProductId,
    text: SearchText<'_>,
) -> QueryResult<()> {
    diesel::sql_query(include_str!("product/index.sql"))
        .bind::<Uuid, _>(id)
        .bind::<Text, _>(text.title)
        .bind::<Text, _>(text.context)
        .bind::<Text, _>(text.description)
        .bind::<Array<Text>, _>(text.trigrams)
        .execute(conn)
        .await
        .map(drop)
}
