//! Operations by id: registered by clients, or listed by the operator.

use gateway_server::config::Config;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::gateway::{TestGateway, body, code};
use crate::support::socket::Socket;

const QUERY: &str = "query Name { product(upc: 1) { name } }";

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn by_hash(text: &str) -> Value {
    json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash(text)}}})
}

fn registering(text: &str, hashed: &str) -> Value {
    let mut request = by_hash(hashed);
    request["query"] = text.into();
    request
}

async fn ask(gateway: &TestGateway, request: &Value) -> Value {
    gateway.answer(gateway.post(request)).await
}

fn name() -> Value {
    json!({"data": {"product": {"name": "Table"}}})
}

/// A gateway that knows a manifest.
async fn listing(change: impl FnOnce(&mut Config)) -> (TestGateway, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("operations.json");
    let manifest = json!({
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": "name-of-one", "name": "Name", "type": "query", "body": QUERY}],
    });
    std::fs::write(&path, manifest.to_string()).unwrap();
    let gateway = TestGateway::with(|config| {
        config.persisted_operations.manifests = vec![path];
        change(config);
    })
    .await;
    (gateway, folder)
}

#[tokio::test]
async fn clients_register_what_they_send_again() {
    let gateway = TestGateway::start().await;
    let unknown = gateway.post(&by_hash(QUERY)).send().await.unwrap();
    assert_eq!(unknown.status(), 400);
    let unknown = body(unknown).await;
    assert_eq!(unknown["errors"][0]["message"], "PersistedQueryNotFound");
    assert_eq!(code(&unknown), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(ask(&gateway, &registering(QUERY, QUERY)).await, name());
    assert_eq!(ask(&gateway, &by_hash(QUERY)).await, name());
    // By GET, as caches between like it.
    let extensions = by_hash(QUERY)["extensions"].to_string();
    let get = gateway.client.get(gateway.url(&format!(
        "/graphql?extensions={}",
        extensions.replace('"', "%22").replace('{', "%7B").replace('}', "%7D")
    )));
    assert_eq!(gateway.answer(get).await, name());
    // Over a socket.
    let mut socket = Socket::ready(&gateway).await;
    let message = json!({"type": "subscribe", "id": "1", "payload": by_hash(QUERY)});
    socket.send(message).await;
    assert_eq!(socket.receive().await["payload"], name());
}

/// One row a request that is refused, and its code.
#[tokio::test]
async fn what_is_no_id_is_refused() {
    let gateway = TestGateway::start().await;
    let extension = |value: Value| json!({"extensions": {"persistedQuery": value}});
    for (request, expected) in [
        (registering("{ requests }", QUERY), "BAD_REQUEST"),
        (
            extension(json!({"version": 2, "sha256Hash": hash(QUERY)})),
            "BAD_REQUEST",
        ),
        (extension(json!({"version": 1})), "BAD_REQUEST"),
        (extension(json!(1)), "BAD_REQUEST"),
        (json!({"documentId": 1}), "BAD_REQUEST"),
        (json!({"documentId": "x", "query": QUERY}), "BAD_REQUEST"),
        (
            extension(json!({"version": 1, "sha256Hash": "zz"})),
            "PERSISTED_QUERY_NOT_FOUND",
        ),
        (json!({"documentId": "x"}), "PERSISTED_QUERY_NOT_FOUND"),
        // What is not valid is not remembered.
        (
            registering("{ nothing }", "{ nothing }"),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (by_hash("{ nothing }"), "PERSISTED_QUERY_NOT_FOUND"),
    ] {
        let answer = ask(&gateway, &request).await;
        assert_eq!(code(&answer), expected, "{request}: {answer}");
    }
}

#[tokio::test]
async fn limits_hold_for_what_comes_by_id() {
    let gateway = TestGateway::with(|config| config.limits.depth = 1).await;
    let answer = ask(&gateway, &registering(QUERY, QUERY)).await;
    assert_eq!(code(&answer), "DEPTH_LIMIT_EXCEEDED");
    let mutation = "mutation { __typename }";
    assert!(
        ask(&gateway, &registering(mutation, mutation))
            .await
            .get("data")
            .is_some()
    );
    let path = format!("/graphql?documentId=sha256:{}", hash(mutation));
    let get = gateway.client.get(gateway.url(&path));
    assert_eq!(code(&gateway.answer(get).await), "MUTATION_OVER_GET");
}

#[tokio::test]
async fn listed_operations_are_known_from_the_start() {
    let (gateway, _folder) = listing(|_| {}).await;
    for request in [
        json!({"documentId": "name-of-one"}),
        json!({"documentId": format!("sha256:{}", hash(QUERY))}),
        by_hash(QUERY),
    ] {
        assert_eq!(ask(&gateway, &request).await, name(), "{request}");
    }
    assert_eq!(
        ask(&gateway, &json!({"query": "{ __typename }"})).await,
        json!({"data": {"__typename": "Query"}})
    );
}

#[tokio::test]
async fn a_gateway_may_run_nothing_but_what_is_listed() {
    let (gateway, _folder) = listing(|config| config.persisted_operations.required = true).await;
    assert_eq!(
        ask(&gateway, &json!({"documentId": "name-of-one"})).await,
        name()
    );
    assert_eq!(ask(&gateway, &json!({"query": QUERY})).await, name());
    let other = "{ __typename }";
    for request in [json!({"query": other}), registering(other, other)] {
        let answer = ask(&gateway, &request).await;
        assert_eq!(code(&answer), "QUERY_NOT_IN_SAFELIST", "{request}");
    }
    assert_eq!(
        code(&ask(&gateway, &by_hash(other)).await),
        "PERSISTED_QUERY_NOT_FOUND"
    );
    let mut socket = Socket::ready(&gateway).await;
    socket.subscribe("1", "subscription { silence }").await;
    let refused = socket.receive().await;
    assert_eq!(
        refused["payload"][0]["extensions"]["code"],
        "QUERY_NOT_IN_SAFELIST"
    );
}

#[tokio::test]
async fn registering_can_be_off() {
    let gateway = TestGateway::with(|config| config.persisted_operations.automatic = false).await;
    assert_eq!(ask(&gateway, &registering(QUERY, QUERY)).await, name());
    let answer = ask(&gateway, &by_hash(QUERY)).await;
    assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotSupported");
    assert_eq!(code(&answer), "PERSISTED_QUERY_NOT_SUPPORTED");
}
