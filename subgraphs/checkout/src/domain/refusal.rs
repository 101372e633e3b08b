//! Why a write had no effect: business errors, which are answers.

use subgraph_kit::id::VariantId;
use subgraph_kit::user_error::InputError;

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Words suffice.
    Input(InputError),
    /// There is not that much of a variant.
    InsufficientStock {
        variant: VariantId,
        available: i32,
        field: Vec<String>,
    },
}

/// The codes of refusals. A code never changes its meaning.
pub(crate) mod codes {
    pub(crate) const NOT_FOUND: &str = "NOT_FOUND";
    pub(crate) const VERSION_CONFLICT: &str = "VERSION_CONFLICT";
    pub(crate) const INVALID_QUANTITY: &str = "INVALID_QUANTITY";
    pub(crate) const VARIANT_UNKNOWN: &str = "VARIANT_UNKNOWN";
    pub(crate) const TOO_MANY_LINES: &str = "TOO_MANY_LINES";
    pub(crate) const INSUFFICIENT_STOCK: &str = "INSUFFICIENT_STOCK";
    pub(crate) const CART_EMPTY: &str = "CART_EMPTY";
    pub(crate) const WITHDRAWN: &str = "WITHDRAWN";
    pub(crate) const TOTAL_CHANGED: &str = "TOTAL_CHANGED";
    pub(crate) const INVALID_ADDRESS: &str = "INVALID_ADDRESS";
    pub(crate) const INVALID_TOKEN: &str = "INVALID_TOKEN";
    pub(crate) const IDEMPOTENCY_KEY_REUSED: &str = "IDEMPOTENCY_KEY_REUSED";
}

/// An [`InputError`] as a refusal.
pub(crate) fn refuse<S: Into<String>>(
    code: &str,
    message: impl Into<String>,
    at: impl IntoIterator<Item = S>,
) -> Refusal {
    let error = InputError::new(code, message);
    let path: Vec<String> = at.into_iter().map(Into::into).collect();
    Refusal::Input(if path.is_empty() {
        error
    } else {
        error.at(path)
    })
}

/// The cart is not there, or not the caller's, which look the same from outside.
pub(crate) fn no_such_cart() -> Refusal {
    refuse(codes::NOT_FOUND, "There is no such cart.", ["id"])
}
