//! Answers that are not what a subgraph should send: one error with a stable code, the rest kept, nothing told of the text.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::gateway::{TestGateway, code};
use crate::support::strange::Behaviour;

const QUERY: &str = "{ strange product(upc: 1) { name } }";

#[tokio::test]
async fn each_strange_answer_has_its_code() {
    let gateway = TestGateway::with(|config| {
        config.subgraph_defaults.max_response = 256 * 1024;
        config.subgraphs.get_mut("strange").unwrap().timeout = Some(Duration::from_millis(300));
    })
    .await;
    let cases = [
        (
            Behaviour::Body(200, "<html>top secret</html>"),
            "SUBGRAPH_MALFORMED",
        ),
        (
            Behaviour::Body(200, r#"{"data":{"strange":"cut"#),
            "SUBGRAPH_MALFORMED",
        ),
        (Behaviour::Body(200, ""), "SUBGRAPH_MALFORMED"),
        (
            Behaviour::Body(500, "top secret stack"),
            "SUBGRAPH_REJECTED",
        ),
        (
            Behaviour::Body(200, r#"{"data":{"strange":{"not":"a string"}}}"#),
            "SUBGRAPH_INVALID_VALUE",
        ),
        (
            Behaviour::Body(200, r#"{"data":null,"errors":[{"message":"no"}]}"#),
            "SUBGRAPH_ERROR",
        ),
        (Behaviour::Redirect, "SUBGRAPH_REJECTED"),
        (Behaviour::Endless, "SUBGRAPH_TOO_LARGE"),
        (Behaviour::Silent, "SUBGRAPH_TIMEOUT"),
        (Behaviour::BrokenOff, "SUBGRAPH_UNREACHABLE"),
    ];
    for (behaviour, expected) in cases {
        gateway.strange.behave(behaviour.clone());
        let answer = gateway.query(QUERY).await;
        assert_eq!(code(&answer), expected, "{behaviour:?}: {answer}");
        assert_eq!(
            answer["data"],
            json!({"strange": null, "product": {"name": "Table"}}),
            "{behaviour:?}"
        );
        assert_eq!(
            answer["errors"][0]["path"],
            json!(["strange"]),
            "{behaviour:?}"
        );
        assert!(!answer.to_string().contains("secret"), "{answer}");
    }
    gateway.strange.behave(Behaviour::Body(
        400,
        r#"{"data":{"strange":"judged by the body"}}"#,
    ));
    assert_eq!(
        gateway.query(QUERY).await["data"]["strange"],
        "judged by the body"
    );
}

#[tokio::test]
async fn the_whole_request_has_a_deadline() {
    let gateway =
        TestGateway::with(|config| config.http.request_timeout = Duration::from_millis(200)).await;
    gateway.strange.behave(Behaviour::Silent);
    let started = Instant::now();
    let answer = gateway.query(QUERY).await;
    assert_eq!(code(&answer), "SUBGRAPH_TIMEOUT");
    assert!(started.elapsed() < Duration::from_secs(5));
}
