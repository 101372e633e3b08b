//! Why a write had no effect: business errors, which are answers.

use super::code;
use subgraph_kit::id::VariantId;
use subgraph_kit::user_error::{Code, InputError};

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

/// An [`InputError`] as a refusal.
pub(crate) fn refuse<S: Into<String>>(
    code: Code,
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

/// The cart is not there, or not the caller's, which look the same from outside. `argument` is what named it.
pub(crate) fn no_such_cart(argument: &str) -> Refusal {
    refuse(code::NOT_FOUND, "There is no such cart.", [argument])
}
