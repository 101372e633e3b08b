//! The images of products.

use super::tables::product_images;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::ProductId;

/// A row of `product_images`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = product_images)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct ImageRow {
    pub(crate) product_id: ProductId,
    pub(crate) position: i32,
    pub(crate) url: String,
    pub(crate) alt: String,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// Those of these products, in each product's order.
pub(crate) async fn of_products(
    conn: &mut AsyncPgConnection,
    ids: &[ProductId],
) -> QueryResult<Vec<ImageRow>> {
    product_images::table
        .filter(product_images::product_id.eq_any(ids))
        .order((product_images::product_id, product_images::position))
        .select(ImageRow::as_select())
        .load(conn)
        .await
}

/// Makes these the product's images.
pub(crate) async fn replace(
    conn: &mut AsyncPgConnection,
    id: ProductId,
    rows: &[ImageRow],
) -> QueryResult<()> {
    diesel::delete(product_images::table.filter(product_images::product_id.eq(id)))
        .execute(conn)
        .await?;
    diesel::insert_into(product_images::table)
        .values(rows)
        .execute(conn)
        .await
        .map(drop)
}
