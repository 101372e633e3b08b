//! What leaves a service when a resolver fails: a client error with its own text, or a code and a generic text.

use async_graphql::{Error, ErrorExtensions};

/// The stable values of `extensions.code`. A code is listed in `docs/errors.md` and never changes meaning.
pub mod codes {
    /// The request is no GraphQL, or its variables cannot be read.
    pub const BAD_USER_INPUT: &str = "BAD_USER_INPUT";
    /// The document does not parse.
    pub const GRAPHQL_PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
    /// The document is not valid against the schema, or too deep or complex.
    pub const GRAPHQL_VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
    /// The caller must be logged in.
    pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
    /// The caller is known and may not do this.
    pub const FORBIDDEN: &str = "FORBIDDEN";
    /// The gateway's identity header is absent.
    pub const IDENTITY_REQUIRED: &str = "IDENTITY_REQUIRED";
    /// The gateway's identity header does not verify.
    pub const IDENTITY_INVALID: &str = "IDENTITY_INVALID";
    /// Paging arguments contradict each other, are out of range, or a cursor is not one of ours.
    pub const PAGE_INVALID: &str = "PAGE_INVALID";
    /// The service cannot answer now; the request may be sent again.
    pub const UNAVAILABLE: &str = "UNAVAILABLE";
    /// A fault of ours; its cause is in the log.
    pub const INTERNAL: &str = "INTERNAL";
}

/// An error whose text is meant for the caller.
pub fn client(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// A fault: logs the whole chain of causes once, and hands out a code and a generic text.
pub fn internal(error: impl std::error::Error) -> Error {
    tracing::error!(error = %chain(&error), "a resolver failed");
    client(codes::INTERNAL, "Something went wrong on our side.")
}

/// The error and all its causes on one line, outermost first.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
