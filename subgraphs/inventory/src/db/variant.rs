//! What catalog has told of variants.

use super::tables::stocked_variants;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Timestamptz, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{ProductId, VariantId};

/// Notes that these variants of a product are sold, or withdrawn; unless something newer is known of them.
pub(crate) async fn note(
    conn: &mut AsyncPgConnection,
    product: ProductId,
    variants: &[VariantId],
    withdrawn: bool,
    as_of: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::sql_query(include_str!("variant/note.sql"))
        .bind::<Array<Uuid>, _>(variants)
        .bind::<Uuid, _>(product)
        .bind::<Bool, _>(withdrawn)
        .bind::<Timestamptz, _>(as_of)
        .execute(conn)
        .await
        .map(drop)
}

/// Whether catalog has told of the variant.
pub(crate) async fn is_known(
    conn: &mut AsyncPgConnection,
    variant: VariantId,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(stocked_variants::table.find(variant)))
        .get_result(conn)
        .await
}

/// Those of these variants that are withdrawn.
pub(crate) async fn withdrawn(
    conn: &mut AsyncPgConnection,
    variants: &[VariantId],
) -> QueryResult<Vec<VariantId>> {
    stocked_variants::table
        .filter(stocked_variants::variant_id.eq_any(variants))
        .filter(stocked_variants::withdrawn)
        .select(stocked_variants::variant_id)
        .load(conn)
        .await
}
