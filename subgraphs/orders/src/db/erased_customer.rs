//! Customers who are to be forgotten.

use chrono::Utc;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::CustomerId;

use super::tables::erased_customers;

/// Notes that a customer was erased.
pub async fn note(conn: &mut Conn, id: CustomerId) -> QueryResult<()> {
    diesel::insert_into(erased_customers::table)
        .values((
            erased_customers::customer_id.eq(id),
            erased_customers::erased_at.eq(Utc::now()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a customer was erased.
pub async fn is_noted(conn: &mut Conn, id: CustomerId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(erased_customers::table.find(id)))
        .get_result(conn)
        .await
}
