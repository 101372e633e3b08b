//! What variants cost, as catalog has told.

use super::tables::prices;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::VariantId;
use subgraph_kit::money::{CurrencyCode, Money};

/// Writes a price unless a newer one is there.
pub(crate) async fn note(
    conn: &mut AsyncPgConnection,
    variant: VariantId,
    price: Money,
    as_of: DateTime<Utc>,
) -> QueryResult<()> {
    use diesel::query_dsl::methods::FilterDsl;
    diesel::insert_into(prices::table)
        .values((
            prices::variant_id.eq(variant),
            prices::amount.eq(price.amount),
            prices::currency.eq(price.currency),
            prices::as_of.eq(as_of),
        ))
        .on_conflict(prices::variant_id)
        .do_update()
        .set((
            prices::amount.eq(excluded(prices::amount)),
            prices::currency.eq(excluded(prices::currency)),
            prices::as_of.eq(excluded(prices::as_of)),
        ))
        .filter(prices::as_of.le(excluded(prices::as_of)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The prices of those of these variants of which one is known, in no order.
pub(crate) async fn of_variants(
    conn: &mut AsyncPgConnection,
    variants: &[VariantId],
) -> QueryResult<Vec<(VariantId, Money)>> {
    let rows: Vec<(VariantId, i64, CurrencyCode)> = prices::table
        .filter(prices::variant_id.eq_any(variants))
        .select((prices::variant_id, prices::amount, prices::currency))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(variant, amount, currency)| (variant, Money::new(amount, currency)))
        .collect())
}
