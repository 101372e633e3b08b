//! Refresh tokens, and why two tabs do not log each other out.
//!
//! A token is spent by its use and has exactly one successor. The successor is not drawn at
//! random but derived from the token and a secret of the session, so that whoever presents the
//! same token twice in short order (two tabs that woke together, a request repeated because the
//! answer was lost) is handed the *same* successor again. The chain therefore never forks, and
//! detection stays exact: after [`REUSE_GRACE`] a spent token can only come from a second holder,
//! and the whole session is revoked.
//!
//! What the grace costs: a thief who presents a stolen token within it gets the same successor as
//! the owner, who notices at the next rotation, when one of the two comes second and too late.
//! What it does not cost: a database that leaks holds hashes and seeds, and neither yields a token.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// How long a spent token yields its successor again. Long enough for a request to time out and
/// be repeated, short beside the ten minutes for which the access token that came with it lasts.
pub const REUSE_GRACE: TimeDelta = TimeDelta::seconds(30);
/// How long a refresh token can be used; each rotation starts anew.
pub const TOKEN_LIFETIME: TimeDelta = TimeDelta::days(30);
/// How long a login lasts at most, however often its tokens rotate.
pub const SESSION_LIFETIME: TimeDelta = TimeDelta::days(180);

/// Tokens say what they are, so that scanners for leaked secrets can find them.
const PREFIX: &str = "prt_";
const BYTES: usize = 32;
/// Keeps these hashes apart from the ones that are stored.
const SUCCESSOR_DOMAIN: &[u8] = b"portico refresh token successor v1";

/// A refresh token; the only place where it is in the clear is with the client.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; BYTES]);

/// A session's secret, from which successors are derived.
#[derive(Clone, Copy)]
pub struct SuccessorSeed([u8; BYTES]);

impl RefreshToken {
    /// The first token of a session.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Reads what [`Self::reveal`] wrote; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The text for the client.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// What is stored. The token has 256 random bits, so a fast hash hides it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The one token that may follow this one in its session.
    pub fn successor(&self, seed: &SuccessorSeed) -> Self {
        let hash = Sha256::new()
            .chain_update(SUCCESSOR_DOMAIN)
            .chain_update(seed.0)
            .chain_update(self.0)
            .finalize();
        Self(hash.into())
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(..)")
    }
}

impl SuccessorSeed {
    pub fn random() -> Self {
        Self(rand::random())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// `None` when the length is not a seed's.
    pub fn from_stored(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }
}

impl fmt::Debug for SuccessorSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SuccessorSeed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_refuses() {
        let token = RefreshToken::random();
        assert_eq!(RefreshToken::parse(&token.reveal()), Some(token.clone()));
        let longer = format!("{}AA", token.reveal());
        for text in ["", "prt_", "prt_AAAA", "eyJhbGciOi", longer.as_str()] {
            assert_eq!(RefreshToken::parse(text), None, "{text:?}");
        }
        assert_eq!(format!("{token:?}"), "RefreshToken(..)");
    }

    #[test]
    fn the_successor_depends_on_token_and_session() {
        let (token, seed) = (RefreshToken::random(), SuccessorSeed::random());
        let next = token.successor(&seed);
        assert_eq!(next, token.successor(&seed));
        assert_ne!(next, token.successor(&SuccessorSeed::random()));
        assert_ne!(next, RefreshToken::random().successor(&seed));
        assert_ne!(next, token);
    }
}
