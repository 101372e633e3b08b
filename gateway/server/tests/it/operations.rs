//! Health, readiness, metrics, the playground's page.

use crate::support::gateway::TestGateway;

#[tokio::test]
async fn the_gateway_says_how_it_is() {
    let gateway = TestGateway::start().await;
    let get = |path: &'static str| gateway.client.get(gateway.url(path)).send();
    assert_eq!(get("/health").await.unwrap().status(), 200);
    assert_eq!(get("/ready").await.unwrap().status(), 200);
    gateway
        .query("{ products { name reviews { body } } }")
        .await;
    gateway
        .query("{ products { name reviews { body } } }")
        .await;
    gateway.query("{ nothing }").await;
    let metrics = gateway.metrics().await;
    for expected in [
        r#"portico_gateway_operations_total{outcome="success"} 2"#,
        r#"portico_gateway_operations_total{outcome="refused"} 1"#,
        r#"portico_gateway_subgraph_requests_total{subgraph="reviews",outcome="answered"} 2"#,
        r#"portico_gateway_cache_total{cache="plans",result="hit"} 1"#,
        r#"portico_gateway_cache_total{cache="plans",result="miss"} 1"#,
        "portico_gateway_operation_duration_seconds_count 3",
        "portico_gateway_operations_in_flight 0",
    ] {
        assert!(
            metrics.contains(expected),
            "{expected} is not in\n{metrics}"
        );
    }
}

#[tokio::test]
async fn browsers_get_the_playground_and_nobody_else() {
    let gateway = TestGateway::start().await;
    let request = |accept: &'static str| {
        gateway
            .client
            .get(gateway.url("/graphql"))
            .header("accept", accept)
            .send()
    };
    let page = request("text/html,application/xhtml+xml,*/*;q=0.8")
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    assert!(
        page.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("script-src 'self'")
    );
    assert!(page.text().await.unwrap().starts_with("<!doctype html>"));
    assert_eq!(request("application/json").await.unwrap().status(), 400);

    let closed = TestGateway::with(|config| config.playground = false).await;
    let page = closed
        .client
        .get(closed.url("/graphql"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    assert_ne!(page.status(), 200);
}
