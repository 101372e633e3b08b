//! The caller.

use crate::id::CustomerId;
use std::collections::BTreeSet;

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody is logged in.
    Guest,
    /// A customer is logged in.
    Customer {
        /// Who.
        id: CustomerId,
        /// What the token allows beyond one's own things.
        scopes: Scopes,
    },
}

impl Caller {
    /// The customer, if one is logged in.
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Guest => None,
            Self::Customer { id, .. } => Some(*id),
        }
    }

    /// Whether this customer is the caller.
    pub fn is(&self, customer: CustomerId) -> bool {
        self.customer() == Some(customer)
    }

    /// Whether the caller's token has the scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        match self {
            Self::Guest => false,
            Self::Customer { scopes, .. } => scopes.contains(scope),
        }
    }
}

/// A token's scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads the claim: names with spaces between.
    pub fn parse(claim: &str) -> Self {
        Self(
            claim
                .split_ascii_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
        )
    }

    /// Whether the scope is among them.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.0.iter().map(String::as_str).collect();
        f.write_str(&names.join(" "))
    }
}
