//! `@authenticated` and `@requiresScopes`: decided per request, also when the plan is remembered.

use serde_json::json;

use crate::support::gateway::{TestGateway, code};
use crate::support::socket::Socket;

const QUERY: &str = "{ product(upc: 1) { name } secret staff }";

#[tokio::test]
async fn fields_are_denied_by_what_the_caller_holds() {
    let gateway = TestGateway::start().await;
    // Twice round, so that the second time plans are remembered.
    for _ in 0..2 {
        let guest = gateway.query(QUERY).await;
        assert_eq!(
            guest["data"],
            json!({"product": {"name": "Table"}, "secret": null, "staff": null})
        );
        assert_eq!(code(&guest), "UNAUTHENTICATED");
        assert_eq!(guest["errors"].as_array().unwrap().len(), 2);

        let customer = gateway
            .query_as(&gateway.key.token("c1", "other"), QUERY)
            .await;
        assert_eq!(customer["data"]["secret"], "for those who are known");
        assert_eq!(customer["data"]["staff"], json!(null));
        assert_eq!(code(&customer), "FORBIDDEN");

        let staff = gateway
            .query_as(&gateway.key.token("c2", "staff other"), QUERY)
            .await;
        assert_eq!(staff["data"]["staff"], "for staff");
        assert_eq!(staff.get("errors"), None);
    }
}

#[tokio::test]
async fn aliases_and_fragments_open_no_door() {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .query("{ a: secret ...F ... on Query { c: staff } } fragment F on Query { b: secret }")
        .await;
    assert_eq!(answer["data"], json!({"a": null, "b": null, "c": null}));
}

#[tokio::test]
async fn the_same_rules_hold_on_a_socket() {
    let gateway = TestGateway::start().await;
    let mut guest = Socket::ready(&gateway).await;
    guest.subscribe("1", "{ secret }").await;
    let answer = guest.receive().await;
    assert_eq!(answer["payload"]["data"], json!({"secret": null}));
    assert_eq!(code(&answer["payload"]), "UNAUTHENTICATED");

    let mut customer = Socket::connect(&gateway).await;
    let authorization = format!("Bearer {}", gateway.key.token("c1", ""));
    customer
        .send(json!({"type": "connection_init", "payload": {"Authorization": authorization}}))
        .await;
    assert_eq!(customer.receive().await["type"], "connection_ack");
    customer.subscribe("1", "{ secret staff }").await;
    let answer = customer.receive().await;
    assert_eq!(
        answer["payload"]["data"]["secret"],
        "for those who are known"
    );
    assert_eq!(code(&answer["payload"]), "FORBIDDEN");
}
