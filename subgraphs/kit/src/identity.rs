//! Who is calling, as the gateway signed it (see "Identity" in `docs/ARCHITECTURE.md`).
//!
//! Every GraphQL resolver finds a [`Caller`] in its context, over HTTP and WebSocket. The gateway enforces
//! `@authenticated` and `@requiresScopes`; services check again with the guards here, and always decide on ownership
//! themselves.

mod caller;
mod guard;
mod signer;
mod verifier;

pub use self::caller::{Caller, Scopes};
pub use self::guard::{Authenticated, HasScope, caller, require_customer, require_scope};
pub use self::signer::{Signer, SignerError};
pub use self::verifier::{IdentityError, IdentityKey, KeyError, Verifier};

/// The header that carries the identity, a JWT without `Bearer`.
pub const HEADER: &str = "portico-identity";
/// Who signs identities.
pub const ISSUER: &str = "portico-gateway";

#[cfg(test)]
mod tests;
