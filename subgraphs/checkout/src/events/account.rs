//! Events of accounts: who a customer was is forgotten.

use crate::db::{cart, checkout};
use serde::Deserialize;
use subgraph_kit::db::Conn;
use subgraph_kit::erasure;
use subgraph_kit::events::{Failure, Message, Received};
use subgraph_kit::id::CustomerId;

/// `account.erased.v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountErased {
    customer_id: CustomerId,
}

impl Message for AccountErased {
    const TYPE: &'static str = "account.erased.v1";
}

/// Refuses the customer from now on, empties their carts, and removes e-mail, name and street from what they submitted. A
/// checkout that is on its way needs the address: it is forgotten when that ends.
pub(super) async fn account_erased(
    conn: &mut Conn,
    event: Received<AccountErased>,
) -> Result<(), Failure> {
    let customer = event.data.customer_id;
    erasure::note(conn, customer, event.time).await?;
    cart::empty_all_of(conn, customer).await?;
    Ok(checkout::erase_buyer(conn, customer).await?)
}
