//! What inventory promises the others: its SDL and its codes.

use inventory::Inventory;

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<Inventory>();
}
