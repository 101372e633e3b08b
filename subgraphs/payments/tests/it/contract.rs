//! What payments promises the others: its SDL and its codes.

use payments::Payments;

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<Payments>();
}
