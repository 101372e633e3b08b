//! Starts that find subgraphs missing, with and without the last good supergraph of an earlier run.

use gateway_server::{BuildError, OpenError};
use serde_json::json;

use crate::support::changing::{Changing, Says};
use crate::support::gateway::until;
use crate::support::live::{LiveGateway, config, config_with_state};

const A: &str = "type Query { a: Int }";
const B: &str = "type Query { b: Int }";

#[tokio::test]
async fn without_an_earlier_run_a_missing_subgraph_ends_the_start() {
    let a = Changing::start(A, json!({})).await;
    let b = Changing::start(B, json!({})).await;
    b.say(Says::Html);
    let error = LiveGateway::open(config(&[("a", &a), ("b", &b)])).await;
    let Err(BuildError::Open(OpenError::Missing(missing))) = error else {
        panic!("{error:?}");
    };
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].0, "b");
}

#[tokio::test]
async fn the_last_good_supergraph_is_served_while_subgraphs_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let a = Changing::start(A, json!({"a": 1})).await;
    let b = Changing::start(B, json!({"b": 2, "c": 3})).await;
    let both = [("a", &a), ("b", &b)];
    let first = LiveGateway::start(config_with_state(&both, folder.path())).await;
    let kept = folder.path().join("last-good.json");
    until("the supergraph is on disk", async || kept.exists()).await;
    first.stop().await;

    b.say(Says::Html);
    let second = LiveGateway::start(config_with_state(&both, folder.path())).await;
    let (status, ready) = second.get("/ready").await;
    assert_eq!(status, 200);
    assert!(ready.contains("subgraph b not read for"), "{ready}");
    assert_eq!(
        second.query("{ a b }").await,
        json!({"data": {"a": 1, "b": 2}})
    );

    // It comes back with another SDL.
    b.sdl("type Query { b: Int c: Int }");
    second
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
        .await;
    assert_eq!(second.query("{ c }").await, json!({"data": {"c": 3}}));
}

#[tokio::test]
async fn the_last_good_supergraph_is_served_while_subgraphs_do_not_compose() {
    let folder = tempfile::tempdir().unwrap();
    let a = Changing::start(A, json!({"a": 1})).await;
    let first = LiveGateway::start(config_with_state(&[("a", &a)], folder.path())).await;
    let kept = folder.path().join("last-good.json");
    until("the supergraph is on disk", async || kept.exists()).await;
    first.stop().await;

    a.sdl("type Query { a: Nothing }");
    let second = LiveGateway::start(config_with_state(&[("a", &a)], folder.path())).await;
    second
        .until_ready_says("the last good one of an earlier run")
        .await;
    second.until_ready_says("composition fails for").await;
    assert_eq!(second.query("{ a }").await, json!({"data": {"a": 1}}));
}

#[tokio::test]
async fn what_lies_in_the_state_folder_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("last-good.json"), "{\"version\": 9}").unwrap();
    let a = Changing::start(A, json!({"a": 1})).await;
    let gateway = LiveGateway::start(config_with_state(&[("a", &a)], folder.path())).await;
    assert_eq!(gateway.query("{ a }").await, json!({"data": {"a": 1}}));
}
