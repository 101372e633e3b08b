//! Password hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use subgraph_kit::id::CustomerId;

use super::{
    customer::CustomerRow,
    tables::{credentials, customers},
};

/// Stores a new customer's password hash.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    password_hash: &str,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(credentials::table)
        .values((
            credentials::customer_id.eq(customer),
            credentials::password_hash.eq(password_hash),
            credentials::changed_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The customer with that (normalised) e-mail and their hash; `None` for who cannot log in.
pub async fn by_email(
    conn: &mut AsyncPgConnection,
    email: &str,
) -> QueryResult<Option<(CustomerRow, String)>> {
    customers::table
        .inner_join(credentials::table)
        .filter(customers::email.eq(email))
        .select((CustomerRow::as_select(), credentials::password_hash))
        .first(conn)
        .await
        .optional()
}

/// The hash of that customer; `None` for who cannot log in.
pub async fn of_customer(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
) -> QueryResult<Option<String>> {
    credentials::table
        .find(customer)
        .select(credentials::password_hash)
        .first(conn)
        .await
        .optional()
}

/// Stores the hash of a new password, the customer's first or another.
pub async fn put(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    password_hash: &str,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(credentials::table)
        .values((
            credentials::customer_id.eq(customer),
            credentials::password_hash.eq(password_hash),
            credentials::changed_at.eq(at),
        ))
        .on_conflict(credentials::customer_id)
        .do_update()
        .set((
            credentials::password_hash.eq(password_hash),
            credentials::changed_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces a hash by one of the same password, unless it has changed meanwhile.
pub async fn rehash(
    conn: &mut AsyncPgConnection,
    customer: CustomerId,
    old: &str,
    new: &str,
) -> QueryResult<()> {
    let same = credentials::table
        .find(customer)
        .filter(credentials::password_hash.eq(old));
    diesel::update(same)
        .set(credentials::password_hash.eq(new))
        .execute(conn)
        .await?;
    Ok(())
}
