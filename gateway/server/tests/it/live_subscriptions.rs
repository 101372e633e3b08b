//! Subscriptions that are open while the supergraph changes.

use std::time::Duration;

use gateway_server::config::SupergraphSource;
use serde_json::json;
use tempfile::TempDir;

use crate::support::gateway::{SUPERGRAPH, TestGateway, until};
use crate::support::socket::Socket;

/// A gateway whose supergraph is a file.
async fn start() -> (TestGateway, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("supergraph.graphql");
    std::fs::write(&file, SUPERGRAPH).unwrap();
    let gateway = TestGateway::with(|config| {
        config.supergraph = SupergraphSource::File(file);
        config.composition.watch_interval = Some(Duration::from_millis(20));
    })
    .await;
    (gateway, folder)
}

async fn swap(gateway: &TestGateway, folder: &TempDir, from: &str, to: &str) {
    assert!(SUPERGRAPH.contains(from));
    let file = folder.path().join("supergraph.graphql");
    std::fs::write(file, SUPERGRAPH.replace(from, to)).unwrap();
    until("the supergraph is swapped", async || {
        let line = r#"portico_gateway_composition_total{outcome="swapped"} 1"#;
        gateway.metrics().await.contains(line)
    })
    .await;
}

#[tokio::test]
async fn a_subscription_goes_on_over_a_swap() {
    let (gateway, folder) = start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("1", "subscription { clock }").await;
    assert_eq!(socket.receive().await["payload"]["data"]["clock"], 0);
    swap(&gateway, &folder, "secret: String", "hidden: String").await;
    // Later events come on the very stream that was open: the clock does not begin anew.
    let mut last = 0;
    for _ in 0..20 {
        let message = socket.receive().await;
        let now = message["payload"]["data"]["clock"].as_i64();
        let now = now.unwrap_or_else(|| panic!("{message}"));
        assert_eq!(now, last + 1);
        last = now;
    }
}

#[tokio::test]
async fn a_silent_subscription_that_is_no_more_is_told_so() {
    let (gateway, folder) = start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("1", "subscription { silence }").await;
    until("it is open", async || {
        let metrics = gateway.metrics().await;
        metrics.contains("portico_gateway_subscriptions 1\n")
    })
    .await;
    swap(&gateway, &folder, "silence: Int!", "calm: Int!").await;
    let message = socket.receive().await;
    assert_eq!(message["type"], "error");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
    socket.subscribe("2", "{ __typename }").await;
    assert_eq!(
        socket.receive().await["payload"],
        json!({"data": {"__typename": "Query"}})
    );
}

#[tokio::test]
async fn a_subscription_that_another_subgraph_would_answer_must_be_opened_again() {
    let (gateway, folder) = start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("1", "subscription { silence }").await;
    until("it is open", async || {
        let metrics = gateway.metrics().await;
        metrics.contains("portico_gateway_subscriptions 1\n")
    })
    .await;
    let before = "type Subscription @join__type(graph: PRODUCTS) {";
    let after = "type Subscription @join__type(graph: PRODUCTS) @join__type(graph: STRANGE) {";
    let text = SUPERGRAPH.replace(before, after);
    let moved = text.replace(
        "silence: Int! @join__field(graph: PRODUCTS)",
        "silence: Int! @join__field(graph: STRANGE)",
    );
    swap(&gateway, &folder, SUPERGRAPH, &moved).await;
    let message = socket.receive().await;
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "SUPERGRAPH_CHANGED"
    );
}
