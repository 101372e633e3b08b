//! What a few typed letters may mean.

use super::product::ProductRow;
use super::tables::suggestion_terms;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::ProductId;

/// A row of `suggestion_terms`.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = suggestion_terms)]
pub(crate) struct TermRow {
    pub(crate) product_id: ProductId,
    /// Which word of the title the term starts at, from 0.
    pub(crate) word: i32,
    pub(crate) term: String,
}

/// Makes these the product's terms.
pub(crate) async fn replace(
    conn: &mut AsyncPgConnection,
    id: ProductId,
    rows: &[TermRow],
) -> QueryResult<()> {
    diesel::delete(suggestion_terms::table.filter(suggestion_terms::product_id.eq(id)))
        .execute(conn)
        .await?;
    diesel::insert_into(suggestion_terms::table)
        .values(rows)
        .execute(conn)
        .await
        .map(drop)
}

/// Products one of whose title's words begins with `prefix` (or continues so), those whose title does first.
pub(crate) async fn by_prefix(
    conn: &mut AsyncPgConnection,
    prefix: &str,
    limit: i64,
) -> QueryResult<Vec<ProductRow>> {
    diesel::sql_query(include_str!("suggestion/by_prefix.sql"))
        .bind::<Text, _>(format!("{prefix}%"))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// Products whose title has most of these trigrams, best first.
pub(crate) async fn by_likeness(
    conn: &mut AsyncPgConnection,
    trigrams: &[String],
    limit: i64,
) -> QueryResult<Vec<ProductRow>> {
    diesel::sql_query(include_str!("suggestion/by_likeness.sql"))
        .bind::<Array<Text>, _>(trigrams)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}
