//! What is done about each event: a message is written. Sending it is the reconciler's work, so
//! that a mail server that is away holds up no queue.

use chrono::Utc;
use subgraph_kit::{
    db::Conn,
    events::{Failure, Handlers, Received},
};

use super::heard::{
    AccountErased, AccountRegistered, CheckoutFailed, CheckoutSubmitted, OrderConfirmed,
    PasswordResetRequested, TokenIssued, VerificationRequested,
};
use crate::{
    db::{
        self, buyer,
        recipient::{self, RecipientRow},
    },
    domain::{
        kind::Kind,
        notify::{Addressee, addressee, notify},
        template::{self, Shop},
    },
};

/// All that notifications hears.
pub fn handlers(shop: Shop) -> Handlers {
    Handlers::new()
        .on_with(shop.clone(), account_registered)
        .on_with(shop.clone(), verification_requested)
        .on_with(shop.clone(), password_reset_requested)
        .on(account_erased)
        .on(checkout_submitted)
        .on_with(shop.clone(), order_confirmed)
        .on_with(shop, checkout_failed)
}

async fn account_registered(
    shop: Shop,
    conn: &mut Conn,
    event: Received<AccountRegistered>,
) -> Result<(), Failure> {
    let data = event.data;
    let recipient = RecipientRow {
        customer_id: data.customer_id,
        email: data.email.clone(),
        display_name: data.display_name.clone(),
    };
    recipient::put(conn, &recipient).await?;
    let to = Addressee {
        customer_id: Some(data.customer_id),
        email: data.email.clone(),
        name: Some(data.display_name.clone()),
    };
    let letter = template::account_registered(&data, &shop);
    Ok(notify(
        conn,
        event.id,
        Kind::AccountRegistered,
        &to,
        &letter,
        Utc::now(),
    )
    .await?)
}

async fn verification_requested(
    shop: Shop,
    conn: &mut Conn,
    event: Received<VerificationRequested>,
) -> Result<(), Failure> {
    let data = event.data.0;
    let letter = template::account_verification(&data, &shop);
    let (to, kind) = (of_account(&data), Kind::AccountVerification);
    Ok(notify(conn, event.id, kind, &to, &letter, Utc::now()).await?)
}

async fn password_reset_requested(
    shop: Shop,
    conn: &mut Conn,
    event: Received<PasswordResetRequested>,
) -> Result<(), Failure> {
    let data = event.data.0;
    let letter = template::password_reset(&data, &shop);
    let (to, kind) = (of_account(&data), Kind::PasswordReset);
    Ok(notify(conn, event.id, kind, &to, &letter, Utc::now()).await?)
}

fn of_account(data: &TokenIssued) -> Addressee {
    Addressee {
        customer_id: Some(data.customer_id),
        email: data.email.clone(),
        name: Some(data.display_name.clone()),
    }
}

/// Forgets the customer: where to reach them, and all that was written to them.
async fn account_erased(conn: &mut Conn, event: Received<AccountErased>) -> Result<(), Failure> {
    let customer = event.data.customer_id;
    buyer::delete_of(conn, customer).await?;
    db::notification::delete_of(conn, customer).await?;
    Ok(recipient::delete(conn, customer).await?)
}

async fn order_confirmed(
    shop: Shop,
    conn: &mut Conn,
    event: Received<OrderConfirmed>,
) -> Result<(), Failure> {
    let data = event.data;
    let Some(to) = addressee(conn, data.customer_id, Some(data.email.clone())).await? else {
        return Ok(());
    };
    let letter = template::order_confirmed(&data, to.name.clone(), &shop);
    Ok(notify(
        conn,
        event.id,
        Kind::OrderConfirmed,
        &to,
        &letter,
        Utc::now(),
    )
    .await?)
}

/// Events of one checkout are handled in order, so this comes before the same checkout's end.
async fn checkout_submitted(
    conn: &mut Conn,
    event: Received<CheckoutSubmitted>,
) -> Result<(), Failure> {
    if let Some(customer) = event.data.customer_id {
        buyer::note(conn, event.data.checkout_id, customer, event.time).await?;
    }
    Ok(())
}

/// A buyer of whom neither the event nor accounts has an address sees the failure in the shop, and
/// only there.
async fn checkout_failed(
    shop: Shop,
    conn: &mut Conn,
    event: Received<CheckoutFailed>,
) -> Result<(), Failure> {
    let data = event.data;
    let customer = match data.customer_id {
        Some(customer) => Some(customer),
        None => buyer::find(conn, data.checkout_id).await?,
    };
    let Some(to) = addressee(conn, customer, data.email.clone()).await? else {
        tracing::info!(event.id = %event.id, "a checkout failed of somebody without an address");
        return Ok(());
    };
    let letter = template::checkout_failed(&data, to.name.clone(), &shop);
    Ok(notify(
        conn,
        event.id,
        Kind::CheckoutFailed,
        &to,
        &letter,
        Utc::now(),
    )
    .await?)
}
