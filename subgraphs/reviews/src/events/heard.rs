//! What catalog tells of products: a review of nothing is refused, so this service must know. And what accounts tells of
//! customers who are to be forgotten.

use serde::Deserialize;
use subgraph_kit::{
    db::Conn,
    erasure,
    events::{Failure, Handlers, Message, Received},
    id::{CustomerId, ProductId},
};

use crate::db;

/// `product.published.v1`, as far as it is read here.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductPublished {
    product_id: ProductId,
}

/// `product.withdrawn.v1`, as far as it is read here.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductWithdrawn {
    product_id: ProductId,
}

/// `account.erased.v1`, as far as it is read here.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountErased {
    customer_id: CustomerId,
}

impl Message for AccountErased {
    const TYPE: &'static str = "account.erased.v1";
}

impl Message for ProductPublished {
    const TYPE: &'static str = "product.published.v1";
}

impl Message for ProductWithdrawn {
    const TYPE: &'static str = "product.withdrawn.v1";
}

/// All that reviews hears.
pub fn handlers() -> Handlers {
    Handlers::new().on(published).on(withdrawn).on(erased)
}

async fn published(conn: &mut Conn, event: Received<ProductPublished>) -> Result<(), Failure> {
    Ok(db::product::note_published(conn, event.data.product_id, event.time).await?)
}

async fn withdrawn(conn: &mut Conn, event: Received<ProductWithdrawn>) -> Result<(), Failure> {
    Ok(db::product::note_withdrawn(conn, event.data.product_id, event.time).await?)
}

/// The reviews stay, since others go by them; whose they were is forgotten. Who is gone writes no more of them.
async fn erased(conn: &mut Conn, event: Received<AccountErased>) -> Result<(), Failure> {
    let customer = event.data.customer_id;
    erasure::note(conn, customer, event.time).await?;
    Ok(db::review::disown(conn, customer).await?)
}
