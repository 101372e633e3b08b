//! Who may see what was paid for an order: who may see the order.

use chrono::{DateTime, TimeDelta, Utc};
use subgraph_kit::identity::Caller;

use crate::db::payment::PaymentRow;

/// Staff with this scope see every order.
pub const READ_ALL: &str = "orders:read";
/// As long as orders shows a guest's order by its id.
const GUEST_ACCESS: TimeDelta = TimeDelta::hours(24);

/// Whether the caller may see the payment at `now`.
pub fn may_see(payment: &PaymentRow, caller: &Caller, now: DateTime<Utc>) -> bool {
    if caller.has_scope(READ_ALL) {
        return true;
    }
    match payment.customer_id {
        Some(customer) => caller.is(customer),
        None => now < payment.created_at + GUEST_ACCESS,
    }
}
