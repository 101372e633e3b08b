//! `product.published.v1`, `product.changed.v1`, `product.withdrawn.v1`.

use crate::db::image::ImageRow;
use crate::db::product::ProductRow;
use crate::db::variant::VariantRow;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Event, Message, outbox};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::Money;

/// A product with all its variants, as it is now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProductState {
    product_id: ProductId,
    handle: String,
    title: String,
    variants: Vec<VariantState>,
}

/// A variant as it is now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VariantState {
    variant_id: VariantId,
    sku: String,
    title: String,
    price: Money,
    weight_grams: i32,
    image_url: String,
}

impl ProductState {
    pub(crate) fn new(product: &ProductRow, variants: &[VariantRow], images: &[ImageRow]) -> Self {
        let image_of = |variant: &VariantRow| {
            let shown = images
                .iter()
                .find(|image| image.position == variant.image_position);
            shown
                .or(images.first())
                .map(|image| image.url.clone())
                .unwrap_or_default()
        };
        let state = |variant: &VariantRow| VariantState {
            variant_id: variant.id,
            sku: variant.sku.clone(),
            title: variant.title.clone(),
            price: variant.price(),
            weight_grams: variant.weight_grams,
            image_url: image_of(variant),
        };
        Self {
            product_id: product.id,
            handle: product.handle.clone(),
            title: product.title.clone(),
            variants: variants.iter().map(state).collect(),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct ProductPublished(ProductState);

impl Message for ProductPublished {
    const TYPE: &'static str = "product.published.v1";
}

impl Event for ProductPublished {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.0.product_id.to_string()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct ProductChanged(ProductState);

impl Message for ProductChanged {
    const TYPE: &'static str = "product.changed.v1";
}

impl Event for ProductChanged {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.0.product_id.to_string()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProductWithdrawn {
    product_id: ProductId,
    variant_ids: Vec<VariantId>,
}

impl Message for ProductWithdrawn {
    const TYPE: &'static str = "product.withdrawn.v1";
}

impl Event for ProductWithdrawn {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.product_id.to_string()
    }
}

/// Says that the product is for sale from now on.
pub(crate) async fn published(conn: &mut Conn, state: &ProductState) -> QueryResult<()> {
    outbox::append(conn, &ProductPublished(state.clone())).await
}

/// Says that a product that was for sale before is now like this.
pub(crate) async fn changed(conn: &mut Conn, state: &ProductState) -> QueryResult<()> {
    outbox::append(conn, &ProductChanged(state.clone())).await
}

/// Says that the product is no longer for sale.
pub(crate) async fn withdrawn(
    conn: &mut Conn,
    id: ProductId,
    variants: &[VariantRow],
) -> QueryResult<()> {
    let variant_ids = variants.iter().map(|variant| variant.id).collect();
    outbox::append(
        conn,
        &ProductWithdrawn {
            product_id: id,
            variant_ids,
        },
    )
    .await
}
