//! Subgraphs that are slow, down, or failing: what is sent again, what is held back, and that others notice nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures::future::join_all;
use gateway_server::config::Config;
use serde_json::{Value, json};

use crate::support::fake::{Composed, Fake};
use crate::support::gateway::{TestGateway, code, until};
use crate::support::strange::Behaviour;

const SHAKY: &str = "type Query { shaky: Int } type Mutation { shake: Int }";
const STEADY: &str = "type Query { steady: Int }";
/// Of something between here and the subgraph.
const NOBODY: &str = "<html>no server is available</html>";

/// A gateway over a subgraph that does as it is told and one that is always well.
async fn world(
    shaky: impl Fn(&Value) -> (u16, String) + Send + Sync + 'static,
    change: impl FnOnce(&mut Config),
) -> (Composed, Fake, Fake) {
    let shaky = Fake::start(shaky).await;
    let steady = Fake::of(json!({"steady": 1}), Value::Null).await;
    let subgraphs = [("shaky", SHAKY, &shaky), ("steady", STEADY, &steady)];
    let gateway = Composed::with(&subgraphs, change).await;
    (gateway, shaky, steady)
}

fn well(request: &Value) -> (u16, String) {
    let mutation = request["query"].as_str().unwrap().starts_with("mutation");
    let field = if mutation { "shake" } else { "shaky" };
    (200, json!({"data": {field: 1}}).to_string())
}

/// One row a way to meet nobody, and whether what is asked may be asked again.
#[tokio::test]
async fn what_met_nobody_is_sent_again_unless_it_has_side_effects() {
    for (status, text, sent) in [
        (502, NOBODY, 2),
        (503, NOBODY, 2),
        (504, "", 2),
        // Somebody answered.
        (503, r#"{"errors": [{"message": "closed"}]}"#, 1),
        (500, NOBODY, 1),
        (404, NOBODY, 1),
    ] {
        let asked = AtomicUsize::new(0);
        let script = move |request: &Value| match asked.fetch_add(1, Ordering::SeqCst) {
            0 => (status, text.to_owned()),
            _ => well(request),
        };
        let (gateway, shaky, _steady) = world(script, |_| {}).await;
        let answer = gateway.query("{ shaky }").await;
        assert_eq!(shaky.asked().len(), sent, "{status} {text}: {answer}");
        assert_eq!(answer["data"]["shaky"].is_i64(), sent == 2, "{answer}");
        let retries = format!(r#"subgraph_retries_total{{subgraph="shaky"}} {}"#, sent - 1);
        assert!(gateway.metrics().await.contains(&retries), "{status}");
    }
    let nobody = |_: &Value| (503, NOBODY.to_owned());
    let (gateway, shaky, _steady) = world(nobody, |_| {}).await;
    let answer = gateway.query("mutation { shake }").await;
    assert_eq!(code(&answer), "SUBGRAPH_REJECTED");
    assert_eq!(shaky.asked().len(), 1);
}

#[tokio::test]
async fn retries_are_a_share_of_the_requests() {
    let nobody = |_: &Value| (503, NOBODY.to_owned());
    let (gateway, shaky, _steady) = world(nobody, |config| {
        config.subgraph_defaults.traffic.breaker = None;
    })
    .await;
    join_all((0..200).map(|_| gateway.query("{ shaky }"))).await;
    // A reserve of ten, and a fifth of what is sent.
    let asked = shaky.asked().len();
    assert!((210..=250).contains(&asked), "{asked}");
}

#[tokio::test]
async fn what_fails_too_often_is_left_alone_until_it_is_well() {
    let is_well = Arc::new(AtomicBool::new(false));
    let seen = is_well.clone();
    let script = move |request: &Value| match seen.load(Ordering::SeqCst) {
        true => well(request),
        false => (500, NOBODY.to_owned()),
    };
    let (gateway, shaky, _steady) = world(script, |_| {}).await;
    for _ in 0..20 {
        let answer = gateway.query("{ shaky steady }").await;
        assert_eq!(code(&answer), "SUBGRAPH_REJECTED");
    }
    assert_eq!(shaky.asked().len(), 20);
    let answer = gateway.query("{ shaky steady }").await;
    assert_eq!(code(&answer), "SUBGRAPH_CIRCUIT_OPEN");
    assert_eq!(answer["data"], json!({"shaky": null, "steady": 1}));
    assert_eq!(answer["errors"][0]["extensions"]["service"], "shaky");
    assert_eq!(shaky.asked().len(), 20, "it is left alone");
    let metrics = gateway.metrics().await;
    for line in [
        r#"subgraph_circuit_opened_total{subgraph="shaky"} 1"#,
        r#"subgraph_circuit_refused_total{subgraph="shaky"} 1"#,
        r#"subgraph_circuit_opened_total{subgraph="steady"} 0"#,
    ] {
        assert!(metrics.contains(line), "{line}");
    }
    is_well.store(true, Ordering::SeqCst);
    until("a probe finds it well", async || {
        gateway.query("{ shaky }").await.get("errors").is_none()
    })
    .await;
    let before = shaky.asked().len();
    for _ in 0..5 {
        assert!(gateway.query("{ shaky }").await.get("errors").is_none());
    }
    assert_eq!(shaky.asked().len(), before + 5);
}

#[tokio::test]
async fn a_breaker_can_be_off() {
    let (gateway, shaky, _steady) = world(
        |_| (500, NOBODY.to_owned()),
        |config| config.subgraph_defaults.traffic.breaker = None,
    )
    .await;
    for _ in 0..30 {
        let answer = gateway.query("{ shaky }").await;
        assert_eq!(code(&answer), "SUBGRAPH_REJECTED");
    }
    assert_eq!(shaky.asked().len(), 30);
}

#[tokio::test]
async fn a_slow_subgraph_holds_a_bounded_number_of_requests() {
    let gateway = TestGateway::with(|config| {
        let mut own = config.subgraph_defaults.traffic.clone();
        own.max_in_flight = 1;
        config.subgraphs.get_mut("strange").unwrap().traffic = Some(own);
    })
    .await;
    gateway.strange.behave(Behaviour::Silent);
    let waiting = tokio::spawn(gateway.post(&json!({"query": "{ strange }"})).send());
    until("one is in flight", async || {
        gateway.metrics().await.contains("operations_in_flight 1")
    })
    .await;
    let mut answer = Value::Null;
    until("the second one is refused", async || {
        // The first may not have been sent yet.
        let asked = gateway.query("{ strange requests }");
        let Ok(now) = tokio::time::timeout(std::time::Duration::from_secs(1), asked).await else {
            return false;
        };
        answer = now;
        true
    })
    .await;
    assert_eq!(code(&answer), "SUBGRAPH_OVERLOADED");
    assert!(answer["data"]["requests"].is_number(), "{answer}");
    waiting.abort();
    gateway
        .strange
        .behave(Behaviour::Body(200, r#"{"data":{"strange":"fine"}}"#));
    until("the place is free again", async || {
        gateway.query("{ strange }").await.get("errors").is_none()
    })
    .await;
}
