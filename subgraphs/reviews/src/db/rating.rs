//! The grades of each product, counted.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::ProductId;

use super::tables::ratings;

/// A row of `ratings`: how many reviews gave one star, two, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ratings)]
pub struct RatingRow {
    pub product_id: ProductId,
    pub count_1: i32,
    pub count_2: i32,
    pub count_3: i32,
    pub count_4: i32,
    pub count_5: i32,
}

/// Adds grades to a product's; gives the row as it is now. Concurrent adders wait for one another
/// here, so that what is published counts every review that came before.
pub async fn add(conn: &mut AsyncPgConnection, more: &RatingRow) -> QueryResult<RatingRow> {
    diesel::insert_into(ratings::table)
        .values(more)
        .on_conflict(ratings::product_id)
        .do_update()
        .set((
            ratings::count_1.eq(ratings::count_1 + more.count_1),
            ratings::count_2.eq(ratings::count_2 + more.count_2),
            ratings::count_3.eq(ratings::count_3 + more.count_3),
            ratings::count_4.eq(ratings::count_4 + more.count_4),
            ratings::count_5.eq(ratings::count_5 + more.count_5),
        ))
        .returning(RatingRow::as_returning())
        .get_result(conn)
        .await
}

/// The rows of those of the products that have any review, in no order.
pub async fn of_products(
    conn: &mut AsyncPgConnection,
    ids: &[ProductId],
) -> QueryResult<Vec<RatingRow>> {
    ratings::table
        .filter(ratings::product_id.eq_any(ids))
        .select(RatingRow::as_select())
        .load(conn)
        .await
}
