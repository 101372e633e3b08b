//! What clients use, from their requests to `check --usage`.

use gateway_composition::usage::Usage;
use gateway_server::config::UsageConfig;
use serde_json::json;

use crate::support::gateway::TestGateway;
use crate::support::socket::Socket;

#[tokio::test]
async fn what_clients_send_is_in_the_file_when_the_gateway_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.json");
    let config = UsageConfig::new(&file);
    let gateway = TestGateway::with(|all| all.usage = Some(config)).await;
    let page = "query Page($upc: ID!) { product(upc: $upc) { name } }";
    let request = json!({"query": page, "variables": {"upc": "1"}});
    for _ in 0..3 {
        let request = gateway
            .post(&request)
            .header("apollographql-client-name", "wéb".as_bytes())
            .header("apollographql-client-version", "1.4");
        gateway.answer(request).await;
    }
    // Laid out in another way, by a client that does not say who it is.
    let request = json!({"query": page.replace(' ', "\n  "), "variables": {"upc": "2"}});
    gateway.answer(gateway.post(&request)).await;
    // What is refused is not used.
    gateway.query("query Wrong { nothing }").await;
    let mut socket = Socket::ready(&gateway).await;
    socket
        .subscribe("1", "subscription Seen { productSeen { upc } }")
        .await;
    socket.receive().await;
    gateway.stop().await;

    let usage = Usage::parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let mut told: Vec<String> = usage
        .operations
        .values()
        .map(|operation| {
            let coordinates: Vec<&str> = operation.coordinates.iter().map(|c| &**c).collect();
            let clients = operation.clients.iter();
            let clients: Vec<String> = clients
                .map(|(client, activity)| {
                    format!("{}@{}={}", client.name, client.version, activity.count)
                })
                .collect();
            format!(
                "{} {} [{}] {}",
                operation.kind,
                operation.name.as_deref().unwrap_or("-"),
                clients.join(" "),
                coordinates.join(" ")
            )
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "query Page [@=1 wéb@1.4=3] ID Product Product.name Query Query.product Query.product(upc:) String",
            "subscription Seen [@=1] ID Product Product.upc Subscription Subscription.productSeen",
        ]
    );
    let days = usage.days().unwrap();
    assert_eq!(days.0, days.1);
}

#[tokio::test]
async fn nothing_is_recorded_where_nobody_asked_for_it() {
    let gateway = TestGateway::start().await;
    let answer = gateway.query("{ products { name } }").await;
    assert!(answer["data"]["products"].is_array());
}
