//! What catalog tells of products: a review of nothing is refused, so this service must know.

use serde::Deserialize;
use subgraph_kit::{
    db::Conn,
    events::{Failure, Handlers, Message, Received},
    id::ProductId,
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

impl Message for ProductPublished {
    const TYPE: &'static str = "product.published.v1";
}

impl Message for ProductWithdrawn {
    const TYPE: &'static str = "product.withdrawn.v1";
}

/// All that reviews hears.
pub fn handlers() -> Handlers {
    Handlers::new().on(published).on(withdrawn)
}

async fn published(conn: &mut Conn, event: Received<ProductPublished>) -> Result<(), Failure> {
    Ok(db::product::note_published(conn, event.data.product_id, event.time).await?)
}

async fn withdrawn(conn: &mut Conn, event: Received<ProductWithdrawn>) -> Result<(), Failure> {
    Ok(db::product::note_withdrawn(conn, event.data.product_id, event.time).await?)
}
