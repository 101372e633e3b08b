//! What orders hears and publishes.

pub mod heard;
pub mod published;

use subgraph_kit::db::Conn;
use subgraph_kit::events::{Failure, Handlers, Received};

use crate::domain::{cancel, confirm, create, erasure, payment};
use heard::{AccountErased, CancelOrder, ConfirmOrder, CreateOrder, PaymentVoided};

/// The service's queue: which event does what.
pub fn handlers() -> Handlers {
    Handlers::new()
        .on(create_order)
        .on(confirm_order)
        .on(cancel_order)
        .on(payment_voided)
        .on(account_erased)
}

async fn create_order(conn: &mut Conn, event: Received<CreateOrder>) -> Result<(), Failure> {
    Ok(create::create(conn, &event.data).await?)
}

async fn confirm_order(conn: &mut Conn, event: Received<ConfirmOrder>) -> Result<(), Failure> {
    confirm::confirm(conn, event.data.order_id).await
}

async fn cancel_order(conn: &mut Conn, event: Received<CancelOrder>) -> Result<(), Failure> {
    let command = event.data;
    Ok(cancel::cancel(conn, command.order_id, command.checkout_id, &command.reason).await?)
}

async fn payment_voided(conn: &mut Conn, event: Received<PaymentVoided>) -> Result<(), Failure> {
    Ok(payment::voided(conn, event.data.order_id).await?)
}

async fn account_erased(conn: &mut Conn, event: Received<AccountErased>) -> Result<(), Failure> {
    Ok(erasure::erase(conn, event.data.customer_id).await?)
}
