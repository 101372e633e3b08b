//! Replies to the saga's commands.

use crate::config::CheckoutConfig;
use crate::domain::saga::Reply;
use crate::domain::transition::take_reply;
use serde::Deserialize;
use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, Handlers, Message, Received};
use subgraph_kit::id::CheckoutId;

/// Declares the type of a reply that says no more than which checkout it is about, and its handler.
macro_rules! plain_reply {
    ($($message:ident, $handler:ident, $kind:literal, $reply:expr;)+) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(rename_all = "camelCase")]
            struct $message {
                checkout_id: CheckoutId,
            }

            impl Message for $message {
                const TYPE: &'static str = $kind;
            }

            async fn $handler(
                config: CheckoutConfig,
                conn: &mut Conn,
                event: Received<$message>,
            ) -> Result<(), Failure> {
                Ok(take_reply(conn, &config, event.data.checkout_id, &$reply).await?)
            }
        )+

        pub(super) fn handlers(handlers: Handlers, config: CheckoutConfig) -> Handlers {
            handlers$(.on_with(config, $handler))+.on_with(config, payment_declined)
        }
    };
}

plain_reply!(
    StockReserved, stock_reserved, "stock.reserved.v1", Reply::StockReserved;
    StockRejected, stock_rejected, "stock.rejected.v1", Reply::StockRejected;
    StockReleased, stock_released, "stock.released.v1", Reply::StockReleased;
    StockCommitted, stock_committed, "stock.committed.v1", Reply::StockCommitted;
    PaymentAuthorized, payment_authorized, "payment.authorized.v1", Reply::PaymentAuthorized;
    PaymentVoided, payment_voided, "payment.voided.v1", Reply::PaymentVoided;
    OrderCreated, order_created, "order.created.v1", Reply::OrderCreated;
    OrderConfirmed, order_confirmed, "order.confirmed.v1", Reply::OrderConfirmed;
    OrderCancelled, order_cancelled, "order.cancelled.v1", Reply::OrderCancelled;
);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PaymentDeclined {
    checkout_id: CheckoutId,
    message: String,
}

impl Message for PaymentDeclined {
    const TYPE: &'static str = "payment.declined.v1";
}

async fn payment_declined(
    config: CheckoutConfig,
    conn: &mut Conn,
    event: Received<PaymentDeclined>,
) -> Result<(), Failure> {
    let reply = Reply::PaymentDeclined(event.data.message);
    Ok(take_reply(conn, &config, event.data.checkout_id, &reply).await?)
}
