//! `stock.level.changed.v1`.

use crate::db::availability::AvailabilityRow;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Audience, Event, Message, outbox};
use subgraph_kit::id::{ProductId, VariantId};

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StockLevelChanged {
    variant_id: VariantId,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_id: Option<ProductId>,
    quantity_available: i64,
}

impl Message for StockLevelChanged {
    const TYPE: &'static str = "stock.level.changed.v1";
}

impl Event for StockLevelChanged {
    const SOURCE: &'static str = crate::NAME;
    const AUDIENCE: Audience = Audience::Anyone;

    fn subject(&self) -> String {
        self.variant_id.to_string()
    }
}

/// Says how many pieces of the variant can be bought now.
pub(crate) async fn changed(conn: &mut Conn, row: &AvailabilityRow) -> QueryResult<()> {
    let event = StockLevelChanged {
        variant_id: row.variant_id,
        product_id: row.product_id,
        quantity_available: row.available,
    };
    outbox::append(conn, &event).await
}
