//! What catalog tells of products.

use crate::db;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, Message, Received};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::Money;

/// As far as it concerns the stock and what sending a piece costs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductState {
    product_id: ProductId,
    variants: Vec<VariantState>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VariantState {
    variant_id: VariantId,
    price: Money,
}

#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct ProductPublished(ProductState);

impl Message for ProductPublished {
    const TYPE: &'static str = "product.published.v1";
}

#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct ProductChanged(ProductState);

impl Message for ProductChanged {
    const TYPE: &'static str = "product.changed.v1";
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProductWithdrawn {
    product_id: ProductId,
    variant_ids: Vec<VariantId>,
}

impl Message for ProductWithdrawn {
    const TYPE: &'static str = "product.withdrawn.v1";
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PriceChanged {
    variant_id: VariantId,
    price: Money,
}

impl Message for PriceChanged {
    const TYPE: &'static str = "price.changed.v1";
}

pub(super) async fn published(
    conn: &mut Conn,
    event: Received<ProductPublished>,
) -> Result<(), Failure> {
    sold(conn, &event.data.0, event.time).await
}

pub(super) async fn changed(
    conn: &mut Conn,
    event: Received<ProductChanged>,
) -> Result<(), Failure> {
    sold(conn, &event.data.0, event.time).await
}

pub(super) async fn withdrawn(
    conn: &mut Conn,
    event: Received<ProductWithdrawn>,
) -> Result<(), Failure> {
    let withdrawn = &event.data;
    db::variant::note(
        conn,
        withdrawn.product_id,
        &withdrawn.variant_ids,
        true,
        event.time,
    )
    .await?;
    Ok(())
}

pub(super) async fn price_changed(
    conn: &mut Conn,
    event: Received<PriceChanged>,
) -> Result<(), Failure> {
    let changed = &event.data;
    Ok(db::price::note(conn, changed.variant_id, changed.price, event.time).await?)
}

async fn sold(
    conn: &mut Conn,
    product: &ProductState,
    as_of: DateTime<Utc>,
) -> Result<(), Failure> {
    let variants: Vec<VariantId> = product
        .variants
        .iter()
        .map(|variant| variant.variant_id)
        .collect();
    db::variant::note(conn, product.product_id, &variants, false, as_of).await?;
    for variant in &product.variants {
        db::price::note(conn, variant.variant_id, variant.price, as_of).await?;
    }
    Ok(())
}
