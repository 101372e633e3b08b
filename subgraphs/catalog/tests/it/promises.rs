//! What catalog promises the others: its SDL and its codes.

use catalog::Catalog;

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<Catalog>();
}
