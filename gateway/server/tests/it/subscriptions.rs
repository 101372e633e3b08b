//! Subscriptions: events of one subgraph, fields of another, both ends closed when one is.

use serde_json::json;

use crate::support::gateway::{TestGateway, until};
use crate::support::socket::Socket;

#[tokio::test]
async fn every_event_is_completed_from_other_subgraphs() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket
        .subscribe(
            "s",
            "subscription { seen: productSeen { name reviews { body } } }",
        )
        .await;
    for (number, name) in ["Table", "Couch", "Chair"].into_iter().enumerate() {
        let body = format!("about {}", number + 1);
        let seen = json!({"name": name, "reviews": [{"body": body}]});
        assert_eq!(
            socket.receive().await,
            json!({"type": "next", "id": "s", "payload": {"data": {"seen": seen}}})
        );
    }
    assert_eq!(
        socket.receive().await,
        json!({"type": "complete", "id": "s"})
    );
}

#[tokio::test]
async fn several_subscriptions_share_a_socket() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("silent", "subscription { silence }").await;
    socket
        .subscribe("seen", "subscription { productSeen { upc } }")
        .await;
    for upc in ["1", "2", "3"] {
        let message = socket.receive().await;
        assert_eq!(
            (
                &message["id"],
                &message["payload"]["data"]["productSeen"]["upc"]
            ),
            (&json!("seen"), &json!(upc))
        );
    }
    assert_eq!(socket.receive().await["type"], "complete");
    socket.subscribe("query", "{ __typename }").await;
    assert_eq!(socket.receive().await["id"], "query");
}

#[tokio::test]
async fn ending_a_subscription_ends_it_at_the_subgraph() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    let running = |count: usize| format!("portico_gateway_subscriptions {count}\n");
    socket.subscribe("1", "subscription { silence }").await;
    socket.subscribe("2", "subscription { silence }").await;
    until("two run", async || {
        gateway.metrics().await.contains(&running(2))
    })
    .await;
    socket.send(json!({"type": "complete", "id": "1"})).await;
    until("one runs", async || {
        gateway.metrics().await.contains(&running(1))
    })
    .await;
    drop(socket);
    until("none runs", async || {
        gateway.metrics().await.contains(&running(0))
    })
    .await;
}

#[tokio::test]
async fn a_subgraph_that_cannot_be_reached_is_an_error_of_the_operation() {
    let gateway = TestGateway::with(|config| {
        let products = config.subgraphs.get_mut("products").unwrap();
        products.subscription_url = Some("http://127.0.0.1:9/graphql".parse().unwrap());
    })
    .await;
    let mut socket = Socket::ready(&gateway).await;
    socket
        .subscribe("1", "subscription { productSeen { upc } }")
        .await;
    let answer = socket.receive().await;
    assert_eq!(answer["type"], "error");
    assert_eq!(
        answer["payload"][0]["extensions"]["code"],
        "SUBGRAPH_UNREACHABLE"
    );
    socket.subscribe("1", "{ __typename }").await;
    assert_eq!(socket.receive().await["type"], "next");
}
