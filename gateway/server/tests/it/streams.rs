//! Subscriptions over HTTP: server-sent events, and parts of a multipart answer.

use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::gateway::{TestGateway, body, code, until};
use crate::support::keys;

const SEEN: &str = "subscription { seen: productSeen { name } }";
const SILENT: &str = "subscription { silence }";
const EVENTS: &str = "text/event-stream";

fn ask(gateway: &TestGateway, accept: &str, query: &str) -> RequestBuilder {
    let request = gateway.client.post(gateway.url("/graphql"));
    request
        .header("accept", accept)
        .header("content-type", "application/json")
        .body(json!({ "query": query }).to_string())
}

fn content_type(response: &Response) -> &str {
    response.headers()["content-type"].to_str().unwrap()
}

/// Until so many subscriptions run.
async fn running(gateway: &TestGateway, count: usize) {
    let line = format!("portico_gateway_subscriptions {count}\n");
    until("subscriptions run", async || {
        gateway.metrics().await.contains(&line)
    })
    .await;
}

fn event(payload: &Value) -> String {
    format!("event: next\ndata: {payload}\n\n")
}

#[tokio::test]
async fn events_are_sent_as_the_server_sent_kind() {
    let gateway = TestGateway::start().await;
    let seen = |name: &str| event(&json!({"data": {"seen": {"name": name}}}));
    let all = ["Table", "Couch", "Chair"].map(seen).concat();
    let all = format!("{all}event: complete\ndata:\n\n");
    let response = ask(&gateway, EVENTS, SEEN).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(content_type(&response), "text/event-stream; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.text().await.unwrap(), all);
    // As a browser's `EventSource` asks.
    let query = SEEN.replace(' ', "+");
    let get = gateway
        .client
        .get(gateway.url(&format!("/graphql?query={query}")));
    let get = get.header("accept", EVENTS);
    assert_eq!(get.send().await.unwrap().text().await.unwrap(), all);
    running(&gateway, 0).await;
}

#[tokio::test]
async fn or_as_parts() {
    let gateway = TestGateway::start().await;
    let accept = "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0,application/json";
    let response = ask(&gateway, accept, SEEN).send().await.unwrap();
    assert_eq!(
        content_type(&response),
        "multipart/mixed; boundary=\"graphql\"; subscriptionSpec=1.0"
    );
    let part = |name: &str| {
        let payload = json!({"payload": {"data": {"seen": {"name": name}}}});
        format!("\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{payload}\r\n--graphql")
    };
    let parts = ["Table", "Couch", "Chair"].map(part).concat();
    assert_eq!(
        response.text().await.unwrap(),
        format!("\r\n--graphql{parts}--\r\n")
    );
}

/// One row an operation and what a client that also reads other kinds gets.
#[tokio::test]
async fn only_subscriptions_are_streams_to_clients_that_read_json() {
    let gateway = TestGateway::start().await;
    let all =
        "application/graphql-response+json, application/json, text/event-stream, multipart/mixed";
    for (query, expected) in [
        (
            "{ requests }",
            "application/graphql-response+json; charset=utf-8",
        ),
        (
            "{ nothing }",
            "application/graphql-response+json; charset=utf-8",
        ),
        (SEEN, "text/event-stream; charset=utf-8"),
    ] {
        let response = ask(&gateway, all, query).send().await.unwrap();
        assert_eq!(content_type(&response), expected, "{query}");
    }
    let response = ask(&gateway, "application/json", SEEN)
        .send()
        .await
        .unwrap();
    assert_eq!(code(&body(response).await), "SUBSCRIPTION_OVER_HTTP");
}

#[tokio::test]
async fn everything_is_an_event_to_clients_that_read_nothing_else() {
    let gateway = TestGateway::start().await;
    let text = async |query: &str| {
        let response = ask(&gateway, EVENTS, query).send().await.unwrap();
        assert_eq!(response.status(), 200, "{query}");
        response.text().await.unwrap()
    };
    let end = "event: complete\ndata:\n\n";
    let answer = event(&json!({"data": {"__typename": "Query"}}));
    assert_eq!(text("{ __typename }").await, format!("{answer}{end}"));
    let refused = text("{ nothing }").await;
    assert!(
        refused.starts_with("event: next\ndata: {\"errors\":["),
        "{refused}"
    );
    assert!(refused.contains("GRAPHQL_VALIDATION_FAILED"), "{refused}");
    assert!(refused.ends_with(end), "{refused}");
    // What is wrong with the request rather than with its GraphQL has a status.
    let bad = ask(&gateway, EVENTS, SEEN).bearer_auth("x").send().await;
    let bad = bad.unwrap();
    assert_eq!(bad.status(), 401);
    assert_eq!(code(&body(bad).await), "UNAUTHENTICATED");
    let path = "/graphql?query=mutation+{__typename}";
    let get = gateway.client.get(gateway.url(path));
    let get = get.header("accept", EVENTS).send().await.unwrap();
    assert_eq!(get.status(), 405);
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_subscription() {
    let gateway = TestGateway::start().await;
    let response = ask(&gateway, EVENTS, SILENT).send().await.unwrap();
    running(&gateway, 1).await;
    drop(response);
    running(&gateway, 0).await;
}

#[tokio::test]
async fn streams_are_counted_with_sockets() {
    let gateway = TestGateway::with(|config| config.websocket.max_sockets = 1).await;
    let first = ask(&gateway, EVENTS, SILENT).send().await.unwrap();
    running(&gateway, 1).await;
    let second = ask(&gateway, EVENTS, SILENT).send().await.unwrap();
    assert_eq!(second.status(), 503);
    assert_eq!(second.headers()["retry-after"], "5");
    assert_eq!(code(&body(second).await), "OVERLOADED");
    drop(first);
    running(&gateway, 0).await;
    until("there is a place again", async || {
        let again = ask(&gateway, EVENTS, SEEN).send().await.unwrap();
        again.status() == 200
    })
    .await;
}

/// An event source connects again where a stream breaks off; readers of parts are told.
#[tokio::test]
async fn a_gateway_that_shuts_down_ends_its_streams() {
    let gateway = TestGateway::start().await;
    let events = ask(&gateway, EVENTS, SILENT).send().await.unwrap();
    let accept = "multipart/mixed;subscriptionSpec=1.0";
    let parts = ask(&gateway, accept, SILENT).send().await.unwrap();
    running(&gateway, 2).await;
    let reading = tokio::spawn(async move {
        let parts = parts.text().await.unwrap();
        (events.text().await.unwrap(), parts)
    });
    let stopped = tokio::time::timeout(Duration::from_secs(4), gateway.stop()).await;
    assert!(stopped.is_ok(), "the drain is not waited for");
    let (events, parts) = reading.await.unwrap();
    assert_eq!(events, "");
    assert!(parts.contains("{\"payload\":null,\"errors\":[{"), "{parts}");
    assert!(parts.contains("SHUTTING_DOWN"), "{parts}");
}

#[tokio::test]
async fn a_stream_ends_with_its_token() {
    let gateway = TestGateway::with(|config| {
        config.auth.as_mut().unwrap().clock_skew = Duration::ZERO;
    })
    .await;
    let mut claims = keys::claims("c1", "");
    claims["exp"] = json!(keys::now() + 2);
    let token = gateway.key.sign(&gateway.key.header(), &claims);
    let stream = ask(&gateway, EVENTS, SILENT).bearer_auth(token);
    let text = stream.send().await.unwrap().text().await.unwrap();
    assert!(text.contains("UNAUTHENTICATED"), "{text}");
    assert!(text.ends_with("event: complete\ndata:\n\n"), "{text}");
}

#[tokio::test]
async fn events_are_not_held_back_by_compression() {
    let gateway = TestGateway::start().await;
    let request = ask(&gateway, EVENTS, SEEN).header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    assert!(!response.headers().contains_key("content-encoding"));
    assert!(response.text().await.unwrap().contains("Table"));
}
