//! Customers whose accounts were erased. Their access tokens outlive them by some minutes, so a service that acts for
//! customers remembers who is gone, and refuses them with the answer that accounts gives.
//!
//! A service that uses this has, by a migration of its own, the table
//! `erased_customers (customer_id uuid PRIMARY KEY, erased_at timestamptz NOT NULL)`, and hears `account.erased.v1`. What is
//! kept is an id, which names nobody any more.

use crate::db::Conn;
use crate::error::{client, codes};
use crate::id::CustomerId;
use async_graphql::Error;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

diesel::table! {
    erased_customers (customer_id) {
        customer_id -> Uuid,
        erased_at -> Timestamptz,
    }
}

/// The key of PostgreSQL's advisory lock on a customer's existence; the seed keeps it apart from other locks on the same id.
const EXCLUSIVE: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 20))";
const SHARED: &str = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 20))";

/// Notes that a customer is erased. Waits for the transactions that have asked [`has_account`] to end, so that what is erased
/// next includes all they wrote.
pub async fn note(conn: &mut Conn, customer: CustomerId, at: DateTime<Utc>) -> QueryResult<()> {
    lock(conn, EXCLUSIVE, customer).await?;
    diesel::insert_into(erased_customers::table)
        .values((
            erased_customers::customer_id.eq(customer),
            erased_customers::erased_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a customer was not erased. What the answer allows is done in the same transaction; ask before locking any row.
pub async fn has_account(conn: &mut Conn, customer: CustomerId) -> QueryResult<bool> {
    lock(conn, SHARED, customer).await?;
    let erased = erased_customers::table.find(customer);
    let erased: bool = diesel::select(diesel::dsl::exists(erased))
        .get_result(conn)
        .await?;
    Ok(!erased)
}

async fn lock(conn: &mut Conn, sql: &str, customer: CustomerId) -> QueryResult<()> {
    diesel::sql_query(sql)
        .bind::<Text, _>(customer.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// What a caller gets whose token has outlived their account.
pub fn account_gone() -> Error {
    client(
        codes::UNAUTHENTICATED,
        "This account does not exist any more.",
    )
}
