//! Who is calling, once that is certain.

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use ahash::HashMap;
use gateway_planner::Grants;
use http::HeaderValue;

use super::unix_now;

/// Far enough away to mean never.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// A caller: anonymous, or the holder of a valid token.
#[derive(Debug)]
pub(crate) struct Caller {
    /// `sub`: the customer's id. `None`: anonymous.
    pub(crate) subject: Option<Arc<str>>,
    /// Whether a token was given, and its `scope`.
    pub(crate) grants: Grants,
    /// When the token ends, in seconds since 1970.
    pub(crate) expires_at: Option<u64>,
    /// Signed identities by subgraph, kept here so that they live no longer than the caller's token is remembered.
    pub(crate) identities: RwLock<HashMap<Arc<str>, SignedIdentity>>,
}

/// A signed identity and when to make a new one.
#[derive(Debug, Clone)]
pub(crate) struct SignedIdentity {
    pub(crate) header: HeaderValue,
    pub(crate) fresh_until: Instant,
}

impl Caller {
    /// Nobody in particular.
    pub(crate) fn anonymous() -> Self {
        Self::new(None, BTreeSet::new(), BTreeSet::new(), None)
    }

    pub(crate) fn new(
        subject: Option<Arc<str>>,
        scopes: BTreeSet<String>,
        policies: BTreeSet<String>,
        expires_at: Option<u64>,
    ) -> Self {
        let grants = Grants {
            authenticated: subject.is_some(),
            scopes,
            policies,
        };
        Self {
            subject,
            grants,
            expires_at,
            identities: RwLock::default(),
        }
    }

    /// Until the token ends.
    pub(crate) fn time_left(&self) -> Duration {
        self.expires_at.map_or(NEVER, |end| {
            Duration::from_secs(end.saturating_sub(unix_now())).min(NEVER)
        })
    }

    pub(crate) fn is_authenticated(&self) -> bool {
        self.grants.authenticated
    }

    /// The scopes as one text, as in a token.
    pub(crate) fn scope_text(&self) -> String {
        let scopes: Vec<&str> = self.grants.scopes.iter().map(String::as_str).collect();
        scopes.join(" ")
    }
}
