//! Who submitted which checkout.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::{CheckoutId, CustomerId};

use super::tables::buyers;

/// Notes who submitted a checkout.
pub async fn note(
    conn: &mut AsyncPgConnection,
    checkout: CheckoutId,
    customer: CustomerId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(buyers::table)
        .values((
            buyers::checkout_id.eq(checkout),
            buyers::customer_id.eq(customer),
            buyers::submitted_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Who submitted a checkout; `None` for a guest's.
pub async fn find(
    conn: &mut AsyncPgConnection,
    checkout: CheckoutId,
) -> QueryResult<Option<CustomerId>> {
    buyers::table
        .find(checkout)
        .select(buyers::customer_id)
        .first(conn)
        .await
        .optional()
}

/// Deletes what was submitted before `before`.
pub async fn delete_before(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(buyers::table.filter(buyers::submitted_at.lt(before)))
        .execute(conn)
        .await
}

/// Forgets what a customer submitted.
pub async fn delete_of(conn: &mut AsyncPgConnection, customer: CustomerId) -> QueryResult<()> {
    diesel::delete(buyers::table.filter(buyers::customer_id.eq(customer)))
        .execute(conn)
        .await?;
    Ok(())
}
