//! How the hits of a search divide: by category, by price, by option. Each count leaves out the filter on its own subject, so
//! that it says how many there would be if one chose that value.

use super::matching::MATCHES;
use super::search::{ASKED, FOUND, bind_search};
use crate::domain::filter::Filter;
use crate::domain::search::SearchQuery;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Hits in a category.
#[derive(Debug, QueryableByName)]
pub(crate) struct CategoryCount {
    #[diesel(sql_type = Text)]
    pub(crate) handle: String,
    #[diesel(sql_type = Text)]
    pub(crate) title: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) total: i64,
}

/// Hits in a price band.
#[derive(Debug, QueryableByName)]
pub(crate) struct BandCount {
    /// Which of the bands that were asked, from 1.
    #[diesel(sql_type = Integer)]
    pub(crate) band: i32,
    #[diesel(sql_type = BigInt)]
    pub(crate) total: i64,
}

/// Hits with a value of an option.
#[derive(Debug, QueryableByName)]
pub(crate) struct OptionCount {
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    #[diesel(sql_type = Text)]
    pub(crate) value: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) total: i64,
}

/// Counts by category, in the shop's order.
pub(crate) async fn by_category(
    conn: &mut AsyncPgConnection,
    query: &SearchQuery,
    filter: &Filter,
) -> QueryResult<Vec<CategoryCount>> {
    let filter = filter.clone().without_categories();
    bind_search(category_text(), &filter, query)
        .load(conn)
        .await
}

/// Counts by price band; bands are pairs of lowest and highest price, either end open.
pub(crate) async fn by_band(
    conn: &mut AsyncPgConnection,
    query: &SearchQuery,
    filter: &Filter,
    bands: &[(Option<i64>, Option<i64>)],
) -> QueryResult<Vec<BandCount>> {
    let filter = filter.clone().without_price();
    let (lowest, highest): (Vec<_>, Vec<_>) = bands.iter().copied().unzip();
    bind_search(band_text(), &filter, query)
        .bind::<Array<Nullable<BigInt>>, _>(lowest)
        .bind::<Array<Nullable<BigInt>>, _>(highest)
        .load(conn)
        .await
}

/// Counts by option and value.
pub(crate) async fn by_option(
    conn: &mut AsyncPgConnection,
    query: &SearchQuery,
    filter: &Filter,
) -> QueryResult<Vec<OptionCount>> {
    bind_search(option_text(), filter, query).load(conn).await
}

fn category_text() -> String {
    format!(
        "WITH {ASKED}
SELECT c.handle, c.title, count(*) AS total
FROM asked, products p
JOIN categories c ON c.id = p.category_id
WHERE {FOUND}
      AND {MATCHES}
GROUP BY c.id
ORDER BY c.\"position\", c.id"
    )
}

/// A band takes the place of the filter's price, for the same variant that has the wanted options.
fn band_text() -> String {
    let matches = MATCHES
        .replace(
            "$2::bigint IS NULL OR v.price >= $2",
            "band.lowest IS NULL OR v.price >= band.lowest",
        )
        .replace(
            "$3::bigint IS NULL OR v.price <= $3",
            "band.highest IS NULL OR v.price <= band.highest",
        );
    format!(
        "WITH {ASKED}
SELECT band.at::integer AS band, count(*) AS total
FROM asked, unnest($8::bigint[], $9::bigint[]) WITH ORDINALITY AS band (lowest, highest, at), products p
WHERE {FOUND}
      AND $2::bigint IS NULL AND $3::bigint IS NULL
      AND {matches}
GROUP BY band.at
ORDER BY band.at"
    )
}

/// For a value of an option, the filter's other options must fit the same variant.
fn option_text() -> String {
    format!(
        "WITH {ASKED}, wanted (key, name) AS (
    SELECT k, split_part(k, '=', 1) FROM unnest($4::text[]) k
)
SELECT split_part(key, '=', 1) AS name, substr(key, strpos(key, '=') + 1) AS value, count(DISTINCT p.id) AS total
FROM asked, products p
JOIN variants v ON v.product_id = p.id
CROSS JOIN unnest(v.option_keys) AS own (key)
WHERE {FOUND}
      AND p.status = 'PUBLISHED'
      AND ($1::text[] IS NULL OR p.category_id IN (SELECT c.id FROM categories c WHERE c.handle = ANY($1)))
      AND ($2::bigint IS NULL OR v.price >= $2)
      AND ($3::bigint IS NULL OR v.price <= $3)
      AND $5::bigint >= 0
      AND (SELECT count(*) FROM unnest(v.option_keys) k
           WHERE k IN (SELECT w.key FROM wanted w WHERE w.name <> split_part(own.key, '=', 1)))
        = (SELECT count(DISTINCT w.name) FROM wanted w WHERE w.name <> split_part(own.key, '=', 1))
GROUP BY own.key
ORDER BY total DESC, own.key
LIMIT 200"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn category_text() {
        insta::assert_snapshot!(super::category_text());
    }

    #[test]
    fn band_text() {
        insta::assert_snapshot!(super::band_text());
    }

    #[test]
    fn option_text() {
        insta::assert_snapshot!(super::option_text());
    }
}
