//! Access tokens: short-lived, signed, checked by the gateway without asking anyone.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, encode};
use serde::{Deserialize, Serialize};
use subgraph_kit::id::CustomerId;
use thiserror::Error;

use super::{key_ring::KeyRing, session::SessionId};

/// How long an access token is good for. Revoking a session does not reach tokens that are out:
/// this is how long they outlive it.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
pub const ISSUER: &str = "portico-accounts";
pub const AUDIENCE: &str = "portico";

/// What a token says (RFC 7519, RFC 9068).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// The customer's global id.
    pub sub: String,
    /// Scopes with spaces between; empty for who only has their own things.
    pub scope: String,
    /// The session's id.
    pub sid: String,
    /// Seconds since 1970.
    pub iat: i64,
    pub exp: i64,
}

/// A signed token with its end.
#[derive(Clone)]
pub struct AccessToken {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// Why no token could be made.
#[derive(Debug, Error)]
pub enum AccessTokenError {
    #[error("there is no key to sign with")]
    NoKey,
    #[error("signing failed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

/// Signs a token for the customer's session.
pub fn issue(
    keys: &KeyRing,
    customer: CustomerId,
    session: SessionId,
    scopes: &[String],
    now: DateTime<Utc>,
) -> Result<AccessToken, AccessTokenError> {
    let key = keys.signer(now).ok_or(AccessTokenError::NoKey)?;
    let expires_at = now + LIFETIME;
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: customer.to_string(),
        scope: scopes.join(" "),
        sid: session.to_string(),
        iat: now.timestamp(),
        exp: expires_at.timestamp(),
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(key.kid);
    let token = encode(&header, &claims, &key.private).map_err(AccessTokenError::Signing)?;
    Ok(AccessToken { token, expires_at })
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};

    use super::*;
    use crate::domain::signing_key::{SigningKey, SigningTime};

    #[test]
    fn verifies_with_the_published_key() {
        let now = Utc::now();
        let signs = SigningTime {
            from: now,
            until: now + TimeDelta::days(30),
        };
        let keys = KeyRing::default();
        keys.replace(vec![SigningKey::from_seed(&[7; 32], signs).unwrap()]);
        let (customer, session) = (CustomerId::new(), SessionId::new());
        let scopes = ["catalog:write".to_owned(), "inventory:write".to_owned()];
        let token = issue(&keys, customer, session, &scopes, now).unwrap();

        let kid = decode_header(&token.token).unwrap().kid.unwrap();
        let set = keys.public();
        let key = DecodingKey::from_jwk(set.find(&kid).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        let claims = decode::<Claims>(&token.token, &key, &validation)
            .unwrap()
            .claims;
        assert_eq!(claims.sub, customer.to_string());
        assert_eq!(claims.sid, session.to_string());
        assert_eq!(claims.scope, "catalog:write inventory:write");
        assert_eq!(claims.exp - claims.iat, 600);
    }

    #[test]
    fn without_a_key_there_is_no_token() {
        let token = issue(
            &KeyRing::default(),
            CustomerId::new(),
            SessionId::new(),
            &[],
            Utc::now(),
        );
        assert!(matches!(token, Err(AccessTokenError::NoKey)));
    }
}
