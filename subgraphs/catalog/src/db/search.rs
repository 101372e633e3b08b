//! Full-text search: pages by rank, and the count.

use super::matching::{MATCHES, Query, bind};
use super::product::ProductRow;
use crate::domain::filter::Filter;
use crate::domain::search::{RankPosition, SearchQuery};
use diesel::sql_types::{BigInt, Float, Nullable, Text, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A product that was found, and how well it fits.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct Hit {
    #[diesel(embed)]
    pub(crate) product: ProductRow,
    #[diesel(sql_type = Float)]
    pub(crate) rank: f32,
}

/// What is looked for, in the parameters $6 and $7: the words as typed, with quotes, `or` and `-`; and, so that something is found
/// while the last word is still being typed, the same words with a prefix for the last one (empty when operators were used).
pub(super) const ASKED: &str = "asked (query) AS (
    SELECT websearch_to_tsquery('english', $6) || to_tsquery('english', $7)
)";

/// Holds of a product `p` that fits what is [`ASKED`]; of every product when nothing was typed.
pub(super) const FOUND: &str = "($6 = '' OR p.search @@ asked.query)";

/// [`bind`] and the two parameters of [`ASKED`].
pub(super) fn bind_search<'f>(text: String, filter: &Filter, query: &SearchQuery) -> Query<'f> {
    bind(text, filter)
        .bind::<Text, _>(query.text().to_owned())
        .bind::<Text, _>(query.prefix_form().to_owned())
}

/// The best hits after a position, best first.
pub(crate) async fn page(
    conn: &mut AsyncPgConnection,
    query: &SearchQuery,
    filter: &Filter,
    after: Option<RankPosition>,
    limit: i64,
) -> QueryResult<Vec<Hit>> {
    bind_search(page_text(), filter, query)
        .bind::<Nullable<Float>, _>(after.map(RankPosition::rank))
        .bind::<Nullable<Uuid>, _>(after.map(|after| after.id))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// How many there are.
pub(crate) async fn count(
    conn: &mut AsyncPgConnection,
    query: &SearchQuery,
    filter: &Filter,
) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct CountRow {
        #[diesel(sql_type = BigInt)]
        total: i64,
    }
    let row: CountRow = bind_search(count_text(), filter, query)
        .get_result(conn)
        .await?;
    Ok(row.total)
}

fn page_text() -> String {
    format!(
        "WITH {ASKED}, hits AS (
    SELECT p.id, p.category_id, p.handle, p.title, p.description, p.vendor, p.status, p.currency_code,
      p.min_price, p.max_price, p.published_at, p.updated_at, ts_rank(p.search, asked.query) AS rank
    FROM asked, products p
    WHERE {FOUND}
      AND {MATCHES}
)
SELECT * FROM hits
WHERE $8::real IS NULL OR hits.rank < $8 OR (hits.rank = $8 AND hits.id > $9)
ORDER BY hits.rank DESC, hits.id
LIMIT $10"
    )
}

fn count_text() -> String {
    format!(
        "WITH {ASKED}
SELECT count(*) AS total
FROM asked, products p
WHERE {FOUND}
      AND {MATCHES}"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn page_text() {
        insta::assert_snapshot!(super::page_text());
    }

    #[test]
    fn count_text() {
        insta::assert_snapshot!(super::count_text());
    }
}
