//! Forgetting who a customer was. What was sold for how much, and to which country, stays: the books need it.

use diesel::QueryResult;
use subgraph_kit::db::Conn;
use subgraph_kit::id::CustomerId;

use crate::db::{order, shipping_address};

/// Stands where the address was: of a domain that is nobody's (RFC 2606).
pub const NO_EMAIL: &str = "erased@portico.invalid";
/// Stands where names and streets were.
pub const NOTHING: &str = "(erased)";

/// Removes e-mail, name and street from all of a customer's orders. Their id stays, which names nobody any more.
pub async fn erase(conn: &mut Conn, customer: CustomerId) -> QueryResult<()> {
    let orders = order::erase_email(conn, customer, NO_EMAIL).await?;
    shipping_address::erase(conn, &orders, NOTHING).await
}
