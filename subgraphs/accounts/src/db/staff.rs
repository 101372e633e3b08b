//! Who works for the shop.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CustomerId;

use super::tables::staff;

/// What that person may do beyond what every customer may.
pub async fn scopes(conn: &mut AsyncPgConnection, id: CustomerId) -> QueryResult<Vec<String>> {
    let scopes: Option<Vec<String>> = staff::table
        .find(id)
        .select(staff::scopes)
        .first(conn)
        .await
        .optional()?;
    Ok(scopes.unwrap_or_default())
}

/// Makes that person a member of staff with exactly these scopes.
pub async fn set(conn: &mut AsyncPgConnection, id: CustomerId, scopes: &[&str]) -> QueryResult<()> {
    diesel::insert_into(staff::table)
        .values((staff::customer_id.eq(id), staff::scopes.eq(scopes)))
        .on_conflict(staff::customer_id)
        .do_update()
        .set(staff::scopes.eq(scopes))
        .execute(conn)
        .await?;
    Ok(())
}
