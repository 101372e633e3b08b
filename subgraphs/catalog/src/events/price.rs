//! `price.changed.v1`.

use crate::db::variant::VariantRow;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Event, Message, outbox};
use subgraph_kit::id::{ProductId, VariantId};
use subgraph_kit::money::Money;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PriceChanged {
    product_id: ProductId,
    variant_id: VariantId,
    price: Money,
}

impl Message for PriceChanged {
    const TYPE: &'static str = "price.changed.v1";
}

impl Event for PriceChanged {
    const SOURCE: &'static str = crate::NAME;

    /// The product, not the variant: so a price and the product's state reach a consumer in the order they were written.
    fn subject(&self) -> String {
        self.product_id.to_string()
    }
}

/// Says that the variant costs something else from now on.
pub(crate) async fn changed(conn: &mut Conn, variant: &VariantRow) -> QueryResult<()> {
    let event = PriceChanged {
        product_id: variant.product_id,
        variant_id: variant.id,
        price: variant.price(),
    };
    outbox::append(conn, &event).await
}
