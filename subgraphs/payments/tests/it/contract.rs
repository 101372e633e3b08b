//! What payments promises the gateway.

use payments::Payments;
use subgraph_kit::service::Service;

#[test]
fn the_exported_sdl_is_up_to_date() {
    let file = "../../schema/subgraphs/payments.graphql";
    if std::env::var_os("PORTICO_TEST_UPDATE_SCHEMA").is_some() {
        std::fs::write(file, Payments::sdl()).unwrap();
    }
    let exported = std::fs::read_to_string(file).unwrap();
    assert_eq!(
        exported,
        Payments::sdl(),
        "run with PORTICO_TEST_UPDATE_SCHEMA=1 to export it again"
    );
}
