//! Following a checkout live.

use crate::shop::{Shop, customer};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use subgraph_kit::identity::Caller;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

async fn follow(shop: &Shop, caller: &Caller, checkout: &str) -> WebSocketStream<TcpStream> {
    let address = shop.service.running().address();
    let mut request = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert(
        "sec-websocket-protocol",
        "graphql-transport-ws".parse().unwrap(),
    );
    headers.insert(
        "portico-identity",
        shop.service.identity(caller).parse().unwrap(),
    );
    let stream = TcpStream::connect(address).await.unwrap();
    let mut socket = tokio_tungstenite::client_async(request, stream)
        .await
        .unwrap()
        .0;
    let query = "subscription($id: ID!) { checkoutProgress(id: $id) { status step order { id } } }";
    for message in [
        json!({ "type": "connection_init" }),
        json!({ "id": "1", "type": "subscribe", "payload": { "query": query, "variables": { "id": checkout } } }),
    ] {
        socket
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }
    assert_eq!(next(&mut socket).await["type"], "connection_ack");
    socket
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Value {
    let message = tokio::time::timeout(Duration::from_secs(20), socket.next()).await;
    let message = message.expect("a message comes").unwrap().unwrap();
    serde_json::from_str(message.to_text().unwrap()).unwrap()
}

#[tokio::test]
async fn each_step_is_shown_and_the_end_ends_it() {
    let shop = Shop::new().await;
    let cart = shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await;
    let accepted = shop
        .submit(
            &Caller::Guest,
            &cart,
            &shop.submission("attempt-1", "16.90"),
        )
        .await;
    let checkout = accepted["checkout"]["id"].as_str().unwrap();
    let mut socket = follow(&shop, &Caller::Guest, checkout).await;
    let path = [
        ("RESERVING_STOCK", "stock.reserved.v1"),
        ("AUTHORIZING_PAYMENT", "payment.authorized.v1"),
        ("CREATING_ORDER", "order.created.v1"),
        ("COMMITTING_STOCK", "stock.committed.v1"),
        ("CONFIRMING_ORDER", "order.confirmed.v1"),
    ];
    for (step, reply) in path {
        let progress = next(&mut socket).await["payload"]["data"]["checkoutProgress"].take();
        assert_eq!(progress["step"], step);
        shop.service
            .hear(reply, checkout, json!({ "checkoutId": checkout }))
            .await;
    }
    let last = next(&mut socket).await;
    assert_eq!(
        last["payload"]["data"]["checkoutProgress"]["status"], "COMPLETED",
        "{last}"
    );
    assert_eq!(next(&mut socket).await["type"], "complete");
    drop(socket);
    // Who comes late sees the end.
    let mut late = follow(&shop, &Caller::Guest, checkout).await;
    assert_eq!(
        next(&mut late).await["payload"]["data"]["checkoutProgress"]["step"],
        "DONE"
    );
    assert_eq!(next(&mut late).await["type"], "complete");
    shop.service.stop().await;
}

#[tokio::test]
async fn a_customers_checkout_is_followed_by_nobody_else() {
    let shop = Shop::new().await;
    let ada = customer();
    let cart = shop.cart_of(&ada, &[(shop.mug, 1)]).await;
    let accepted = shop
        .submit(&ada, &cart, &shop.submission("attempt-1", "16.90"))
        .await;
    let checkout = accepted["checkout"]["id"].as_str().unwrap();
    for stranger in [Caller::Guest, customer()] {
        let mut socket = follow(&shop, &stranger, checkout).await;
        let refused = next(&mut socket).await.to_string();
        assert!(refused.contains("There is no such checkout."), "{refused}");
        assert!(!refused.contains("RESERVING_STOCK"), "{refused}");
    }
    let mut own = follow(&shop, &ada, checkout).await;
    let progress = next(&mut own).await["payload"]["data"]["checkoutProgress"].take();
    assert_eq!(progress["step"], "RESERVING_STOCK");
    shop.service.stop().await;
}
