//! Shutting down: what is in flight is answered, idle connections and sockets end at once.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::gateway::{TestGateway, body, until};
use crate::support::socket::Socket;
use crate::support::strange::Behaviour;

#[tokio::test]
async fn what_is_in_flight_is_answered() {
    let gateway = TestGateway::start().await;
    gateway
        .strange
        .behave(Behaviour::Slow(Duration::from_millis(300)));
    let requests: Vec<_> = (0..20)
        .map(|_| tokio::spawn(gateway.post(&json!({"query": "{ strange }"})).send()))
        .collect();
    until("all are in flight", async || {
        gateway.metrics().await.contains("operations_in_flight 20")
    })
    .await;
    let drained = gateway.stop().await;
    assert_eq!(drained.cut, 0);
    for request in requests {
        let answer = body(request.await.unwrap().unwrap()).await;
        assert_eq!(answer["data"]["strange"], "slow");
    }
}

#[tokio::test]
async fn idle_sockets_are_told_to_go_away_at_once() {
    let gateway = TestGateway::start().await;
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("1", "subscription { silence }").await;
    until("it runs", async || {
        gateway
            .metrics()
            .await
            .contains("portico_gateway_subscriptions 1\n")
    })
    .await;
    let started = Instant::now();
    gateway.begin_stop();
    assert_eq!(socket.close_code().await, 1001);
    assert_eq!(gateway.stop().await.cut, 0);
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "idle connections are not waited for"
    );
}

#[tokio::test]
async fn the_drain_period_ends() {
    let gateway = TestGateway::with(|config| config.http.drain = Duration::from_millis(100)).await;
    gateway.strange.behave(Behaviour::Silent);
    let request = tokio::spawn(gateway.post(&json!({"query": "{ strange }"})).send());
    until("it is in flight", async || {
        gateway.metrics().await.contains("operations_in_flight 1")
    })
    .await;
    assert!(gateway.stop().await.cut >= 1);
    assert!(request.await.unwrap().is_err());
}
