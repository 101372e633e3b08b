//! Business errors and warnings, which are answers and not GraphQL errors.

use async_graphql::{Interface, SimpleObject};

/// A reason why a mutation had no effect that needs no more than words.
///
/// `code` is stable and upper snake case; `field` is the path of the input at fault, from the mutation's arguments
/// down, absent when no one input is.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
#[graphql(shareable)]
pub struct InputError {
    /// Stable, upper snake case.
    pub code: String,
    /// The path of the input at fault.
    pub field: Option<Vec<String>>,
    /// For people.
    pub message: String,
}

impl InputError {
    /// An error of the whole input.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            field: None,
            message: message.into(),
        }
    }

    /// The same error, of the input at `path`: `error.at(["input", "email"])`.
    pub fn at<S: Into<String>>(mut self, path: impl IntoIterator<Item = S>) -> Self {
        self.field = Some(path.into_iter().map(Into::into).collect());
        self
    }
}

// Clippy sees the field attributes, which the derive leaves behind, as duplicates of one another.
#[allow(clippy::duplicated_attributes)]
/// Why a mutation had no effect.
///
/// A service with typed errors of its own declares its own interface enum of the same GraphQL name and fields, with
/// [`InputError`] as one of its members.
#[derive(Debug, Clone, PartialEq, Eq, Interface)]
#[graphql(
    field(name = "code", ty = "&String"),
    field(name = "field", ty = "&Option<Vec<String>>"),
    field(name = "message", ty = "&String")
)]
pub enum UserError {
    /// See [`InputError`].
    InputError(InputError),
}

/// Something the caller should know although the mutation took effect.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
#[graphql(shareable)]
pub struct Warning {
    /// Stable, upper snake case.
    pub code: String,
    /// For people.
    pub message: String,
}
