//! What makes a token valid.

use std::collections::BTreeSet;
use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use serde::Deserialize;

use super::{AuthError, Caller, unix_now};
use crate::config::AuthConfig;

/// The configured rules.
#[derive(Debug)]
pub(super) struct TokenRules {
    validation: Validation,
    /// In seconds.
    skew: u64,
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
    #[serde(default)]
    iat: Option<u64>,
    #[serde(default)]
    scope: String,
    /// Policies that whoever issued the token has decided in the caller's favour.
    #[serde(default)]
    policies: Policies,
}

/// A list, or one text with spaces between the names, as `scope` is.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Policies {
    List(Vec<String>),
    Text(String),
}

impl Default for Policies {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Policies {
    fn into_set(self) -> BTreeSet<String> {
        match self {
            Self::List(names) => names.into_iter().collect(),
            Self::Text(text) => text.split_ascii_whitespace().map(str::to_owned).collect(),
        }
    }
}

/// The header, read before the signature is verified, to learn which key to take. Nothing else in it is believed.
pub(super) fn header(token: &str) -> Result<Header, AuthError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| AuthError::Invalid)?;
    // RFC 7515, 4.1.11: an extension marked critical that we do not know makes the token invalid; we know none.
    let foreign = header.crit.is_some() || header.enc.is_some() || header.zip.is_some();
    let typed = header
        .typ
        .as_deref()
        .is_none_or(|typ| typ.eq_ignore_ascii_case("jwt") || typ.eq_ignore_ascii_case("at+jwt"));
    if header.alg != Algorithm::EdDSA || foreign || !typed {
        return Err(AuthError::Invalid);
    }
    Ok(header)
}

impl TokenRules {
    pub(super) fn new(config: &AuthConfig) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = config.clock_skew.as_secs();
        validation.validate_nbf = true;
        validation.set_issuer(&[&config.issuer]);
        validation.set_audience(&[&config.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Self {
            validation,
            skew: config.clock_skew.as_secs(),
        }
    }

    pub(super) fn verify(&self, token: &str, key: &DecodingKey) -> Result<Caller, AuthError> {
        let decoded = jsonwebtoken::decode::<Claims>(token, key, &self.validation);
        let claims = decoded.map_err(|error| refusal(error.kind()))?.claims;
        let from_the_future = claims.iat.is_some_and(|iat| iat > unix_now() + self.skew);
        if claims.sub.is_empty() || from_the_future {
            return Err(AuthError::Invalid);
        }
        let scopes = claims
            .scope
            .split_ascii_whitespace()
            .map(str::to_owned)
            .collect();
        Ok(Caller::new(
            Some(Arc::from(claims.sub)),
            scopes,
            claims.policies.into_set(),
            Some(claims.exp),
        ))
    }

    /// A token verified before: only its end can have come.
    pub(super) fn still_valid(
        &self,
        caller: Arc<Caller>,
        now: u64,
    ) -> Result<Arc<Caller>, AuthError> {
        match caller.expires_at {
            Some(end) if end.saturating_add(self.skew) < now => Err(AuthError::Expired),
            Some(_) | None => Ok(caller),
        }
    }
}

fn refusal(kind: &ErrorKind) -> AuthError {
    // The one reason that a client can act on by itself; all others are none of its business.
    if matches!(kind, ErrorKind::ExpiredSignature) {
        return AuthError::Expired;
    }
    AuthError::Invalid
}
