//! How many pieces can be bought now.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{ProductId, VariantId};

/// What of a variant can be bought, over all locations.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(crate) struct AvailabilityRow {
    #[diesel(sql_type = Uuid)]
    pub(crate) variant_id: VariantId,
    /// Absent until catalog has told of the variant.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub(crate) product_id: Option<ProductId>,
    /// Nothing of a withdrawn variant can be bought.
    #[diesel(sql_type = BigInt)]
    pub(crate) available: i64,
}

#[derive(QueryableByName)]
struct ProductRow {
    #[diesel(sql_type = Uuid)]
    product_id: ProductId,
}

/// Of each of these variants, known or not.
pub(crate) async fn of_variants(
    conn: &mut AsyncPgConnection,
    variants: &[VariantId],
) -> QueryResult<Vec<AvailabilityRow>> {
    diesel::sql_query(include_str!("availability/of_variants.sql"))
        .bind::<Array<Uuid>, _>(variants)
        .load(conn)
        .await
}

/// Those of these products of which some variant can be bought.
pub(crate) async fn buyable_products(
    conn: &mut AsyncPgConnection,
    products: &[ProductId],
) -> QueryResult<Vec<ProductId>> {
    let rows: Vec<ProductRow> =
        diesel::sql_query(include_str!("availability/buyable_products.sql"))
            .bind::<Array<Uuid>, _>(products)
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.product_id).collect())
}
