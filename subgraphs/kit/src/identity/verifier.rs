//! Checks the gateway's signature.

use super::{Caller, ISSUER, Scopes};
use crate::id::{CustomerId, IdError};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use std::str::FromStr;

/// Clocks of gateway and service may differ by this much, in seconds; the token itself lives a minute.
const LEEWAY_SECONDS: u64 = 5;

/// The gateway's public key: an Ed25519 key as PEM or JWK.
#[derive(Clone)]
pub struct IdentityKey(DecodingKey);

/// The text is no public key.
#[derive(Debug, thiserror::Error)]
#[error("expected an Ed25519 public key as PEM or JWK")]
pub struct KeyError(#[source] jsonwebtoken::errors::Error);

impl FromStr for IdentityKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let key = if text.starts_with('{') {
            serde_json::from_str::<Jwk>(text)
                .map_err(jsonwebtoken::errors::Error::from)
                .and_then(|jwk| DecodingKey::from_jwk(&jwk))
        } else {
            // An environment variable often carries the line breaks of a PEM as `\n`.
            DecodingKey::from_ed_pem(text.replace("\\n", "\n").as_bytes())
        };
        key.map(Self).map_err(KeyError)
    }
}

impl std::fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityKey")
    }
}

/// Why a request was refused; HTTP 401.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The header is absent.
    #[error("the identity header is missing")]
    Required,
    /// The token is malformed, expired, for another service, or not signed by the gateway.
    #[error("the identity does not verify")]
    Invalid(#[source] jsonwebtoken::errors::Error),
    /// The token is good, its subject is no customer's id.
    #[error("the identity names no customer")]
    Subject(#[source] IdError),
}

impl IdentityError {
    /// What clients see as `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => crate::error::codes::IDENTITY_REQUIRED,
            Self::Invalid(_) | Self::Subject(_) => crate::error::codes::IDENTITY_INVALID,
        }
    }
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    scope: String,
}

/// Turns the identity header of requests to one service into a [`Caller`].
#[derive(Debug, Clone)]
pub struct Verifier {
    /// Without a key (a service run alone, for development) every caller is a guest.
    key: Option<IdentityKey>,
    validation: Validation,
}

impl Verifier {
    /// A verifier for the service called `audience`.
    pub fn new(key: Option<IdentityKey>, audience: &str) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY_SECONDS;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        Self { key, validation }
    }

    /// The caller whom the header names.
    pub fn verify(&self, header: Option<&str>) -> Result<Caller, IdentityError> {
        let Some(key) = &self.key else {
            return Ok(Caller::Guest);
        };
        let token = header.ok_or(IdentityError::Required)?;
        let claims = decode::<Claims>(token, &key.0, &self.validation)
            .map_err(IdentityError::Invalid)?
            .claims;
        let Some(subject) = claims.sub else {
            return Ok(Caller::Guest);
        };
        let id: CustomerId = subject.parse().map_err(IdentityError::Subject)?;
        Ok(Caller::Customer {
            id,
            scopes: Scopes::parse(&claims.scope),
        })
    }
}
