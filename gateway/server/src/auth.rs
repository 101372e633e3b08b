//! Who is calling: bearer tokens verified against a key set.

mod caller;
mod jwks;
mod token;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http::HeaderValue;
use moka::future::Cache;
use sha2::{Digest, Sha256};

pub(crate) use caller::{Caller, SignedIdentity};
pub use jwks::JwksError;
pub(crate) use jwks::Keys;

use crate::config::AuthConfig;
use crate::error::{ErrorCode, Rejection};
use token::TokenRules;

/// Longer ones are refused unread; real tokens have some hundreds of bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// Turns the `Authorization` header into a [`Caller`].
#[derive(Debug)]
pub(crate) struct Authenticator {
    anonymous: Arc<Caller>,
    bearer: Option<Bearer>,
}

/// Verification of bearer tokens, where the gateway has been told whose to accept.
#[derive(Debug)]
struct Bearer {
    keys: Keys,
    rules: TokenRules,
    /// Verified tokens by digest, with the generation of the keys that verified them: keys that are withdrawn
    /// take their tokens with them.
    verified: Cache<[u8; 32], Verified>,
}

#[derive(Debug, Clone)]
struct Verified {
    generation: u64,
    caller: Arc<Caller>,
}

/// Why a token does not tell who is calling. The texts go to the client and do not quote the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthError {
    #[error("the authorization is not of the form `Bearer <token>`")]
    NotBearer,
    #[error("the token is not valid")]
    Invalid,
    #[error("the token has expired")]
    Expired,
    #[error("tokens cannot be verified at the moment")]
    Unavailable,
}

impl AuthError {
    pub(crate) fn rejection(self) -> Rejection {
        match self {
            Self::NotBearer | Self::Invalid | Self::Expired => {
                Rejection::new(ErrorCode::Unauthenticated, self.to_string())
            }
            Self::Unavailable => {
                Rejection::new(ErrorCode::AuthenticationUnavailable, self.to_string())
                    .retry_after(Duration::from_secs(5))
            }
        }
    }
}

impl Authenticator {
    /// Without a configuration every caller without a token is anonymous and every token is refused: one that
    /// nobody verifies must not be taken for a login.
    pub(crate) fn new(config: Option<&AuthConfig>, tokens: u64) -> Result<Self, JwksError> {
        let bearer = config.map(|config| {
            Ok(Bearer {
                keys: Keys::new(config)?,
                rules: TokenRules::new(config),
                verified: Cache::new(tokens),
            })
        });
        Ok(Self {
            anonymous: Arc::new(Caller::anonymous()),
            bearer: bearer.transpose()?,
        })
    }

    /// The keys, where they must be kept fresh.
    pub(crate) fn keys(&self) -> Option<&Keys> {
        self.bearer.as_ref().map(|bearer| &bearer.keys)
    }

    /// No header: anonymous. A header that is not a valid token: an error, never anonymous.
    ///
    /// Without `auth` in the configuration the header is none of the gateway's business (it may be propagated).
    pub(crate) async fn authenticate(
        &self,
        header: Option<&HeaderValue>,
    ) -> Result<Arc<Caller>, AuthError> {
        let (Some(header), Some(bearer)) = (header, &self.bearer) else {
            return Ok(self.anonymous.clone());
        };
        let text = header.to_str().map_err(|_| AuthError::NotBearer)?;
        let (scheme, token) = text.split_once(' ').ok_or(AuthError::NotBearer)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(AuthError::NotBearer);
        }
        bearer.verify(token.trim_matches(' ')).await
    }
}

impl Bearer {
    async fn verify(&self, token: &str) -> Result<Arc<Caller>, AuthError> {
        if token.len() > MAX_TOKEN {
            return Err(AuthError::Invalid);
        }
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let generation = self.keys.generation();
        if let Some(verified) = self.verified.get(&digest).await
            && verified.generation == generation
        {
            return self.rules.still_valid(verified.caller, unix_now());
        }
        let header = token::header(token)?;
        // A large future, for the token that nobody has seen yet.
        let finding = self.keys.find(header.kid.as_deref(), Instant::now());
        let key = Box::pin(finding).await?;
        let caller = Arc::new(self.rules.verify(token, &key.key)?);
        let verified = Verified {
            generation: key.generation,
            caller: caller.clone(),
        };
        Box::pin(self.verified.insert(digest, verified)).await;
        Ok(caller)
    }
}

/// Seconds since 1970.
pub(crate) fn unix_now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    elapsed
        .expect("the clock of this machine is past 1970")
        .as_secs()
}
