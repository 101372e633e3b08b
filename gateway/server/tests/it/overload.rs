//! More than the gateway can do at once: shed at once, not queued.

use serde_json::json;

use crate::support::gateway::{TestGateway, body, code, until};
use crate::support::strange::Behaviour;

#[tokio::test]
async fn what_is_too_much_is_refused_at_once() {
    let gateway = TestGateway::with(|config| config.http.max_in_flight = 1).await;
    gateway.strange.behave(Behaviour::Silent);
    let request = gateway.post(&json!({"query": "{ strange }"}));
    let waiting = tokio::spawn(request.send());
    until("one is in flight", async || {
        gateway.metrics().await.contains("operations_in_flight 1")
    })
    .await;
    let refused = gateway
        .post(&json!({"query": "{ requests }"}))
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(code(&body(refused).await), "OVERLOADED");
    // A client that goes away gives its place back.
    waiting.abort();
    until("the place is free again", async || {
        gateway.query("{ requests }").await.get("errors").is_none()
    })
    .await;
    until("nothing is in flight", async || {
        gateway.metrics().await.contains("operations_in_flight 0")
    })
    .await;
}
