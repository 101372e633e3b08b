//! `@defer` over HTTP and WebSocket: who takes parts, how they look on the wire, what becomes of them when the client leaves.

use std::time::Duration;

use futures::StreamExt;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::gateway::{TestGateway, code, until};
use crate::support::socket::Socket;
use crate::support::strange::Behaviour;

const PARTS: &str =
    "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9";
const REVIEWS: &str =
    r#"{ product(upc: 2) { n: name ... @defer(label: "slow") { reviews { body } } } }"#;
const STRANGE: &str = "{ product(upc: 1) { name } ... @defer { s: strange } }";

fn ask(gateway: &TestGateway, accept: &str, query: &str) -> RequestBuilder {
    let request = gateway.client.post(gateway.url("/graphql"));
    request
        .header("content-type", "application/json")
        .header("accept", accept)
        .body(json!({ "query": query }).to_string())
}

async fn parts_of(response: Response) -> Vec<Value> {
    let text = response.text().await.unwrap();
    let parts = text
        .split("--graphql")
        .filter_map(|part| part.split_once("\r\n\r\n"));
    parts
        .map(|(_, body)| serde_json::from_str(body).unwrap())
        .collect()
}

#[tokio::test]
async fn the_bytes_are_those_that_clients_read() {
    let gateway = TestGateway::start().await;
    let response = ask(&gateway, PARTS, REVIEWS).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "multipart/mixed; boundary=\"graphql\"; deferSpec=20220824"
    );
    assert_eq!(
        response.text().await.unwrap(),
        "\r\n--graphql\r\ncontent-type: application/json; charset=utf-8\r\n\r\n\
         {\"data\":{\"product\":{\"n\":\"Couch\"}},\"hasNext\":true}\
         \r\n--graphql\r\ncontent-type: application/json; charset=utf-8\r\n\r\n\
         {\"incremental\":[{\"label\":\"slow\",\"path\":[\"product\"],\"data\":{\"reviews\":[{\"body\":\"about 2\"}]}}],\"hasNext\":false}\
         \r\n--graphql--\r\n"
    );
}

#[tokio::test]
async fn others_get_the_answer_whole() {
    let gateway = TestGateway::start().await;
    let whole = json!({"data": {"product": {"n": "Couch", "reviews": [{"body": "about 2"}]}}});
    for accept in [
        "application/json",
        "application/graphql-response+json",
        "*/*",
        "multipart/mixed;deferSpec=20991231, application/json",
    ] {
        let answer = gateway.answer(ask(&gateway, accept, REVIEWS)).await;
        assert_eq!(answer, whole, "{accept}");
    }
}

#[tokio::test]
async fn nothing_deferred_is_nothing_in_parts() {
    let gateway = TestGateway::start().await;
    let plain = ask(&gateway, PARTS, "{ product(upc: 2) { name } }")
        .send()
        .await
        .unwrap();
    assert_eq!(
        plain.headers()["content-type"],
        "application/graphql-response+json; charset=utf-8"
    );
    let only = ask(&gateway, "multipart/mixed", "{ product(upc: 2) { name } }");
    let only = parts_of(only.send().await.unwrap()).await;
    assert_eq!(
        only,
        [json!({"data": {"product": {"name": "Couch"}}, "hasNext": false})]
    );
}

#[tokio::test]
async fn a_variable_decides_each_time() {
    let gateway = TestGateway::start().await;
    let query = "query($later: Boolean!) { product(upc: 2) { name ... @defer(if: $later) { reviews { body } } } }";
    // Twice round, so that the second time plans are remembered.
    for _ in 0..2 {
        for (later, count) in [(true, 2), (false, 1)] {
            let body = json!({"query": query, "variables": {"later": later}}).to_string();
            let request = ask(&gateway, "multipart/mixed", query).body(body);
            let parts = parts_of(request.send().await.unwrap()).await;
            assert_eq!(parts.len(), count, "{later}: {parts:?}");
        }
    }
}

#[tokio::test]
async fn the_first_part_comes_while_a_subgraph_is_still_thinking() {
    let gateway = TestGateway::with(|config| {
        config.subgraphs.get_mut("strange").unwrap().timeout = Some(Duration::from_millis(300));
    })
    .await;
    gateway.strange.behave(Behaviour::Silent);
    let mut chunks = ask(&gateway, PARTS, STRANGE)
        .send()
        .await
        .unwrap()
        .bytes_stream();
    let mut seen = String::new();
    while !seen.contains("hasNext\":true") {
        let chunk = chunks.next().await.unwrap().unwrap();
        seen.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(
        seen.contains(r#"{"data":{"product":{"name":"Table"}},"hasNext":true}"#),
        "{seen}"
    );
    assert!(
        seen.ends_with("--graphql"),
        "the boundary comes with the part: {seen}"
    );
    let mut rest = String::new();
    while let Some(chunk) = chunks.next().await {
        rest.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
    }
    assert!(rest.contains(r#""path":[],"data":{"s":null},"errors":[{"message":"Subgraph 'strange' did not answer in time.","path":["s"],"extensions":{"code":"SUBGRAPH_TIMEOUT""#), "{rest}");
    assert!(rest.ends_with("--graphql--\r\n"), "{rest}");
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_operation() {
    let gateway = TestGateway::with(|config| {
        config.subgraphs.get_mut("strange").unwrap().timeout = Some(Duration::from_secs(60));
        config.http.request_timeout = Duration::from_secs(60);
    })
    .await;
    gateway.strange.behave(Behaviour::Silent);
    let running = |count: usize| format!("portico_gateway_operations_in_flight {count}\n");
    let mut chunks = ask(&gateway, PARTS, STRANGE)
        .send()
        .await
        .unwrap()
        .bytes_stream();
    chunks.next().await.unwrap().unwrap();
    until("it runs", async || {
        gateway.metrics().await.contains(&running(1))
    })
    .await;
    drop(chunks);
    until("it has ended", async || {
        gateway.metrics().await.contains(&running(0))
    })
    .await;
}

#[tokio::test]
async fn parts_are_not_held_back_by_compression() {
    let gateway = TestGateway::start().await;
    let request = ask(&gateway, PARTS, REVIEWS).header("accept-encoding", "gzip, br");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers().get("content-encoding"), None);
    assert_eq!(parts_of(response).await.len(), 2);
}

#[tokio::test]
async fn what_may_not_be_read_is_denied_in_its_part() {
    let gateway = TestGateway::start().await;
    let request = ask(
        &gateway,
        PARTS,
        "{ product(upc: 1) { name } ... @defer { secret } }",
    );
    let parts = parts_of(request.send().await.unwrap()).await;
    assert_eq!(
        parts[0],
        json!({"data": {"product": {"name": "Table"}}, "hasNext": true})
    );
    let part = &parts[1]["incremental"][0];
    assert_eq!(
        (&part["data"], code(part)),
        (&json!({"secret": null}), "UNAUTHENTICATED")
    );
}

#[tokio::test]
async fn refusals_are_plain_answers() {
    let gateway = TestGateway::start().await;
    for (query, expected) in [
        (
            "{ product(upc: 1) { ... @defer { nothing } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ ... @defer(label: \"a\") { strange } ... @defer(label: \"a\") { secret } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "mutation { ... @defer { productRename(upc: 1, name: \"x\") { name } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { productSeen { ... @defer { name } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        let response = ask(&gateway, PARTS, query).send().await.unwrap();
        assert_eq!(response.status(), 400, "{query}");
        assert_eq!(
            code(&crate::support::gateway::body(response).await),
            expected
        );
    }
}

#[tokio::test]
async fn messages_of_a_socket_are_parts_too() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("1", REVIEWS).await;
    assert_eq!(
        socket.receive().await,
        json!({"type": "next", "id": "1", "payload": {"data": {"product": {"n": "Couch"}}, "hasNext": true}})
    );
    let part =
        json!({"label": "slow", "path": ["product"], "data": {"reviews": [{"body": "about 2"}]}});
    assert_eq!(
        socket.receive().await,
        json!({"type": "next", "id": "1", "payload": {"incremental": [part], "hasNext": false}})
    );
    assert_eq!(
        socket.receive().await,
        json!({"type": "complete", "id": "1"})
    );
}

#[tokio::test]
async fn the_plan_comes_with_the_last_part() {
    let gateway = TestGateway::with(|config| config.expose_plan = true).await;
    let request = ask(&gateway, PARTS, REVIEWS).header("portico-explain", "plan");
    let parts = parts_of(request.send().await.unwrap()).await;
    assert_eq!(parts[0].get("extensions"), None);
    let explanation = &parts[1]["extensions"]["portico"];
    assert_eq!(explanation["fetches"].as_array().unwrap().len(), 2);
    assert_eq!(explanation["plan"]["deferral"]["parts"][1]["label"], "slow");
}

#[tokio::test]
async fn introspection_shows_the_directive() {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .query("{ __schema { directives { name locations } } }")
        .await;
    let directives = answer["data"]["__schema"]["directives"].as_array().unwrap();
    let defer = directives
        .iter()
        .find(|directive| directive["name"] == "defer");
    assert_eq!(
        defer.unwrap()["locations"],
        json!(["FRAGMENT_SPREAD", "INLINE_FRAGMENT"])
    );
}
