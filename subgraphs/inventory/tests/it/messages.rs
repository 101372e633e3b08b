//! What other services say to inventory.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use subgraph_kit::events::{Event, Message};
use subgraph_kit::id::{CheckoutId, ProductId, VariantId};

/// Defines an event of another service that carries any JSON.
macro_rules! message {
    ($name:ident, $kind:literal, $source:literal) => {
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name(pub(crate) Value);

        impl Message for $name {
            const TYPE: &'static str = $kind;
        }

        impl Event for $name {
            const SOURCE: &'static str = $source;

            fn subject(&self) -> String {
                let id = self.0.get("checkoutId").or(self.0.get("productId"));
                id.and_then(Value::as_str).unwrap_or("nothing").to_owned()
            }
        }
    };
}

message!(ProductPublished, "product.published.v1", "catalog");
message!(PriceChanged, "price.changed.v1", "catalog");
message!(ProductWithdrawn, "product.withdrawn.v1", "catalog");
message!(ReserveStock, "command.stock.reserve.v1", "checkout");
message!(ReleaseStock, "command.stock.release.v1", "checkout");
message!(CommitStock, "command.stock.commit.v1", "checkout");

impl ProductPublished {
    pub(crate) fn of(product: ProductId, variants: &[VariantId]) -> Self {
        let variant = |id: &VariantId| {
            json!({
                "variantId": id, "sku": format!("SKU-{id}"), "title": "Standard", "weightGrams": 100, "imageUrl": "/media/x.svg",
                "price": { "amount": "10.00", "currencyCode": "EUR" },
            })
        };
        let variants: Vec<Value> = variants.iter().map(variant).collect();
        Self(
            json!({ "productId": product, "handle": "thing", "title": "Thing", "variants": variants }),
        )
    }
}

impl ReserveStock {
    pub(crate) fn of(checkout: CheckoutId, lines: &[(VariantId, i64)]) -> Self {
        let expires_at = chrono::Utc::now() + chrono::Duration::minutes(10);
        let line =
            |(id, quantity): &(VariantId, i64)| json!({ "variantId": id, "quantity": quantity });
        let lines: Vec<Value> = lines.iter().map(line).collect();
        Self(json!({ "checkoutId": checkout, "lines": lines, "expiresAt": expires_at }))
    }
}
