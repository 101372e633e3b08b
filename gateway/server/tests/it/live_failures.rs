//! Subgraphs that are gone, answer garbage, or do not compose: what is in force stays.

use std::time::Duration;

use serde_json::json;

use crate::support::changing::{Changing, Says};
use crate::support::live::{LiveGateway, config};

const A: &str = "type Query { a: Int }";
/// Of another kind than in `B`.
const B: &str = "type Query { b: Shared } type Shared { x: Int }";
const CLASHING: &str = "type Query { a: Int } enum Shared { X }";

async fn both() -> (Changing, Changing, LiveGateway) {
    let a = Changing::start(A, json!({"a": 1})).await;
    let b = Changing::start(B, json!({"b": {"x": 2}})).await;
    let mut config = config(&[("a", &a), ("b", &b)]);
    config.composition.fetch_timeout = Duration::from_millis(200);
    config.composition.max_sdl = 16 * 1024;
    let gateway = LiveGateway::start(config).await;
    (a, b, gateway)
}

async fn answers(gateway: &LiveGateway) {
    assert_eq!(
        gateway.query("{ a b { x } }").await,
        json!({"data": {"a": 1, "b": {"x": 2}}})
    );
}

#[tokio::test]
async fn subgraphs_that_do_not_compose_leave_the_last_good_in_force() {
    let (a, _b, gateway) = both().await;
    let before = gateway.get("/ready").await.1;
    a.sdl(CLASHING);
    gateway.until_ready_says("composition fails for").await;
    gateway.until_ready_says("TYPE_KIND_MISMATCH").await;
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="refused"} 1"#)
        .await;
    gateway
        .until_metric("portico_gateway_composition_failing 1")
        .await;
    assert_eq!(before[..32], gateway.get("/ready").await.1[..32]);
    answers(&gateway).await;

    a.sdl("type Query { a: Int more: Int }");
    gateway
        .until_metric("portico_gateway_composition_failing 0")
        .await;
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
        .await;
    answers(&gateway).await;
}

#[tokio::test]
async fn a_failure_that_is_taken_back_is_over() {
    let (a, _b, gateway) = both().await;
    a.sdl("type Query { a: Int ");
    gateway.until_ready_says("INVALID_GRAPHQL").await;
    a.sdl(A);
    gateway
        .until_metric("portico_gateway_composition_failing 0")
        .await;
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="unchanged"} 1"#)
        .await;
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 0"#)
        .await;
}

#[tokio::test]
async fn a_subgraph_that_gives_no_sdl_keeps_its_last_one() {
    for (says, why) in [
        (Says::Html, "HTTP 502 and no SDL"),
        (Says::Refusal, "HTTP 200 and no SDL"),
        (Says::Silence, "not reached"),
        (Says::Endless, "is longer than 16384 bytes"),
        (Says::Sdl(String::new()), "and no SDL"),
    ] {
        let (a, b, gateway) = both().await;
        a.say(says);
        gateway.until_ready_says("subgraph a not read for").await;
        gateway.until_ready_says(why).await;
        let (_, ready) = gateway.get("/ready").await;
        let secret = ["127.0.0.1", "not today"];
        assert!(!secret.iter().any(|text| ready.contains(text)), "{ready}");
        gateway
            .until_metric("portico_gateway_subgraphs_unread 1")
            .await;
        answers(&gateway).await;

        // The others go on changing.
        b.sdl(&B.replace("x: Int", "x: Int y: Int"));
        gateway
            .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
            .await;
        answers(&gateway).await;

        a.sdl(A);
        gateway
            .until_metric("portico_gateway_subgraphs_unread 0")
            .await;
    }
}

#[tokio::test]
async fn a_stored_operation_that_would_break_stops_the_swap() {
    let folder = tempfile::tempdir().unwrap();
    let stored = folder.path().join("Home.graphql");
    std::fs::write(&stored, "query Home { a }").unwrap();
    let a = Changing::start(A, json!({"a": 1, "c": 3})).await;
    let mut config = config(&[("a", &a)]);
    config.composition.operations = vec![folder.path().to_owned()];
    let gateway = LiveGateway::start(config).await;
    a.sdl("type Query { c: Int }");
    gateway
        .until_ready_says("stored operations would be refused")
        .await;
    gateway.until_ready_says("Home.graphql").await;
    assert_eq!(gateway.query("{ a }").await, json!({"data": {"a": 1}}));

    // Nobody sends it any more: what was refused is tried again without another change.
    std::fs::remove_file(&stored).unwrap();
    gateway
        .until_metric("portico_gateway_composition_failing 0")
        .await;
    assert_eq!(gateway.query("{ c }").await, json!({"data": {"c": 3}}));
}

/// Only what the supergraph in force takes can be broken by the next one.
#[tokio::test]
async fn a_stored_operation_that_is_refused_already_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("Stale.graphql", "query Stale { gone } query Half { a }");
    write("Broken.graphql", "query Broken {");
    write("Home.graphql", "query Home { a }");
    let a = Changing::start(A, json!({"a": 1, "c": 3})).await;
    let mut config = config(&[("a", &a)]);
    config.composition.operations = vec![folder.path().to_owned()];
    let gateway = LiveGateway::start(config).await;
    a.sdl("type Query { a: Int c: Int }");
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
        .await;
    a.sdl("type Query { c: Int }");
    gateway
        .until_ready_says("stored operations would be refused")
        .await;
    let (_, ready) = gateway.get("/ready").await;
    assert!(
        ready.contains("Home.graphql") && !ready.contains("Stale") && !ready.contains("Broken"),
        "{ready}"
    );
}

#[tokio::test]
async fn a_file_that_is_longer_than_any_sdl_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.graphql");
    std::fs::write(&file, A).unwrap();
    let a = Changing::start(A, json!({"a": 1})).await;
    let mut config = config(&[("a", &a)]);
    config.composition.max_sdl = 16 * 1024;
    config.subgraphs.get_mut("a").unwrap().schema = Some(file.clone());
    let gateway = LiveGateway::start(config).await;
    std::fs::write(&file, format!("{A} #{}", "x".repeat(16 * 1024))).unwrap();
    gateway
        .until_ready_says("its SDL is longer than 16384 bytes")
        .await;
    assert_eq!(gateway.query("{ a }").await, json!({"data": {"a": 1}}));
}
