//! Pages of products, ordered by a key.

use super::matching::{MATCHES, bind};
use super::product::ProductRow;
use crate::domain::filter::Filter;
use crate::domain::ordering::{Ordering, Position, SortKey};
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CategoryId;

/// Which page of which products. Hashable, because pages of several categories are loaded as a batch.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Listing {
    pub(crate) filter: Filter,
    pub(crate) ordering: Ordering,
    /// Taken from the end: rows come in the opposite order.
    pub(crate) backward: bool,
    pub(crate) after: Option<Position>,
    pub(crate) before: Option<Position>,
    pub(crate) limit: i64,
}

/// A page of all products.
pub(crate) async fn of_shop(
    conn: &mut AsyncPgConnection,
    listing: &Listing,
) -> QueryResult<Vec<ProductRow>> {
    load(conn, &text(listing, Scope::Shop), listing, vec![None]).await
}

/// The same page of each category, all in one list.
pub(crate) async fn of_categories(
    conn: &mut AsyncPgConnection,
    listing: &Listing,
    categories: &[CategoryId],
) -> QueryResult<Vec<ProductRow>> {
    let scopes = categories.iter().copied().map(Some).collect();
    load(conn, &text(listing, Scope::Categories), listing, scopes).await
}

async fn load(
    conn: &mut AsyncPgConnection,
    text: &str,
    listing: &Listing,
    scopes: Vec<Option<CategoryId>>,
) -> QueryResult<Vec<ProductRow>> {
    let value =
        |position: &Option<Position>| position.as_ref().map(|position| position.value.to_string());
    let id = |position: &Option<Position>| position.as_ref().map(|position| position.id);
    bind(text, &listing.filter)
        .bind::<Array<Nullable<Uuid>>, _>(scopes)
        .bind::<Nullable<Text>, _>(value(&listing.after))
        .bind::<Nullable<Uuid>, _>(id(&listing.after))
        .bind::<Nullable<Text>, _>(value(&listing.before))
        .bind::<Nullable<Uuid>, _>(id(&listing.before))
        .bind::<BigInt, _>(listing.limit)
        .load(conn)
        .await
}

#[derive(Clone, Copy)]
enum Scope {
    Shop,
    Categories,
}

/// The query. Every part of it is one of a few constants; all values are parameters.
fn text(listing: &Listing, scope: Scope) -> String {
    let (column, sql_type) = match listing.ordering.key {
        SortKey::Title => ("title", "text"),
        SortKey::Price => ("min_price", "bigint"),
        SortKey::PublishedAt => ("published_at", "timestamptz"),
    };
    let (later, earlier) = if listing.ordering.reverse {
        ("<", ">")
    } else {
        (">", "<")
    };
    let direction = if listing.ordering.reverse == listing.backward {
        "ASC"
    } else {
        "DESC"
    };
    let of_scope = match scope {
        Scope::Shop => "",
        Scope::Categories => "p.category_id = scope.category_id\n      AND ",
    };
    format!(
        "SELECT page.*
FROM unnest($6::uuid[]) AS scope (category_id)
CROSS JOIN LATERAL (
    SELECT p.id, p.category_id, p.handle, p.title, p.description, p.vendor, p.status, p.currency_code,
      p.min_price, p.max_price, p.published_at, p.updated_at
    FROM products p
    WHERE {of_scope}{MATCHES}
      AND ($7::text IS NULL OR (p.{column}, p.id) {later} ($7::{sql_type}, $8::uuid))
      AND ($9::text IS NULL OR (p.{column}, p.id) {earlier} ($9::{sql_type}, $10::uuid))
    ORDER BY p.{column} {direction}, p.id {direction}
    LIMIT $11
) AS page
ORDER BY page.{column} {direction}, page.id {direction}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(key: SortKey, reverse: bool, backward: bool) -> Listing {
        Listing {
            filter: Filter::default(),
            ordering: Ordering { key, reverse },
            backward,
            after: None,
            before: None,
            limit: 3,
        }
    }

    #[test]
    fn shop_by_title_forward() {
        insta::assert_snapshot!(text(&listing(SortKey::Title, false, false), Scope::Shop));
    }

    #[test]
    fn categories_by_price_reversed_from_the_end() {
        insta::assert_snapshot!(text(
            &listing(SortKey::Price, true, true),
            Scope::Categories
        ));
    }

    #[test]
    fn shop_by_time_from_the_end() {
        insta::assert_snapshot!(text(
            &listing(SortKey::PublishedAt, false, true),
            Scope::Shop
        ));
    }
}
