//! The checkout saga as a state machine, without a database: what a reply or a time-out means at each step.
//!
//! ```text
//! RESERVING_STOCK -> AUTHORIZING_PAYMENT -> CREATING_ORDER -> COMMITTING_STOCK -> CONFIRMING_ORDER -> DONE (completed)
//!        \________________ refusal or time-out of any step ________________/-> COMPENSATING -> DONE (failed)
//! ```

use async_graphql::Enum;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::{Jsonb, Text};
use serde::{Deserialize, Serialize};
use subgraph_kit::{json_column, text_column};

/// How a checkout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[graphql(name = "CheckoutStatus")]
pub(crate) enum Status {
    /// On its way.
    Pending,
    /// Bought.
    Completed,
    /// Not bought; nothing is held or charged.
    Failed,
}

/// Where a checkout is: the step whose reply it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[graphql(name = "CheckoutStep")]
pub(crate) enum Step {
    /// Inventory puts the goods aside.
    ReservingStock,
    /// The payment provider holds the money.
    AuthorizingPayment,
    /// The order is written.
    CreatingOrder,
    /// The goods leave the stock.
    CommittingStock,
    /// The order is confirmed.
    ConfirmingOrder,
    /// What was done is undone.
    Compensating,
    /// It has ended.
    Done,
}

/// Whether a step must be undone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Undo {
    /// It cannot have taken effect.
    #[default]
    No,
    /// It may have; the command to undo it is out.
    Asked,
    /// It is undone.
    Done,
}

text_column!(Status { Pending = "pending", Completed = "completed", Failed = "failed" });
text_column!(Step {
    ReservingStock = "reserving_stock",
    AuthorizingPayment = "authorizing_payment",
    CreatingOrder = "creating_order",
    CommittingStock = "committing_stock",
    ConfirmingOrder = "confirming_order",
    Compensating = "compensating",
    Done = "done",
});
json_column!(Undoing);
json_column!(Failed);

/// What has to be undone, and how far that is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow,
)]
#[diesel(sql_type = Jsonb)]
pub(crate) struct Undoing {
    pub(crate) stock: Undo,
    pub(crate) payment: Undo,
    pub(crate) order: Undo,
}

impl Undoing {
    const STOCK: Self = Self {
        stock: Undo::Asked,
        payment: Undo::No,
        order: Undo::No,
    };
    const STOCK_AND_PAYMENT: Self = Self {
        stock: Undo::Asked,
        payment: Undo::Asked,
        order: Undo::No,
    };
    const ALL: Self = Self {
        stock: Undo::Asked,
        payment: Undo::Asked,
        order: Undo::Asked,
    };

    /// Every step that may have taken effect by `step`, that one included.
    fn until(step: Step) -> Self {
        match step {
            Step::ReservingStock => Self::STOCK,
            Step::AuthorizingPayment => Self::STOCK_AND_PAYMENT,
            Step::CreatingOrder | Step::CommittingStock | Step::ConfirmingOrder => Self::ALL,
            Step::Compensating | Step::Done => Self::default(),
        }
    }

    pub(crate) fn is_finished(self) -> bool {
        [self.stock, self.payment, self.order]
            .iter()
            .all(|undo| *undo != Undo::Asked)
    }
}

/// What another service said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    StockReserved,
    StockRejected,
    StockReleased,
    StockCommitted,
    PaymentAuthorized,
    /// With the words of the payment provider.
    PaymentDeclined(String),
    PaymentVoided,
    OrderCreated,
    OrderConfirmed,
    OrderCancelled,
}

/// Why a checkout failed: a stable code and words for the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub(crate) struct Failed {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Failed {
    fn new(code: &str, message: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: message.to_owned(),
        }
    }

    fn stock() -> Self {
        Self::new(
            "STOCK_UNAVAILABLE",
            "Something in your cart has just sold out. You have not been charged.",
        )
    }

    fn payment(reason: &str) -> Self {
        Self::new("PAYMENT_DECLINED", reason)
    }

    fn timed_out() -> Self {
        let message =
            "This took too long, so we stopped. You have not been charged; please try again.";
        Self::new("TIMED_OUT", message)
    }
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing: it comes again, or too late.
    Ignore,
    /// The next step begins.
    Advance(Step),
    /// All steps are done.
    Complete,
    /// What may have taken effect is undone.
    Compensate(Failed, Undoing),
    /// Nothing had taken effect.
    Fail(Failed),
    /// One more thing is undone.
    Undone(Undoing),
}

/// What a reply means at a step.
pub(crate) fn decide(step: Step, undoing: Undoing, reply: &Reply) -> Decision {
    match step {
        Step::ReservingStock => reserving(reply),
        Step::AuthorizingPayment => authorizing(reply),
        Step::CreatingOrder => creating(reply),
        Step::CommittingStock => committing(reply),
        Step::ConfirmingOrder => confirming(reply),
        Step::Compensating => compensating(undoing, reply),
        Step::Done => Decision::Ignore,
    }
}

/// What it means that a step's deadline has passed. Compensation has none: it goes on until it is done.
pub(crate) fn time_out(step: Step) -> Decision {
    match step {
        Step::ReservingStock
        | Step::AuthorizingPayment
        | Step::CreatingOrder
        | Step::CommittingStock
        | Step::ConfirmingOrder => Decision::Compensate(Failed::timed_out(), Undoing::until(step)),
        Step::Compensating | Step::Done => Decision::Ignore,
    }
}

fn reserving(reply: &Reply) -> Decision {
    match reply {
        Reply::StockReserved => Decision::Advance(Step::AuthorizingPayment),
        // All lines are reserved or none: there is nothing to give back.
        Reply::StockRejected => Decision::Fail(Failed::stock()),
        Reply::StockReleased
        | Reply::StockCommitted
        | Reply::PaymentAuthorized
        | Reply::PaymentDeclined(_)
        | Reply::PaymentVoided
        | Reply::OrderCreated
        | Reply::OrderConfirmed
        | Reply::OrderCancelled => Decision::Ignore,
    }
}

fn authorizing(reply: &Reply) -> Decision {
    match reply {
        Reply::PaymentAuthorized => Decision::Advance(Step::CreatingOrder),
        Reply::PaymentDeclined(reason) => {
            Decision::Compensate(Failed::payment(reason), Undoing::STOCK)
        }
        // The reservation may have run out; whether there is still enough, committing will tell.
        Reply::StockReserved
        | Reply::StockRejected
        | Reply::StockReleased
        | Reply::StockCommitted
        | Reply::PaymentVoided
        | Reply::OrderCreated
        | Reply::OrderConfirmed
        | Reply::OrderCancelled => Decision::Ignore,
    }
}

fn creating(reply: &Reply) -> Decision {
    match reply {
        Reply::OrderCreated => Decision::Advance(Step::CommittingStock),
        Reply::OrderCancelled => Decision::Compensate(Failed::timed_out(), Undoing::ALL),
        Reply::StockReserved
        | Reply::StockRejected
        | Reply::StockReleased
        | Reply::StockCommitted
        | Reply::PaymentAuthorized
        | Reply::PaymentDeclined(_)
        | Reply::PaymentVoided
        | Reply::OrderConfirmed => Decision::Ignore,
    }
}

fn committing(reply: &Reply) -> Decision {
    match reply {
        Reply::StockCommitted => Decision::Advance(Step::ConfirmingOrder),
        Reply::StockRejected => Decision::Compensate(Failed::stock(), Undoing::ALL),
        Reply::OrderCancelled => Decision::Compensate(Failed::timed_out(), Undoing::ALL),
        // Released by its expiry: the commit that is out takes what is still there, or is rejected.
        Reply::StockReserved
        | Reply::StockReleased
        | Reply::PaymentAuthorized
        | Reply::PaymentDeclined(_)
        | Reply::PaymentVoided
        | Reply::OrderCreated
        | Reply::OrderConfirmed => Decision::Ignore,
    }
}

fn confirming(reply: &Reply) -> Decision {
    match reply {
        Reply::OrderConfirmed => Decision::Complete,
        Reply::OrderCancelled => Decision::Compensate(Failed::timed_out(), Undoing::ALL),
        Reply::StockReserved
        | Reply::StockRejected
        | Reply::StockReleased
        | Reply::StockCommitted
        | Reply::PaymentAuthorized
        | Reply::PaymentDeclined(_)
        | Reply::PaymentVoided
        | Reply::OrderCreated => Decision::Ignore,
    }
}

fn compensating(mut undoing: Undoing, reply: &Reply) -> Decision {
    let undone = match reply {
        Reply::StockReleased => &mut undoing.stock,
        Reply::PaymentVoided => &mut undoing.payment,
        Reply::OrderCancelled => &mut undoing.order,
        // Late: the command that undoes it is out, and every service refuses what comes after that.
        Reply::StockReserved
        | Reply::StockRejected
        | Reply::StockCommitted
        | Reply::PaymentAuthorized
        | Reply::PaymentDeclined(_)
        | Reply::OrderCreated
        | Reply::OrderConfirmed => return Decision::Ignore,
    };
    match *undone {
        Undo::Asked => {
            *undone = Undo::Done;
            Decision::Undone(undoing)
        }
        Undo::No | Undo::Done => Decision::Ignore,
    }
}

#[cfg(test)]
mod tests;
