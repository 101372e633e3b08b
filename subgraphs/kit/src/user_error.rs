//! Business errors and warnings, which are answers and not GraphQL errors.

use async_graphql::{Interface, SimpleObject};

/// The stable code of a business error or a warning. Declared by [`user_error_codes!`](crate::user_error_codes) only, so
/// that a service's list of codes, which is held against `docs/user-errors.md`, leaves none out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(&'static str);

impl Code {
    /// For the macro.
    #[doc(hidden)]
    pub const fn declare(text: &'static str) -> Self {
        Self(text)
    }

    /// Upper snake case.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Declares the codes of a service, each a constant, and `ALL` of them, in a module of their own:
///
/// ```
/// mod code {
///     subgraph_kit::user_error_codes! {
///         /// The cart is empty.
///         CART_EMPTY,
///     }
/// }
/// assert_eq!(code::ALL[0].as_str(), "CART_EMPTY");
/// ```
#[macro_export]
macro_rules! user_error_codes {
    ($($(#[$meta:meta])+ $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])+
            pub const $name: $crate::user_error::Code = $crate::user_error::Code::declare(stringify!($name));
        )+

        /// All of them.
        pub const ALL: &[$crate::user_error::Code] = &[$($name),+];
    };
}

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
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: code.as_str().to_owned(),
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

/// An error's text as a sentence for people: errors begin small and end without a full stop, for the log.
pub fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => text,
    }
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

impl Warning {
    /// A warning in these words.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: code.as_str().to_owned(),
            message: message.into(),
        }
    }
}
