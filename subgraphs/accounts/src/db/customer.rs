//! Customers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CustomerId;

use super::tables::customers;

/// A row of `customers`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = customers)]
pub struct CustomerRow {
    pub id: CustomerId,
    pub email: String,
    pub display_name: String,
    pub registered_at: DateTime<Utc>,
    /// When they proved that the address is theirs.
    pub email_verified_at: Option<DateTime<Utc>>,
}

/// Adds a customer; `false` when the e-mail or the id is taken.
pub async fn insert(conn: &mut AsyncPgConnection, row: &CustomerRow) -> QueryResult<bool> {
    let added = diesel::insert_into(customers::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// Those of the customers that exist, in no order.
pub async fn by_ids(
    conn: &mut AsyncPgConnection,
    ids: &[CustomerId],
) -> QueryResult<Vec<CustomerRow>> {
    customers::table
        .filter(customers::id.eq_any(ids))
        .select(CustomerRow::as_select())
        .load(conn)
        .await
}

/// Locks the row until the transaction's end; `false` when there is none. Writes that count a
/// customer's rows (addresses, sessions) take this first, so that two of them cannot both fit.
pub async fn lock(conn: &mut AsyncPgConnection, id: CustomerId) -> QueryResult<bool> {
    let found: Option<CustomerId> = customers::table
        .find(id)
        .select(customers::id)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Changes the name that others see; `None` when there is no such customer.
pub async fn rename(
    conn: &mut AsyncPgConnection,
    id: CustomerId,
    display_name: &str,
) -> QueryResult<Option<CustomerRow>> {
    diesel::update(customers::table.find(id))
        .set(customers::display_name.eq(display_name))
        .returning(CustomerRow::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Notes that the address was proved, once; only while it is still the customer's.
pub async fn verify_email(
    conn: &mut AsyncPgConnection,
    id: CustomerId,
    email: &str,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    let unproved = customers::table
        .find(id)
        .filter(customers::email.eq(email))
        .filter(customers::email_verified_at.is_null());
    diesel::update(unproved)
        .set(customers::email_verified_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes a customer with all that hangs on them; `false` when there is none.
pub async fn delete(conn: &mut AsyncPgConnection, id: CustomerId) -> QueryResult<bool> {
    let deleted = diesel::delete(customers::table.find(id))
        .execute(conn)
        .await?;
    Ok(deleted == 1)
}

/// The customer with that (normalised) e-mail.
pub async fn by_email(
    conn: &mut AsyncPgConnection,
    email: &str,
) -> QueryResult<Option<CustomerRow>> {
    customers::table
        .filter(customers::email.eq(email))
        .select(CustomerRow::as_select())
        .first(conn)
        .await
        .optional()
}
