//! `graphql-transport-ws`: the protocol, its close codes, its bounds.

use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::gateway::TestGateway;
use crate::support::keys::{claims, now};
use crate::support::socket::Socket;

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

#[tokio::test]
async fn queries_and_mutations_are_answered_over_a_socket() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket
        .subscribe("q", "{ product(upc: 2) { name reviews { body } } }")
        .await;
    let expected =
        json!({"data": {"product": {"name": "Couch", "reviews": [{"body": "about 2"}]}}});
    assert_eq!(
        socket.receive().await,
        json!({"type": "next", "id": "q", "payload": expected})
    );
    assert_eq!(
        socket.receive().await,
        json!({"type": "complete", "id": "q"})
    );
    // The id is free again.
    socket
        .subscribe(
            "q",
            "mutation { productRename(upc: 1, name: \"Desk\") { name } }",
        )
        .await;
    assert_eq!(
        socket.receive().await["payload"]["data"]["productRename"]["name"],
        "Desk"
    );
}

#[tokio::test]
async fn pings_are_answered_before_and_after_the_acknowledgement() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::connect(&gateway).await;
    socket
        .send(json!({"type": "ping", "payload": {"a": 1}}))
        .await;
    assert_eq!(socket.receive().await["type"], "pong");
    socket.send(json!({"type": "connection_init"})).await;
    assert_eq!(socket.receive().await["type"], "connection_ack");
    socket.send(json!({"type": "pong"})).await;
    socket.send(json!({"type": "ping"})).await;
    assert_eq!(socket.receive().await["type"], "pong");
}

#[tokio::test]
async fn a_message_beyond_the_limit_closes_with_1009() {
    let gateway = TestGateway::with(|config| config.limits.body = 1_000).await;
    let mut socket = Socket::ready(&gateway).await;
    let fits = format!("{{ __typename }} # {}", "x".repeat(500));
    socket.subscribe("fits", &fits).await;
    assert_eq!(socket.receive().await["type"], "next");
    socket.subscribe("wide", &"x".repeat(2_000)).await;
    assert_eq!(socket.close_code().await, 1009);
}

#[tokio::test]
async fn messages_that_are_not_of_the_protocol_close_with_4400() {
    let gateway = TestGateway::start().await;
    let bad = [
        Message::text("not json"),
        Message::text("[]"),
        Message::text(r#"{"id": "1"}"#),
        Message::text(r#"{"type": "start", "id": "1", "payload": {}}"#),
        Message::text(r#"{"type": "subscribe", "payload": {"query": "{ __typename }"}}"#),
        Message::text(r#"{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}"#),
        Message::text(r#"{"type": "subscribe", "id": "1"}"#),
        Message::text(r#"{"type": "complete"}"#),
        Message::binary(vec![1, 2, 3]),
    ];
    for message in bad {
        let mut socket = Socket::ready(&gateway).await;
        socket.send_raw(message.clone()).await;
        assert_eq!(socket.close_code().await, 4400, "{message:?}");
    }
    let mut socket = Socket::connect(&gateway).await;
    socket
        .send(json!({"type": "connection_init", "payload": 1}))
        .await;
    assert_eq!(socket.close_code().await, 4400);
}

#[tokio::test]
async fn the_other_close_codes() {
    let gateway =
        TestGateway::with(|config| config.websocket.init_timeout = Duration::from_millis(100))
            .await;

    let mut early = Socket::connect(&gateway).await;
    early.subscribe("1", "{ __typename }").await;
    assert_eq!(early.close_code().await, 4401);

    let mut forbidden = Socket::connect(&gateway).await;
    forbidden
        .send(json!({"type": "connection_init", "payload": {"authorization": "Bearer bad"}}))
        .await;
    assert_eq!(forbidden.close_code().await, 4403);

    let mut foreign = Socket::open(&gateway, &[]).await.unwrap();
    assert_eq!(foreign.close_code().await, 4406);

    let mut silent = Socket::connect(&gateway).await;
    assert_eq!(silent.close_code().await, 4408);

    let mut twice = Socket::ready(&gateway).await;
    twice.subscribe("1", "subscription { silence }").await;
    twice.subscribe("1", "subscription { silence }").await;
    assert_eq!(twice.close_code().await, 4409);

    let mut eager = Socket::ready(&gateway).await;
    eager.send(json!({"type": "connection_init"})).await;
    assert_eq!(eager.close_code().await, 4429);
}

#[tokio::test]
async fn upgrades_are_refused_like_requests() {
    let gateway = TestGateway::with(|config| config.websocket.max_sockets = 1).await;
    // The sockets are never opened; what is asserted is the HTTP status.
    assert_eq!(
        Socket::open(&gateway, &[PROTOCOL, ("authorization", "Bearer bad")])
            .await
            .unwrap_err(),
        401
    );
    assert_eq!(
        Socket::open(&gateway, &[PROTOCOL, ("origin", "https://evil.example")])
            .await
            .unwrap_err(),
        403
    );
    let _open = Socket::ready(&gateway).await;
    assert_eq!(Socket::open(&gateway, &[PROTOCOL]).await.unwrap_err(), 503);
}

#[tokio::test]
async fn the_end_of_the_token_is_the_end_of_the_socket() {
    let gateway = TestGateway::start().await;
    let mut claims = claims("c1", "");
    claims["exp"] = json!(now() + 2);
    let authorization = format!(
        "Bearer {}",
        gateway.key.sign(&gateway.key.header(), &claims)
    );
    let mut by_header = Socket::open(&gateway, &[PROTOCOL, ("authorization", &authorization)])
        .await
        .unwrap();
    by_header.send(json!({"type": "connection_init"})).await;
    assert_eq!(by_header.receive().await["type"], "connection_ack");
    let mut by_payload = Socket::connect(&gateway).await;
    by_payload
        .send(json!({"type": "connection_init", "payload": {"Authorization": authorization}}))
        .await;
    assert_eq!(by_payload.receive().await["type"], "connection_ack");
    by_payload.subscribe("1", "subscription { silence }").await;
    assert_eq!(by_header.close_code().await, 4401);
    assert_eq!(by_payload.close_code().await, 4401);
}

#[tokio::test]
async fn faults_of_an_operation_leave_the_socket_open() {
    let gateway = TestGateway::with(|config| config.websocket.max_operations = 2).await;
    let mut socket = Socket::ready(&gateway).await;
    let expect = [
        (json!({"query": "{"}), "GRAPHQL_PARSE_FAILED"),
        (json!({"query": "{ nothing }"}), "GRAPHQL_VALIDATION_FAILED"),
        (json!({"query": 1}), "BAD_REQUEST"),
        (
            json!({"query": "query Q($u: ID!) { product(upc: $u) { upc } }"}),
            "VARIABLES_INVALID",
        ),
    ];
    for (payload, code) in expect {
        socket
            .send(json!({"type": "subscribe", "id": "1", "payload": payload}))
            .await;
        let answer = socket.receive().await;
        assert_eq!(
            (&answer["type"], &answer["payload"][0]["extensions"]["code"]),
            (&json!("error"), &json!(code))
        );
    }
    for id in ["1", "2", "3"] {
        socket.subscribe(id, "subscription { silence }").await;
    }
    let answer = socket.receive().await;
    assert_eq!(
        (&answer["id"], &answer["payload"][0]["extensions"]["code"]),
        (&json!("3"), &json!("RATE_LIMITED"))
    );
    socket.send(json!({"type": "complete", "id": "1"})).await;
    socket.subscribe("4", "{ __typename }").await;
    assert_eq!(
        socket.receive().await["payload"]["data"]["__typename"],
        "Query"
    );
}

#[tokio::test]
async fn a_message_may_not_be_longer_than_a_body() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    let padding = " ".repeat(2 << 20);
    socket
        .send(json!({"type": "subscribe", "id": "1", "payload": {"query": padding}}))
        .await;
    crate::support::gateway::until("the socket is gone", async || {
        gateway
            .metrics()
            .await
            .contains("portico_gateway_websockets 0")
    })
    .await;
}
