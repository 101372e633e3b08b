//! Bad tokens, one row each: all refused, none anonymous.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::gateway::{TestGateway, body, code};
use crate::support::keys::{self, Key, claims, now};

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

/// Header values that must be refused.
fn bad_authorizations(key: &Key) -> Vec<(&'static str, String)> {
    let good = key.token("c1", "staff");
    let sign = |claims: Value| key.sign(&key.header(), &claims);
    let changed = |name: &str, value: Value| sign(with(claims("c1", ""), name, value));
    let header = |change: &dyn Fn(&mut Header)| {
        let mut header = key.header();
        change(&mut header);
        key.sign(&header, &claims("c1", ""))
    };
    let parts: Vec<&str> = good.split('.').collect();
    let staff_claims = base64_url(claims("c9", "staff").to_string().as_bytes());
    let none_header = base64_url(br#"{"alg":"none","typ":"JWT"}"#);
    let hmac = {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(key.id.clone());
        jsonwebtoken::encode(
            &header,
            &claims("c1", ""),
            &EncodingKey::from_secret(key.public()),
        )
        .unwrap()
    };
    let stranger = Key::new(&key.id);
    let unknown = Key::new("unheard-of");
    let bearer = |token: String| format!("Bearer {token}");
    vec![
        ("no scheme", good.clone()),
        ("another scheme", format!("Basic {good}")),
        ("no token", "Bearer".to_owned()),
        ("an empty token", "Bearer ".to_owned()),
        ("not a token", bearer("garbage".to_owned())),
        ("two parts", bearer(format!("{}.{}", parts[0], parts[1]))),
        ("four parts", bearer(format!("{good}.x"))),
        (
            "no signature",
            bearer(format!("{}.{}.", parts[0], parts[1])),
        ),
        (
            "a signature cut short",
            bearer(good[..good.len() - 8].to_owned()),
        ),
        (
            "claims replaced",
            bearer(format!("{}.{staff_claims}.{}", parts[0], parts[2])),
        ),
        ("alg none", bearer(format!("{none_header}.{}.", parts[1]))),
        ("HMAC with the public key", bearer(hmac)),
        (
            "another key under the same id",
            bearer(stranger.token("c1", "")),
        ),
        ("an unknown key id", bearer(unknown.token("c1", ""))),
        ("expired", bearer(changed("exp", json!(now() - 60)))),
        ("no expiry", bearer(changed("exp", Value::Null))),
        (
            "an expiry that is no number",
            bearer(changed("exp", json!("tomorrow"))),
        ),
        ("not valid yet", bearer(changed("nbf", json!(now() + 60)))),
        (
            "issued in the future",
            bearer(changed("iat", json!(now() + 60))),
        ),
        (
            "another issuer",
            bearer(changed("iss", json!("portico-gateway"))),
        ),
        ("no issuer", bearer(changed("iss", Value::Null))),
        ("another audience", bearer(changed("aud", json!("orders")))),
        ("no audience", bearer(changed("aud", Value::Null))),
        ("no subject", bearer(changed("sub", Value::Null))),
        ("an empty subject", bearer(changed("sub", json!("")))),
        (
            "an unknown critical extension",
            bearer(header(&|header| header.crit = Some(vec!["x".to_owned()]))),
        ),
        (
            "another type of token",
            bearer(header(&|header| {
                header.typ = Some("portico-identity".to_owned())
            })),
        ),
        ("too long", bearer("a".repeat(20_000))),
    ]
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[tokio::test]
async fn every_bad_token_is_refused() {
    let gateway = TestGateway::start().await;
    let request = || gateway.post(&json!({"query": "{ secret }"}));
    for (name, authorization) in bad_authorizations(&gateway.key) {
        let response = request()
            .header("authorization", authorization)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401, "{name}");
        assert_eq!(response.headers()["www-authenticate"], "Bearer", "{name}");
        let answer = body(response).await;
        assert_eq!(code(&answer), "UNAUTHENTICATED", "{name}");
        assert_eq!(answer.get("data"), None, "{name}");
    }
    // And none of it spoiled anything for those who come after.
    let token = gateway.key.token("c1", "");
    assert_eq!(
        gateway.query_as(&token, "{ secret }").await["data"]["secret"],
        "for those who are known"
    );
}

#[tokio::test]
async fn a_remembered_token_still_expires() {
    let gateway = TestGateway::with(|config| {
        config.auth.as_mut().unwrap().clock_skew = std::time::Duration::ZERO
    })
    .await;
    let token = gateway.key.sign(
        &gateway.key.header(),
        &with(claims("c1", ""), "exp", json!(keys::now() + 2)),
    );
    assert_eq!(
        gateway.query_as(&token, "{ secret }").await["data"]["secret"],
        "for those who are known"
    );
    crate::support::gateway::until("the token expires", async || {
        code(&gateway.query_as(&token, "{ secret }").await) == "UNAUTHENTICATED"
    })
    .await;
}
