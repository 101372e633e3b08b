//! What every hop carries: identity, trace, propagated headers, and nothing else of the client's.

use std::collections::BTreeMap;

use gateway_server::IDENTITY_HEADER;
use gateway_server::config::IdentityConfig;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use crate::support::gateway::TestGateway;
use crate::support::keys::Key;
use crate::support::socket::Socket;

fn parse(text: &Value) -> BTreeMap<String, String> {
    let lines = text.as_str().unwrap().lines();
    lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

async fn headers(
    gateway: &TestGateway,
    request: reqwest::RequestBuilder,
) -> BTreeMap<String, String> {
    parse(&gateway.answer(request).await["data"]["headers"])
}

fn claims(key: &Key, audience: &str, token: &str) -> Value {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[audience]);
    validation.set_issuer(&["portico-gateway"]);
    validation.leeway = 0;
    let key = DecodingKey::from_jwk(&serde_json::from_value(key.jwk()).unwrap()).unwrap();
    jsonwebtoken::decode(token, &key, &validation)
        .unwrap()
        .claims
}

async fn signing(key: &Key) -> TestGateway {
    let pem = key.pem();
    TestGateway::with(|config| config.identity = Some(IdentityConfig::new(pem))).await
}

#[tokio::test]
async fn the_identity_says_who_is_calling() {
    let signer = Key::new("gateway");
    let gateway = signing(&signer).await;
    let request = || gateway.post(&json!({"query": "{ headers }"}));

    let guest = headers(&gateway, request()).await;
    let guest = claims(&signer, "products", &guest[IDENTITY_HEADER]);
    assert_eq!((guest.get("sub"), &guest["scope"]), (None, &json!("")));
    assert_eq!(
        guest["exp"].as_u64().unwrap() - guest["iat"].as_u64().unwrap(),
        60
    );

    let token = gateway.key.token("customer-7", "b a");
    let customer = headers(&gateway, request().bearer_auth(&token)).await;
    let known = claims(&signer, "products", &customer[IDENTITY_HEADER]);
    assert_eq!(
        (&known["sub"], &known["scope"]),
        (&json!("customer-7"), &json!("a b"))
    );
    assert!(
        !customer.contains_key("authorization"),
        "the client's token stays at the gateway"
    );

    // One signature serves a caller for a while.
    let again = headers(&gateway, request().bearer_auth(&token)).await;
    assert_eq!(again[IDENTITY_HEADER], customer[IDENTITY_HEADER]);
}

#[tokio::test]
async fn a_client_cannot_bring_its_own_identity() {
    let signer = Key::new("gateway");
    let gateway = signing(&signer).await;
    let request = gateway
        .post(&json!({"query": "{ headers }"}))
        .header(IDENTITY_HEADER, "forged");
    let seen = headers(&gateway, request).await;
    assert_ne!(seen[IDENTITY_HEADER], "forged");
    let unsigned = TestGateway::start().await;
    let request = unsigned
        .post(&json!({"query": "{ headers }"}))
        .header(IDENTITY_HEADER, "forged");
    assert!(
        !headers(&unsigned, request)
            .await
            .contains_key(IDENTITY_HEADER)
    );
}

#[tokio::test]
async fn only_named_headers_are_propagated_and_traces_go_on() {
    let gateway =
        TestGateway::with(|config| config.propagate_headers = vec!["x-shop".parse().unwrap()])
            .await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = gateway
        .post(&json!({"query": "{ headers }"}))
        .header("x-shop", "berlin")
        .header("x-other", "1");
    let seen = headers(&gateway, request.header("traceparent", trace)).await;
    assert_eq!(seen["x-shop"], "berlin");
    assert!(!seen.contains_key("x-other"));
    assert!(seen["traceparent"].starts_with("00-0af7651916cd43dd8448eb211c80319c-"));
    assert_ne!(seen["traceparent"], trace);
}

#[tokio::test]
async fn a_subscription_carries_the_identity_too() {
    let signer = Key::new("gateway");
    let gateway = signing(&signer).await;
    let mut socket = Socket::connect(&gateway).await;
    let authorization = format!("Bearer {}", gateway.key.token("customer-8", ""));
    socket
        .send(json!({"type": "connection_init", "payload": {"authorization": authorization}}))
        .await;
    assert_eq!(socket.receive().await["type"], "connection_ack");
    socket.subscribe("1", "subscription { headersSeen }").await;
    let event = socket.receive().await;
    let seen = parse(&event["payload"]["data"]["headersSeen"]);
    assert_eq!(
        claims(&signer, "products", &seen[IDENTITY_HEADER])["sub"],
        "customer-8"
    );
    assert!(seen.contains_key("traceparent"));
}
