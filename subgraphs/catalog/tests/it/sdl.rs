use catalog::Catalog;
use subgraph_kit::service::Service;

/// After a wanted change: `cargo run -p catalog -- sdl > schema/subgraphs/catalog.graphql`.
#[test]
fn the_exported_schema_is_up_to_date() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schema/subgraphs/catalog.graphql"
    );
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(
        kept == Catalog::sdl(),
        "schema/subgraphs/catalog.graphql is stale"
    );
}
