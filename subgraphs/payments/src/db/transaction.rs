//! The ledger.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use subgraph_kit::db::Conn;
use subgraph_kit::id::{CheckoutId, OrderId, TransactionId};
use subgraph_kit::money::CurrencyCode;

use super::tables::transactions;
use crate::domain::state::{TransactionKind, TransactionState};

/// A row of `transactions`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = transactions)]
pub struct TransactionRow {
    pub id: TransactionId,
    pub checkout_id: CheckoutId,
    pub order_id: OrderId,
    pub kind: TransactionKind,
    pub state: TransactionState,
    pub amount: i64,
    pub currency: CurrencyCode,
    pub provider: String,
    pub reference: Option<String>,
    pub decline_code: Option<String>,
    pub decline_reason: Option<String>,
    pub processed_at: DateTime<Utc>,
}

/// Adds an entry; `false` when the checkout has one of this kind.
pub async fn insert(conn: &mut Conn, row: &TransactionRow) -> QueryResult<bool> {
    let added = diesel::insert_into(transactions::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(added == 1)
}

/// The entries of all the orders, oldest first.
pub async fn of_orders(conn: &mut Conn, orders: &[OrderId]) -> QueryResult<Vec<TransactionRow>> {
    transactions::table
        .filter(transactions::order_id.eq_any(orders))
        .order((transactions::processed_at, transactions::id))
        .select(TransactionRow::as_select())
        .load(conn)
        .await
}
