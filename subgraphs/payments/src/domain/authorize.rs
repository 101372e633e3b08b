//! A payment is asked for.

use chrono::Utc;
use diesel::QueryResult;
use subgraph_kit::db::Conn;

use super::state::PaymentState;
use crate::db::payment::{self, PaymentRow};
use crate::events::heard::AuthorizePayment;

/// Writes down that the provider is to be asked, in the transaction that `conn` is in. A checkout that has a payment, or
/// a void that overtook this command, is left as it is: its answer was or will be given.
pub async fn request(conn: &mut Conn, command: &AuthorizePayment) -> QueryResult<()> {
    let row = PaymentRow {
        checkout_id: command.checkout_id,
        order_id: command.order_id,
        customer_id: command.customer_id,
        state: PaymentState::Authorizing,
        amount: Some(command.amount.amount),
        currency: Some(command.amount.currency),
        payment_token: Some(command.payment_token.clone()),
        deadline: Some(command.deadline),
        created_at: Utc::now(),
        attempts: 0,
        next_attempt_at: Some(Utc::now()),
    };
    if !payment::insert(conn, &row).await? {
        tracing::debug!(checkout.id = %command.checkout_id, "payment.authorize_repeated");
    }
    Ok(())
}
