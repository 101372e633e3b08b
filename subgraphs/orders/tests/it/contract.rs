//! What orders promises the others: its SDL and its codes.

use orders::Orders;

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<Orders>();
}
