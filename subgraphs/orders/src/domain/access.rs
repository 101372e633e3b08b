//! Who may see an order.

use chrono::{DateTime, TimeDelta, Utc};
use subgraph_kit::identity::Caller;

use crate::db::order::OrderRow;

/// Staff with this scope see every order.
pub const READ_ALL: &str = "orders:read";
/// A guest's order can be seen by its id for this long: the id is 122 random bits, which nobody guesses, but it
/// stands in a browser's history.
const GUEST_ACCESS: TimeDelta = TimeDelta::hours(24);

/// Whether the caller may see the order at `now`.
pub fn may_see(order: &OrderRow, caller: &Caller, now: DateTime<Utc>) -> bool {
    if caller.has_scope(READ_ALL) {
        return true;
    }
    match order.customer_id {
        Some(customer) => caller.is(customer),
        None => now < order.placed_at + GUEST_ACCESS,
    }
}
