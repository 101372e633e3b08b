//! The rate limit: per caller, told when to come back, the same on a socket.

use gateway_server::config::RateLimitConfig;
use serde_json::json;

use crate::support::gateway::{TestGateway, body, code};
use crate::support::socket::Socket;

async fn limited() -> TestGateway {
    TestGateway::with(|config| {
        config.rate_limit = Some(RateLimitConfig {
            requests_per_second: 1,
            burst: 3,
            ..RateLimitConfig::default()
        });
    })
    .await
}

#[tokio::test]
async fn a_caller_beyond_its_limit_is_told_to_wait() {
    let gateway = limited().await;
    let request = || gateway.post(&json!({"query": "{ __typename }"}));
    for _ in 0..3 {
        assert_eq!(request().send().await.unwrap().status(), 200);
    }
    let refused = request().send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(code(&body(refused).await), "RATE_LIMITED");
    let known = request()
        .bearer_auth(gateway.key.token("c1", ""))
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), 200);
}

#[tokio::test]
async fn a_socket_is_the_same_caller() {
    let gateway = limited().await;
    let mut socket = Socket::ready(&gateway).await;
    for id in ["1", "2", "3"] {
        socket.subscribe(id, "{ __typename }").await;
        assert_eq!(socket.receive().await["type"], "next");
        assert_eq!(socket.receive().await["type"], "complete");
    }
    socket.subscribe("4", "{ __typename }").await;
    assert_eq!(
        socket.receive().await["payload"][0]["extensions"]["code"],
        "RATE_LIMITED"
    );
}
