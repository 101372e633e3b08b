//! The supergraph follows its subgraphs while the gateway runs.

use gateway_server::config::{IdentityConfig, SubgraphConfig};
use serde_json::{Value, json};

use crate::support::changing::Changing;
use crate::support::keys::Key;
use crate::support::live::{LiveGateway, config};

const ONE: &str = "type Query { one: Int }";
const TWO: &str = "type Query { one: Int two: Int }";

#[tokio::test]
async fn a_field_that_a_subgraph_adds_is_served_without_a_restart() {
    let subgraph = Changing::start(ONE, json!({"one": 1, "two": 2})).await;
    let gateway = LiveGateway::start(config(&[("a", &subgraph)])).await;
    let refused = gateway.query("{ two }").await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
    let before = gateway.get("/ready").await.1;

    subgraph.sdl(TWO);
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
        .await;
    assert_eq!(
        gateway.query("{ one two }").await,
        json!({"data": {"one": 1, "two": 2}})
    );
    let after = gateway.get("/ready").await.1;
    assert!(before.starts_with("ready\nsupergraph ") && after.starts_with("ready\nsupergraph "));
    assert_ne!(before[..32], after[..32], "the hash is another one");

    subgraph.sdl(ONE);
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 2"#)
        .await;
    let refused = gateway.query("{ two }").await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
}

#[tokio::test]
async fn what_clients_ask_for_is_planned_before_the_swap() {
    let subgraph = Changing::start(ONE, json!({"one": 1})).await;
    let gateway = LiveGateway::start(config(&[("a", &subgraph)])).await;
    gateway.query("query Known { one }").await;
    let misses = r#"portico_gateway_cache_total{cache="plans",result="miss"} 1"#;
    gateway.until_metric(misses).await;
    subgraph.sdl(TWO);
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
        .await;
    gateway.query("query Known { one }").await;
    gateway
        .until_metric(r#"portico_gateway_cache_total{cache="plans",result="hit"} 1"#)
        .await;
    gateway.until_metric(misses).await;
}

#[tokio::test]
async fn files_are_watched_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.graphql");
    std::fs::write(&file, ONE).unwrap();
    let subgraph = Changing::start("never asked for", json!({"one": 1, "two": 2})).await;
    let mut config = config(&[]);
    config.composition.poll_interval = None;
    let said = SubgraphConfig {
        url: Some(subgraph.url().parse().unwrap()),
        schema: Some(file.clone()),
        ..SubgraphConfig::default()
    };
    config.subgraphs.insert("a".to_owned(), said);
    let gateway = LiveGateway::start(config).await;
    std::fs::write(&file, TWO).unwrap();
    gateway
        .until_metric(r#"portico_gateway_composition_total{outcome="swapped"} 1"#)
        .await;
    assert_eq!(gateway.query("{ two }").await, json!({"data": {"two": 2}}));
    assert_eq!(subgraph.questions(), 0, "files need no network");
}

#[tokio::test]
async fn subgraphs_are_asked_with_the_gateways_identity() {
    let subgraph = Changing::guarded(ONE).await;
    let key = Key::new("gateway");
    let mut guest = config(&[("accounts", &subgraph)]);
    guest.composition.poll_interval = None;
    let mut known = guest.clone();
    known.identity = Some(IdentityConfig::new(key.pem()));
    LiveGateway::start(known).await;
    let token = subgraph.identity().unwrap();
    let claims: Value = claims(&token);
    assert_eq!(
        (&claims["iss"], &claims["aud"], claims.get("sub")),
        (&json!("portico-gateway"), &json!("accounts"), None)
    );
}

fn claims(token: &str) -> Value {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
