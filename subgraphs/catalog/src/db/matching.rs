//! What a filter means in SQL: shared by lists, counts, search and facets, so that they cannot disagree.

use crate::domain::filter::Filter;
use diesel::pg::Pg;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

/// Holds of a product `p` that is published and has a variant that fits. Uses the parameters $1 to $5, which [`bind`] gives:
/// the handles of categories, the lowest and the highest price, the keys of options, and how many names these keys have.
///
/// A variant has one value an option: it fits when as many of its keys are wanted as there are wanted names.
pub(super) const MATCHES: &str = "p.status = 'PUBLISHED'
      AND ($1::text[] IS NULL OR p.category_id IN (SELECT c.id FROM categories c WHERE c.handle = ANY($1)))
      AND EXISTS (
        SELECT 1 FROM variants v
        WHERE v.product_id = p.id
          AND ($2::bigint IS NULL OR v.price >= $2)
          AND ($3::bigint IS NULL OR v.price <= $3)
          AND (SELECT count(*) FROM unnest(v.option_keys) k WHERE k = ANY($4::text[])) = $5)";

/// A query in the making.
pub(super) type Query<'f> = BoxedSqlQuery<'f, Pg, diesel::query_builder::SqlQuery>;

/// Starts a query with the filter's five parameters.
pub(super) fn bind<'f>(text: impl Into<String>, filter: &Filter) -> Query<'f> {
    diesel::sql_query(text)
        .into_boxed::<Pg>()
        .bind::<Nullable<Array<Text>>, _>(filter.categories().map(<[String]>::to_vec))
        .bind::<Nullable<BigInt>, _>(filter.min_price())
        .bind::<Nullable<BigInt>, _>(filter.max_price())
        .bind::<Array<Text>, _>(filter.option_keys())
        .bind::<BigInt, _>(filter.option_names())
}
