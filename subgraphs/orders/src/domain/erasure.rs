//! Forgetting who a customer was. What was sold for how much, and to which country, stays: the books need it.

use diesel::QueryResult;
use subgraph_kit::db::Conn;
use subgraph_kit::id::CustomerId;

use crate::db::{erased_customer, order, shipping_address};

/// Stands where the address was: of a domain that is nobody's (RFC 2606).
pub const NO_EMAIL: &str = "erased@portico.invalid";
/// Stands where names and streets were.
pub const NOTHING: &str = "(erased)";

/// Removes e-mail, name and street from all of a customer's orders, and from those that are still to come. Their id stays,
/// which names nobody any more.
pub async fn erase(conn: &mut Conn, customer: CustomerId) -> QueryResult<()> {
    erased_customer::note(conn, customer).await?;
    forget(conn, customer).await
}

/// Forgets whose an order is that was on its way when its customer was erased.
pub(super) async fn forget_if_erased(
    conn: &mut Conn,
    customer: Option<CustomerId>,
) -> QueryResult<()> {
    match customer {
        Some(customer) if erased_customer::is_noted(conn, customer).await? => {
            forget(conn, customer).await
        }
        Some(_) | None => Ok(()),
    }
}

async fn forget(conn: &mut Conn, customer: CustomerId) -> QueryResult<()> {
    let orders = order::erase_email(conn, customer, NO_EMAIL).await?;
    shipping_address::erase(conn, &orders, NOTHING).await
}
