//! How many products match.

use super::matching::{MATCHES, bind};
use crate::domain::filter::Filter;
use diesel::sql_types::{Array, BigInt, Nullable, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use subgraph_kit::id::CategoryId;

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Nullable<Uuid>)]
    category_id: Option<CategoryId>,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// The matches among all products.
pub(crate) async fn of_shop(conn: &mut AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    let text = format!(
        "SELECT NULL::uuid AS category_id, count(*) AS total\nFROM products p\nWHERE {MATCHES}"
    );
    let row: CountRow = bind(text, filter).get_result(conn).await?;
    Ok(row.total)
}

/// The matches in each of these categories.
pub(crate) async fn of_categories(
    conn: &mut AsyncPgConnection,
    filter: &Filter,
    categories: Vec<CategoryId>,
) -> QueryResult<HashMap<CategoryId, i64>> {
    let text = format!(
        "SELECT p.category_id, count(*) AS total
FROM products p
WHERE p.category_id = ANY($6)
      AND {MATCHES}
GROUP BY p.category_id"
    );
    let rows: Vec<CountRow> = bind(text, filter)
        .bind::<Array<Uuid>, _>(categories)
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.category_id?, row.total)))
        .collect())
}
