//! Keys and tokens made for one test.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "portico-accounts";
pub(crate) const AUDIENCE: &str = "portico";

/// An Ed25519 key pair with an id.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) id: String,
    pkcs8: Vec<u8>,
    public: Vec<u8>,
}

impl Key {
    pub(crate) fn new(id: &str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        Self {
            id: id.to_owned(),
            pkcs8: pair.to_pkcs8v1().unwrap().as_ref().to_vec(),
            public: pair.public_key().as_ref().to_vec(),
        }
    }

    pub(crate) fn jwk(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(&self.public);
        json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id, "x": x})
    }

    pub(crate) fn public(&self) -> &[u8] {
        &self.public
    }

    pub(crate) fn pem(&self) -> String {
        let text = STANDARD.encode(&self.pkcs8);
        format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
    }

    pub(crate) fn header(&self) -> Header {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.id.clone());
        header
    }

    pub(crate) fn sign(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &EncodingKey::from_ed_der(&self.pkcs8)).unwrap()
    }

    /// A good token of a customer.
    pub(crate) fn token(&self, subject: &str, scope: &str) -> String {
        self.sign(&self.header(), &claims(subject, scope))
    }
}

/// Claims that are accepted.
pub(crate) fn claims(subject: &str, scope: &str) -> Value {
    let now = now();
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "scope": scope, "iat": now, "exp": now + 300})
}

pub(crate) fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

pub(crate) fn key_set(keys: &[&Key]) -> String {
    let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
    json!({ "keys": keys }).to_string()
}
