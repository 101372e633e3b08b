//! Carries a decision out: the saga's row, the next command and what the world is told, all in one transaction.

use super::DomainError;
use super::saga::{self, Decision, Failed, Reply, Status, Step, Undo};
use crate::config::CheckoutConfig;
use crate::db::cart::{self, CartLineRow};
use crate::db::checkout::{self, CheckoutRow};
use crate::db::promotion;
use crate::events::command::{
    AuthorizePayment, CancelOrder, CommitStock, ConfirmOrder, CreateOrder, ReleaseStock,
    ReserveLine, ReserveStock, VoidPayment,
};
use crate::events::published::{CheckoutCompleted, CheckoutFailed};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use std::time::Duration;
use subgraph_kit::changes;
use subgraph_kit::db::Conn;
use subgraph_kit::erasure::has_account;
use subgraph_kit::events::outbox;
use subgraph_kit::id::CheckoutId;

/// Takes a reply, in the transaction that `conn` is in. One for a checkout that is not ours is dropped.
pub(crate) async fn take_reply(
    conn: &mut Conn,
    config: &CheckoutConfig,
    id: CheckoutId,
    reply: &Reply,
) -> Result<(), DomainError> {
    let Some(row) = checkout::lock(conn, id).await? else {
        tracing::warn!(checkout.id = %id, ?reply, "a reply to no checkout of ours");
        return Ok(());
    };
    let decision = saga::decide(row.step, row.undoing, reply);
    carry_out(conn, config, row, decision).await
}

/// Carries a decision about a locked checkout out.
pub(crate) async fn carry_out(
    conn: &mut Conn,
    config: &CheckoutConfig,
    row: CheckoutRow,
    decision: Decision,
) -> Result<(), DomainError> {
    let now = Utc::now();
    match decision {
        Decision::Ignore => Ok(()),
        Decision::Advance(step) => enter(conn, config, row.at(step), now).await,
        Decision::Complete => complete(conn, row.at(Step::Done), now).await,
        Decision::Fail(failed) => fail(conn, row.failed(failed), now).await,
        Decision::Compensate(failed, undoing) => {
            let row = CheckoutRow {
                undoing,
                ..row.failed(failed).at(Step::Compensating)
            };
            enter(conn, config, row, now).await
        }
        Decision::Undone(undoing) if undoing.is_finished() => {
            fail(conn, CheckoutRow { undoing, ..row }, now).await
        }
        Decision::Undone(undoing) => {
            Ok(checkout::save(conn, &CheckoutRow { undoing, ..row }).await?)
        }
    }
}

/// Begins the step that the row is at: sends its command, sets its deadline.
pub(crate) async fn enter(
    conn: &mut Conn,
    config: &CheckoutConfig,
    mut row: CheckoutRow,
    now: DateTime<Utc>,
) -> Result<(), DomainError> {
    row.deadline = after(now, config.timeout(row.step));
    row.look_at = after(now, config.resend);
    row.looks = 0;
    send(conn, config, &row).await?;
    if !matches!(row.step, Step::ReservingStock | Step::AuthorizingPayment) {
        // No longer needed: what is not there cannot leak.
        row.payment_token = None;
    }
    checkout::save(conn, &row).await?;
    tracing::info!(checkout.id = %row.id, step = ?row.step, "checkout.step");
    Ok(changes::announce(conn, row.id).await?)
}

/// Sends the command of the step that the row is at; in compensation, those whose effect is not confirmed yet. Commands are
/// idempotent: sending again does no harm.
pub(crate) async fn send(
    conn: &mut Conn,
    config: &CheckoutConfig,
    row: &CheckoutRow,
) -> QueryResult<()> {
    let (checkout_id, order_id) = (row.id, row.order_id);
    match row.step {
        Step::ReservingStock => outbox::append(conn, &reserve(config, row)).await,
        Step::AuthorizingPayment => outbox::append(conn, &authorize(row)).await,
        Step::CreatingOrder => outbox::append(conn, &create(row)).await,
        Step::CommittingStock => outbox::append(conn, &CommitStock { checkout_id }).await,
        Step::ConfirmingOrder => {
            outbox::append(
                conn,
                &ConfirmOrder {
                    order_id,
                    checkout_id,
                },
            )
            .await
        }
        Step::Compensating => undo(conn, row).await,
        Step::Done => Ok(()),
    }
}

async fn undo(conn: &mut Conn, row: &CheckoutRow) -> QueryResult<()> {
    let (checkout_id, order_id) = (row.id, row.order_id);
    let reason = row
        .failure
        .as_ref()
        .map(|failed| failed.code.clone())
        .unwrap_or_default();
    if row.undoing.order == Undo::Asked {
        outbox::append(
            conn,
            &CancelOrder {
                order_id,
                checkout_id,
                reason: reason.clone(),
            },
        )
        .await?;
    }
    if row.undoing.payment == Undo::Asked {
        outbox::append(
            conn,
            &VoidPayment {
                checkout_id,
                order_id,
                reason,
            },
        )
        .await?;
    }
    if row.undoing.stock == Undo::Asked {
        outbox::append(conn, &ReleaseStock { checkout_id }).await?;
    }
    Ok(())
}

async fn complete(
    conn: &mut Conn,
    mut row: CheckoutRow,
    now: DateTime<Utc>,
) -> Result<(), DomainError> {
    row.status = Status::Completed;
    row.ended_at = Some(now);
    // First: whether the account is still there is asked before the cart is locked, as everywhere.
    end(conn, &mut row).await?;
    take_out_of_cart(conn, &row).await?;
    let event = CheckoutCompleted {
        checkout_id: row.id,
        order_id: row.order_id,
    };
    Ok(outbox::append(conn, &event).await?)
}

async fn fail(
    conn: &mut Conn,
    mut row: CheckoutRow,
    now: DateTime<Utc>,
) -> Result<(), DomainError> {
    row.status = Status::Failed;
    row.step = Step::Done;
    row.ended_at = Some(now);
    outbox::append(conn, &CheckoutFailed::of(&row)).await?;
    end(conn, &mut row).await
}

async fn end(conn: &mut Conn, row: &mut CheckoutRow) -> Result<(), DomainError> {
    row.payment_token = None;
    checkout::save(conn, row).await?;
    if let Some(customer) = row.customer_id
        && !has_account(conn, customer).await?
    {
        checkout::erase_buyer(conn, customer).await?;
    }
    tracing::info!(checkout.id = %row.id, status = ?row.status, failure = ?row.failure, "checkout.ended");
    Ok(changes::announce(conn, row.id).await?)
}

/// Takes what was bought out of the cart, and leaves what was added meanwhile.
async fn take_out_of_cart(conn: &mut Conn, row: &CheckoutRow) -> QueryResult<()> {
    // A guest's cart may have been merged into the customer's since it was submitted.
    let Some(locked) = cart::lock(conn, row.cart_id).await? else {
        return Ok(());
    };
    let cart_id = match locked.merged_into {
        Some(into) => cart::lock(conn, into)
            .await?
            .map_or(locked.id, |cart| cart.id),
        None => locked.id,
    };
    for line in cart::lines(conn, &[cart_id]).await? {
        let bought = row
            .snapshot
            .lines
            .iter()
            .find(|bought| bought.variant_id == line.variant_id);
        let Some(bought) = bought else {
            continue;
        };
        let left = line.quantity - bought.quantity;
        if left > 0 {
            cart::put_line(
                conn,
                &CartLineRow {
                    quantity: left,
                    ..line
                },
            )
            .await?;
        } else {
            cart::remove_lines(conn, &[line.id]).await?;
        }
    }
    // A code was for this purchase.
    promotion::remove_codes(conn, cart_id).await?;
    cart::touch(conn, cart_id).await
}

fn reserve(config: &CheckoutConfig, row: &CheckoutRow) -> ReserveStock {
    let line = |line: &super::snapshot::OrderLine| ReserveLine {
        variant_id: line.variant_id,
        quantity: line.quantity,
    };
    ReserveStock {
        checkout_id: row.id,
        lines: row.snapshot.lines.iter().map(line).collect(),
        expires_at: after(row.submitted_at, config.reservation),
    }
}

fn authorize(row: &CheckoutRow) -> AuthorizePayment {
    AuthorizePayment {
        checkout_id: row.id,
        order_id: row.order_id,
        customer_id: row.customer_id,
        amount: row.snapshot.cost.total,
        payment_token: row.payment_token.clone().unwrap_or_default(),
        deadline: row.deadline,
    }
}

fn create(row: &CheckoutRow) -> CreateOrder {
    CreateOrder {
        order_id: row.order_id,
        checkout_id: row.id,
        customer_id: row.customer_id,
        email: row.snapshot.email.clone(),
        shipping_address: row.snapshot.shipping_address.clone(),
        lines: row.snapshot.lines.clone(),
        cost: row.snapshot.cost,
        placed_at: row.submitted_at,
    }
}

pub(crate) fn after(instant: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    instant + TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1))
}

impl CheckoutConfig {
    fn timeout(&self, step: Step) -> Duration {
        match step {
            Step::AuthorizingPayment => self.payment_timeout,
            Step::ReservingStock
            | Step::CreatingOrder
            | Step::CommittingStock
            | Step::ConfirmingOrder
            | Step::Compensating
            | Step::Done => self.step_timeout,
        }
    }
}

impl CheckoutRow {
    fn at(self, step: Step) -> Self {
        Self { step, ..self }
    }

    fn failed(self, failed: Failed) -> Self {
        Self {
            failure: Some(failed),
            ..self
        }
    }
}
