//! Events of catalog and inventory that keep the local view of variants.

use crate::db::variant::{self, VariantRow};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, Message, Received};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::Money;

/// `product.published.v1`.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct ProductPublished(Product);

/// `product.changed.v1`.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct ProductChanged(Product);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    product_id: ProductId,
    title: String,
    variants: Vec<Variant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variant {
    variant_id: VariantId,
    sku: String,
    title: String,
    price: Money,
    weight_grams: i32,
}

/// `product.withdrawn.v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProductWithdrawn {
    product_id: ProductId,
}

/// `price.changed.v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PriceChanged {
    variant_id: VariantId,
    price: Money,
}

/// `stock.level.changed.v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StockLevelChanged {
    variant_id: VariantId,
    quantity_available: i32,
}

impl Message for ProductPublished {
    const TYPE: &'static str = "product.published.v1";
}

impl Message for ProductChanged {
    const TYPE: &'static str = "product.changed.v1";
}

impl Message for ProductWithdrawn {
    const TYPE: &'static str = "product.withdrawn.v1";
}

impl Message for PriceChanged {
    const TYPE: &'static str = "price.changed.v1";
}

impl Message for StockLevelChanged {
    const TYPE: &'static str = "stock.level.changed.v1";
}

pub(super) async fn product_published(
    conn: &mut Conn,
    event: Received<ProductPublished>,
) -> Result<(), Failure> {
    put_product(conn, event.data.0, event.time).await
}

pub(super) async fn product_changed(
    conn: &mut Conn,
    event: Received<ProductChanged>,
) -> Result<(), Failure> {
    put_product(conn, event.data.0, event.time).await
}

pub(super) async fn product_withdrawn(
    conn: &mut Conn,
    event: Received<ProductWithdrawn>,
) -> Result<(), Failure> {
    Ok(variant::withdraw(conn, event.data.product_id, &[], event.time).await?)
}

pub(super) async fn price_changed(
    conn: &mut Conn,
    event: Received<PriceChanged>,
) -> Result<(), Failure> {
    Ok(variant::put_price(conn, event.data.variant_id, event.data.price, event.time).await?)
}

pub(super) async fn stock_level_changed(
    conn: &mut Conn,
    event: Received<StockLevelChanged>,
) -> Result<(), Failure> {
    let level = event.data;
    Ok(variant::put_level(conn, level.variant_id, level.quantity_available, event.time).await?)
}

async fn put_product(
    conn: &mut Conn,
    product: Product,
    as_of: DateTime<Utc>,
) -> Result<(), Failure> {
    let row = |variant: &Variant| VariantRow {
        variant_id: variant.variant_id,
        product_id: product.product_id,
        sku: variant.sku.clone(),
        title: full_title(&product.title, &variant.title),
        weight_grams: variant.weight_grams,
        withdrawn: false,
        as_of,
    };
    let rows: Vec<VariantRow> = product.variants.iter().map(row).collect();
    variant::put(conn, &rows).await?;
    for variant in &product.variants {
        variant::put_price(conn, variant.variant_id, variant.price, as_of).await?;
    }
    let kept: Vec<VariantId> = rows.iter().map(|row| row.variant_id).collect();
    Ok(variant::withdraw(conn, product.product_id, &kept, as_of).await?)
}

/// `Kettle` and `Blue / 1 l` make `Kettle, Blue / 1 l`; a variant that is called like its product adds nothing.
fn full_title(product: &str, variant: &str) -> String {
    if variant.is_empty() || variant == product || variant.starts_with(product) {
        return if variant.starts_with(product) {
            variant.to_owned()
        } else {
            product.to_owned()
        };
    }
    format!("{product}, {variant}")
}

#[cfg(test)]
mod tests {
    use super::full_title;

    #[test]
    fn titles() {
        for (product, variant, expected) in [
            ("Kettle", "Blue", "Kettle, Blue"),
            ("Kettle", "", "Kettle"),
            ("Kettle", "Kettle", "Kettle"),
            ("Kettle", "Kettle Blue", "Kettle Blue"),
        ] {
            assert_eq!(full_title(product, variant), expected);
        }
    }
}
