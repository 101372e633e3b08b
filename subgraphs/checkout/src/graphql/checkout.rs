//! `Checkout` and what hangs on it.

use crate::db::checkout::CheckoutRow;
use crate::domain::saga::{Status, Step};
use async_graphql::{Object, SimpleObject};
use subgraph_kit::id::{CheckoutId, OrderId};
use subgraph_kit::identity::Caller;
use subgraph_kit::money::Money;
use subgraph_kit::scalars::DateTime;

/// An attempt to buy a cart.
#[derive(Debug, Clone)]
pub(super) struct Checkout(pub(super) CheckoutRow);

impl Checkout {
    /// Whether the caller may see it: a customer's is theirs alone, a guest's is whose who knows its id.
    pub(super) fn is_open_to(row: &CheckoutRow, caller: &Caller) -> bool {
        row.customer_id.is_none_or(|customer| caller.is(customer))
    }
}

impl Checkout {
    fn has_order(&self) -> bool {
        match (self.0.status, self.0.step) {
            (Status::Completed, _)
            | (Status::Pending, Step::CommittingStock | Step::ConfirmingOrder) => true,
            (Status::Failed, _)
            | (
                Status::Pending,
                Step::ReservingStock
                | Step::AuthorizingPayment
                | Step::CreatingOrder
                | Step::Compensating
                | Step::Done,
            ) => false,
        }
    }
}

#[Object]
impl Checkout {
    async fn id(&self) -> CheckoutId {
        self.0.id
    }

    async fn status(&self) -> Status {
        self.0.status
    }

    /// Which step it waits for.
    async fn step(&self) -> Step {
        self.0.step
    }

    /// Why it failed, or is about to.
    async fn failure(&self) -> Option<CheckoutFailure> {
        let failed = self.0.failure.clone()?;
        Some(CheckoutFailure {
            code: failed.code,
            message: failed.message,
        })
    }

    async fn total(&self) -> Money {
        self.0.snapshot.cost.total
    }

    /// The order's id, known from the start.
    async fn order_id(&self) -> OrderId {
        self.0.order_id
    }

    /// Null until the step that creates it is over, and when the checkout failed.
    async fn order(&self) -> Option<Order> {
        self.has_order().then_some(Order {
            id: self.0.order_id,
        })
    }

    async fn submitted_at(&self) -> DateTime {
        self.0.submitted_at.into()
    }

    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(Into::into)
    }
}

/// Why a checkout failed.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct CheckoutFailure {
    /// STOCK_UNAVAILABLE, PAYMENT_DECLINED, TIMED_OUT
    code: String,
    /// For the buyer.
    message: String,
}

/// What orders knows more of.
#[derive(Debug, Clone, Copy, SimpleObject)]
#[graphql(unresolvable = "id")]
pub(super) struct Order {
    id: OrderId,
}
