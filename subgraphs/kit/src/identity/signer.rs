//! Signs identities as the gateway does: for tests, and for the launcher, which makes the key that gateway and services
//! share in one process.

use super::{Caller, ISSUER};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

/// Lifetime of an identity, in seconds: one hop, not a session.
const LIFETIME_SECONDS: i64 = 60;

/// The first bytes of every Ed25519 private key in PKCS #8 (RFC 8410, section 7); 32 bytes of key follow.
const PKCS8_HEADER: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// A signing key.
#[derive(Clone)]
pub struct Signer {
    key: EncodingKey,
    pkcs8: Vec<u8>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

/// The key cannot be used to sign.
#[derive(Debug, thiserror::Error)]
#[error("cannot sign with this key")]
pub struct SignerError(#[from] jsonwebtoken::errors::Error);

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'static str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
}

impl Signer {
    /// A signer with a new random key.
    pub fn generate() -> Self {
        Self::from_seed(rand::random())
    }

    /// The signer of the Ed25519 key with this seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let pkcs8 = [PKCS8_HEADER.as_slice(), seed.as_slice()].concat();
        Self {
            key: EncodingKey::from_ed_der(&pkcs8),
            pkcs8,
        }
    }

    /// The private key as PKCS #8, DER.
    pub fn pkcs8_der(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The private key as PKCS #8, PEM.
    pub fn pkcs8_pem(&self) -> String {
        use base64::Engine;
        let body = base64::engine::general_purpose::STANDARD.encode(&self.pkcs8);
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    }

    /// The public key as JWK, which [`IdentityKey`](super::IdentityKey) reads.
    pub fn public_jwk(&self) -> Result<String, SignerError> {
        let jwk = Jwk::from_encoding_key(&self.key, Algorithm::EdDSA)?;
        Ok(serde_json::to_string(&jwk).map_err(jsonwebtoken::errors::Error::from)?)
    }

    /// An identity for one request of `caller` to the service called `audience`.
    pub fn sign(&self, caller: &Caller, audience: &str) -> Result<String, SignerError> {
        let now = chrono::Utc::now().timestamp();
        let (sub, scope) = match caller {
            Caller::Guest => (None, String::new()),
            Caller::Customer { id, scopes } => (Some(id.to_string()), scopes.to_string()),
        };
        let claims = Claims {
            iss: ISSUER,
            aud: audience,
            iat: now,
            exp: now + LIFETIME_SECONDS,
            sub,
            scope,
        };
        Ok(encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)?)
    }
}
