//! Signing keys, and the tokens they sign.

use accounts::domain::access_token::{AUDIENCE, Claims, ISSUER};
use chrono::{TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use subgraph_kit::id::CustomerId;

use crate::{login::accounts, register::register, rig::Rig};

/// What a token says, if it verifies with a published key.
pub(crate) fn verify(token: &str, keys: &JwkSet) -> Claims {
    let kid = decode_header(token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).expect("the key is published")).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    decode::<Claims>(token, &key, &validation).unwrap().claims
}

pub(crate) async fn published_keys(url: &str) -> JwkSet {
    let response = reqwest::get(url).await.unwrap();
    assert_eq!(response.headers()["cache-control"], "public, max-age=300");
    response.json().await.unwrap()
}

#[tokio::test]
async fn tokens_verify_with_the_published_keys_of_any_replica() {
    let rig = Rig::start().await;
    let replica = rig.replica().await;
    let response = register(&rig, "ada@example.com", "tide over basalt", "Ada").await;
    let session = &response["data"]["accountRegister"]["session"];
    let url = format!("http://{}/.well-known/jwks.json", replica.address());
    let keys = published_keys(&url).await;
    assert_eq!(
        keys,
        published_keys(&rig.url("/.well-known/jwks.json")).await
    );
    let claims = verify(session["accessToken"].as_str().unwrap(), &keys);
    assert_eq!(claims.sub, session["customer"]["id"].as_str().unwrap());
    assert_eq!(claims.scope, "");
    assert_eq!(claims.exp - claims.iat, 600);
    assert!(replica.stop().await);
    rig.stop().await;
}

#[tokio::test]
async fn keys_rotate_without_a_gap() {
    let rig = Rig::start().await;
    let accounts = accounts(&rig).await;
    let start = Utc::now();
    let mut kids = std::collections::HashSet::new();
    // Half a day at a time, over three keys' lives: the signer is always published.
    for half_days in 0..190 {
        let now = start + TimeDelta::hours(12 * half_days);
        let before = accounts.keys.public();
        let signer = accounts.keys.signer(now).unwrap();
        assert!(
            before.find(&signer.kid).is_some(),
            "published before it signs"
        );
        kids.insert(signer.kid.clone());
        // Several replicas do this at the same time.
        let (one, two) = (accounts.clone(), accounts.clone());
        let rotated = tokio::join!(one.rotate_keys(now), two.rotate_keys(now));
        rotated.0.unwrap();
        rotated.1.unwrap();
        assert!(accounts.keys.public().keys.len() <= 3);
    }
    assert_eq!(kids.len(), 4);
    rig.stop().await;
}

#[tokio::test]
async fn keys_can_be_given_by_configuration() {
    let seeds = format!("{},{}", "A".repeat(43), "B".repeat(42) + "A");
    let rig = Rig::start_with(&[("PORTICO_SIGNING_KEYS", seeds.as_str())]).await;
    let keys = published_keys(&rig.url("/.well-known/jwks.json")).await;
    assert_eq!(keys.keys.len(), 2);
    let response = register(&rig, "ada@example.com", "tide over basalt", "Ada").await;
    let token = &response["data"]["accountRegister"]["session"]["accessToken"];
    let claims = verify(token.as_str().unwrap(), &keys);
    assert!(claims.sub.parse::<CustomerId>().is_ok());
    let mut conn = rig.db().conn().await.unwrap();
    assert!(
        accounts::db::signing_key::all(&mut conn)
            .await
            .unwrap()
            .is_empty()
    );
    drop(conn);
    rig.stop().await;
}
