//! Payments: what was asked of us, and what the provider is to be asked.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CheckoutId, CustomerId, OrderId};
use subgraph_kit::money::{CurrencyCode, Money};

use super::tables::payments;
use crate::domain::state::PaymentState;

/// A row of `payments`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payments)]
pub struct PaymentRow {
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub customer_id: Option<CustomerId>,
    pub state: PaymentState,
    pub amount: Option<i64>,
    pub currency: Option<CurrencyCode>,
    pub payment_token: Option<String>,
    pub deadline: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub attempts: i32,
    pub next_attempt_at: Option<DateTime<Utc>>,
}

impl PaymentRow {
    /// What was asked for; `None` where only a void came.
    pub fn amount(&self) -> Option<Money> {
        Some(Money::new(self.amount?, self.currency?))
    }
}

/// Adds a payment; `false` when the checkout has one.
pub async fn insert(conn: &mut Conn, row: &PaymentRow) -> QueryResult<bool> {
    let added = diesel::insert_into(payments::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// The payment of a checkout, locked for the length of the transaction.
pub async fn lock(conn: &mut Conn, checkout: CheckoutId) -> QueryResult<Option<PaymentRow>> {
    payments::table
        .find(checkout)
        .select(PaymentRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Moves a payment on. `due`: when the provider is to be asked; `None` when there is nothing to ask.
pub async fn set_state(
    conn: &mut Conn,
    checkout: CheckoutId,
    state: PaymentState,
    due: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    diesel::update(payments::table.find(checkout))
        .set((
            payments::state.eq(state),
            payments::next_attempt_at.eq(due),
            payments::attempts.eq(0),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the payment that has been due for longest: nobody else gets it before `lease` has passed.
pub async fn claim_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    lease: TimeDelta,
) -> QueryResult<Option<PaymentRow>> {
    conn.transaction(async |conn: &mut Conn| {
        let due: Option<CheckoutId> = payments::table
            .filter(payments::next_attempt_at.le(now))
            .order(payments::next_attempt_at)
            .select(payments::checkout_id)
            .limit(1)
            .for_update()
            .skip_locked()
            .first(conn)
            .await
            .optional()?;
        let Some(due) = due else { return Ok(None) };
        diesel::update(payments::table.find(due))
            .set((
                payments::next_attempt_at.eq(now + lease),
                payments::attempts.eq(payments::attempts + 1),
            ))
            .returning(PaymentRow::as_returning())
            .get_result(conn)
            .await
            .optional()
    })
    .await
}

/// Puts the next attempt off, unless the payment has moved on meanwhile.
pub async fn put_off(
    conn: &mut Conn,
    checkout: CheckoutId,
    until: DateTime<Utc>,
) -> QueryResult<()> {
    let waiting = payments::table
        .find(checkout)
        .filter(payments::next_attempt_at.is_not_null());
    diesel::update(waiting)
        .set(payments::next_attempt_at.eq(until))
        .execute(conn)
        .await?;
    Ok(())
}

/// The payments of those orders, in no order.
pub async fn of_orders(conn: &mut Conn, orders: &[OrderId]) -> QueryResult<Vec<PaymentRow>> {
    payments::table
        .filter(payments::order_id.eq_any(orders))
        .select(PaymentRow::as_select())
        .load(conn)
        .await
}
