//! The answers to the saga's commands: `stock.reserved.v1`, `stock.released.v1`, `stock.committed.v1`, `stock.rejected.v1`.

use crate::domain::reservation::{Answer, Refusal};
use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Event, Message, outbox};
use subgraph_kit::id::CheckoutId;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StockReserved {
    checkout_id: CheckoutId,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StockReleased {
    checkout_id: CheckoutId,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StockCommitted {
    checkout_id: CheckoutId,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StockRejected {
    checkout_id: CheckoutId,
    #[serde(flatten)]
    refusal: Refusal,
}

impl Message for StockReserved {
    const TYPE: &'static str = "stock.reserved.v1";
}

impl Event for StockReserved {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}

impl Message for StockReleased {
    const TYPE: &'static str = "stock.released.v1";
}

impl Event for StockReleased {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}

impl Message for StockCommitted {
    const TYPE: &'static str = "stock.committed.v1";
}

impl Event for StockCommitted {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}

impl Message for StockRejected {
    const TYPE: &'static str = "stock.rejected.v1";
}

impl Event for StockRejected {
    const SOURCE: &'static str = crate::NAME;

    fn subject(&self) -> String {
        self.checkout_id.to_string()
    }
}

/// Sends the answer to a command of this checkout.
pub(crate) async fn send(conn: &mut Conn, checkout: CheckoutId, answer: Answer) -> QueryResult<()> {
    match answer {
        Answer::Reserved => {
            outbox::append(
                conn,
                &StockReserved {
                    checkout_id: checkout,
                },
            )
            .await
        }
        Answer::Committed => {
            outbox::append(
                conn,
                &StockCommitted {
                    checkout_id: checkout,
                },
            )
            .await
        }
        Answer::Released => released(conn, checkout).await,
        Answer::Rejected(refusal) => {
            outbox::append(
                conn,
                &StockRejected {
                    checkout_id: checkout,
                    refusal,
                },
            )
            .await
        }
    }
}

/// Says that nothing is held for the checkout any more.
pub(crate) async fn released(conn: &mut Conn, checkout: CheckoutId) -> QueryResult<()> {
    outbox::append(
        conn,
        &StockReleased {
            checkout_id: checkout,
        },
    )
    .await
}
