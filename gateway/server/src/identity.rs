//! The signed identity that every hop carries, so that subgraphs need not trust the network.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::HeaderValue;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

use crate::auth::{Caller, SignedIdentity, unix_now};
use crate::config::IdentityConfig;

/// The header of a hop.
pub const HEADER: &str = "portico-identity";

/// Why identities cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error("the identity key is not an Ed25519 private key in PKCS#8 PEM")]
    Key(#[source] jsonwebtoken::errors::Error),
    #[error("cannot sign an identity")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

/// Signs identities. One signature serves a caller's hops to one subgraph for half its lifetime.
pub(crate) struct IdentitySigner {
    key: EncodingKey,
    issuer: String,
    lifetime: Duration,
}

impl std::fmt::Debug for IdentitySigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdentitySigner")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
    scope: String,
    iat: u64,
    exp: u64,
}

impl IdentitySigner {
    pub(crate) fn new(config: &IdentityConfig) -> Result<Self, IdentityError> {
        let key = EncodingKey::from_ed_pem(config.key.0.as_bytes()).map_err(IdentityError::Key)?;
        let signer = Self {
            key,
            issuer: config.issuer.clone(),
            lifetime: config.lifetime,
        };
        // A key that parses but cannot sign is found now, not by the first client.
        signer.sign(&Caller::anonymous(), "self-test")?;
        Ok(signer)
    }

    /// The header for a caller's hop to a subgraph.
    pub(crate) fn header(
        &self,
        caller: &Caller,
        subgraph: &Arc<str>,
    ) -> Result<HeaderValue, IdentityError> {
        let now = Instant::now();
        let known = caller
            .identities
            .read()
            .expect("no holder panics")
            .get(subgraph)
            .cloned();
        if let Some(known) = known
            && known.fresh_until > now
        {
            return Ok(known.header);
        }
        let header = self.sign(caller, subgraph)?;
        let signed = SignedIdentity {
            header: header.clone(),
            fresh_until: now + self.lifetime / 2,
        };
        caller
            .identities
            .write()
            .expect("no holder panics")
            .insert(subgraph.clone(), signed);
        Ok(header)
    }

    fn sign(&self, caller: &Caller, subgraph: &str) -> Result<HeaderValue, IdentityError> {
        let now = unix_now();
        let claims = Claims {
            iss: &self.issuer,
            aud: subgraph,
            sub: caller.subject.as_deref(),
            scope: caller.scope_text(),
            iat: now,
            exp: now + self.lifetime.as_secs(),
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)
            .map_err(IdentityError::Sign)?;
        let mut header = HeaderValue::try_from(token).expect("a token is base64 and dots");
        header.set_sensitive(true);
        Ok(header)
    }
}
