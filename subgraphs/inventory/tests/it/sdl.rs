use inventory::Inventory;
use subgraph_kit::service::Service;

/// After a wanted change: `cargo run -p inventory -- sdl > schema/subgraphs/inventory.graphql`.
#[test]
fn the_exported_schema_is_up_to_date() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schema/subgraphs/inventory.graphql"
    );
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(
        kept == Inventory::sdl(),
        "schema/subgraphs/inventory.graphql is stale"
    );
}
