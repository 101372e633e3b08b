//! Categories.

use super::tables::categories;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CategoryId;

/// A row of `categories`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = categories)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(crate) struct CategoryRow {
    pub(crate) id: CategoryId,
    pub(crate) handle: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) position: i32,
    pub(crate) image_url: String,
    pub(crate) image_alt: String,
    pub(crate) image_width: i32,
    pub(crate) image_height: i32,
}

/// A shop's shelf plan fits one answer; beyond this many categories it would have to become a paged list.
const MOST: i64 = 200;

/// All, in the shop's order.
pub(crate) async fn all(conn: &mut AsyncPgConnection) -> QueryResult<Vec<CategoryRow>> {
    categories::table
        .order((categories::position, categories::id))
        .limit(MOST)
        .select(CategoryRow::as_select())
        .load(conn)
        .await
}

/// The one with this handle.
pub(crate) async fn by_handle(
    conn: &mut AsyncPgConnection,
    handle: &str,
) -> QueryResult<Option<CategoryRow>> {
    categories::table
        .filter(categories::handle.eq(handle))
        .select(CategoryRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Those of these ids.
pub(crate) async fn by_ids(
    conn: &mut AsyncPgConnection,
    ids: &[CategoryId],
) -> QueryResult<Vec<CategoryRow>> {
    categories::table
        .filter(categories::id.eq_any(ids))
        .select(CategoryRow::as_select())
        .load(conn)
        .await
}

/// Adds those whose handle is not there yet.
pub(crate) async fn add_missing(
    conn: &mut AsyncPgConnection,
    rows: &[CategoryRow],
) -> QueryResult<usize> {
    diesel::insert_into(categories::table)
        .values(rows)
        .on_conflict(categories::handle)
        .do_nothing()
        .execute(conn)
        .await
}
