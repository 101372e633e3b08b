//! A payment is called off.

use chrono::Utc;
use diesel::QueryResult;
use subgraph_kit::db::Conn;
use subgraph_kit::events::outbox;

use super::state::PaymentState;
use crate::db::payment::{self, PaymentRow};
use crate::events::heard::VoidPayment;
use crate::events::published::PaymentVoided;

/// Calls a payment off, in the transaction that `conn` is in. The provider is asked even where we know of no charge: an
/// authorization may be on its way. Only a declined payment has nothing to let go.
pub async fn request(conn: &mut Conn, command: &VoidPayment) -> QueryResult<()> {
    let Some(found) = payment::lock(conn, command.checkout_id).await? else {
        // It overtook its authorization, which will find this and do nothing.
        payment::insert(conn, &voiding(command)).await?;
        return Ok(());
    };
    match found.state {
        PaymentState::Authorizing | PaymentState::Authorized => {
            payment::set_state(
                conn,
                found.checkout_id,
                PaymentState::Voiding,
                Some(Utc::now()),
            )
            .await
        }
        PaymentState::Declined => {
            payment::set_state(conn, found.checkout_id, PaymentState::Voided, None).await?;
            let event = PaymentVoided {
                checkout_id: found.checkout_id,
                order_id: found.order_id,
                transaction_id: None,
            };
            outbox::append(conn, &event).await
        }
        PaymentState::Voiding | PaymentState::Voided => Ok(()),
    }
}

fn voiding(command: &VoidPayment) -> PaymentRow {
    PaymentRow {
        checkout_id: command.checkout_id,
        order_id: command.order_id,
        customer_id: None,
        state: PaymentState::Voiding,
        amount: None,
        currency: None,
        payment_token: None,
        deadline: None,
        created_at: Utc::now(),
        attempts: 0,
        next_attempt_at: Some(Utc::now()),
    }
}
