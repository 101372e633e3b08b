//! Where to reach customers.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CustomerId;

use super::tables::recipients;

/// A row of `recipients`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = recipients)]
pub struct RecipientRow {
    pub customer_id: CustomerId,
    pub email: String,
    pub display_name: String,
}

/// Adds or replaces a customer.
pub async fn put(conn: &mut AsyncPgConnection, row: &RecipientRow) -> QueryResult<()> {
    diesel::insert_into(recipients::table)
        .values(row)
        .on_conflict(recipients::customer_id)
        .do_update()
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// The customer, if accounts has told of them yet.
pub async fn find(
    conn: &mut AsyncPgConnection,
    id: CustomerId,
) -> QueryResult<Option<RecipientRow>> {
    recipients::table
        .find(id)
        .select(RecipientRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Forgets a customer.
pub async fn delete(conn: &mut AsyncPgConnection, id: CustomerId) -> QueryResult<()> {
    diesel::delete(recipients::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}
