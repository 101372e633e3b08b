//! What was paid for an order.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use chrono::Utc;
use subgraph_kit::error::internal;
use subgraph_kit::graphql::Batches;
use subgraph_kit::id::{OrderId, TransactionId};
use subgraph_kit::identity::caller;
use subgraph_kit::money::Money;
use subgraph_kit::scalars::DateTime;

use super::loaders::{Payments, Transactions};
use crate::db::transaction::TransactionRow;
use crate::domain::access::may_see;
use crate::domain::state::{TransactionKind, TransactionState};

/// An order, of which this service knows what was paid.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(super) struct Order {
    pub id: OrderId,
}

#[ComplexObject]
impl Order {
    /// What the payment provider is known to have done, oldest first. Null for who may not see the order.
    async fn transactions(&self, ctx: &Context<'_>) -> Result<Option<Vec<PaymentTransaction>>> {
        let payments = ctx.data::<Batches<Payments>>()?;
        let payment = payments.load_one(self.id).await.map_err(internal)?;
        if !payment.is_some_and(|payment| may_see(&payment, caller(ctx), Utc::now())) {
            return Ok(None);
        }
        let transactions = ctx.data::<Batches<Transactions>>()?;
        let rows = transactions.load_one(self.id).await.map_err(internal)?;
        Ok(Some(
            rows.unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
        ))
    }
}

/// Something the payment provider did, or refused to do.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct PaymentTransaction {
    pub id: TransactionId,
    pub kind: TransactionKind,
    pub state: TransactionState,
    pub amount: Money,
    /// Who moved the money.
    pub provider: String,
    /// Why it was declined, in words for the buyer.
    pub decline_reason: Option<String>,
    pub processed_at: DateTime,
}

impl From<TransactionRow> for PaymentTransaction {
    fn from(row: TransactionRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            amount: Money::new(row.amount, row.currency),
            provider: row.provider,
            decline_reason: row.decline_reason,
            processed_at: row.processed_at.into(),
        }
    }
}
