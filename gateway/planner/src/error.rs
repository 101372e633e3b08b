//! Why an operation has no plan.

/// What keeps an operation from being planned. Every variant is the client's to mend, apart from
/// [`Self::Cancelled`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The request names an operation that its document does not hold.
    #[error("the document has no operation named {name}")]
    UnknownOperation { name: String },
    /// The request names none and the document holds several, or none.
    #[error("the document does not hold exactly one operation: name the one to run")]
    AmbiguousOperation,
    /// Expanding or planning it would take more than the limits allow.
    #[error("the operation is too complex: {what} exceed the limit of {limit}")]
    TooComplex { what: &'static str, limit: u64 },
    /// Nested deeper than the limits allow.
    #[error("the operation is nested more than {limit} levels deep")]
    TooDeep { limit: usize },
    /// The caller's cancel check said so.
    #[error("planning was cancelled")]
    Cancelled,
    /// The operation's kind has no root type in the supergraph.
    #[error("the schema has no {kind} type")]
    NoRootType { kind: &'static str },
}

impl PlanError {
    /// The stable code that clients see.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownOperation { .. } | Self::AmbiguousOperation => {
                "OPERATION_RESOLUTION_FAILURE"
            }
            Self::TooComplex { .. } => "QUERY_TOO_COMPLEX",
            Self::TooDeep { .. } => "QUERY_TOO_DEEP",
            Self::Cancelled => "REQUEST_CANCELLED",
            Self::NoRootType { .. } => "GRAPHQL_VALIDATION_FAILED",
        }
    }
}
