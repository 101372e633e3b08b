//! The options of products.

use super::tables::product_options;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::ProductId;

/// A row of `product_options`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = product_options)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct OptionRow {
    pub(crate) product_id: ProductId,
    pub(crate) position: i32,
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// Those of these products, in each product's order.
pub(crate) async fn of_products(
    conn: &mut AsyncPgConnection,
    ids: &[ProductId],
) -> QueryResult<Vec<OptionRow>> {
    product_options::table
        .filter(product_options::product_id.eq_any(ids))
        .order((product_options::product_id, product_options::position))
        .select(OptionRow::as_select())
        .load(conn)
        .await
}

/// Makes these the product's options.
pub(crate) async fn replace(
    conn: &mut AsyncPgConnection,
    id: ProductId,
    rows: &[OptionRow],
) -> QueryResult<()> {
    diesel::delete(product_options::table.filter(product_options::product_id.eq(id)))
        .execute(conn)
        .await?;
    diesel::insert_into(product_options::table)
        .values(rows)
        .execute(conn)
        .await
        .map(drop)
}
