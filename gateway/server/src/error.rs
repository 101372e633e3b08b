//! What clients are told when the gateway refuses a request: stable codes, statuses, texts.
//!
//! Faults inside the gateway have their own error types; they reach a client only as
//! [`ErrorCode::InternalServerError`] while the chain is logged.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

/// At most so many errors are sent in one refusal.
pub(crate) const MAX_ERRORS: usize = 10;

/// Every code the gateway itself puts into `extensions.code` of a refusal; `docs/errors.md` explains each.
/// A code never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    BadRequest,
    MethodNotAllowed,
    NotAcceptable,
    RequestTimeout,
    PayloadTooLarge,
    UnsupportedMediaType,
    CsrfPrevention,
    MutationOverGet,
    SubscriptionOverHttp,
    Unauthenticated,
    AuthenticationUnavailable,
    RateLimited,
    Overloaded,
    ShuttingDown,
    SupergraphChanged,
    NotFound,
    GraphqlParseFailed,
    GraphqlValidationFailed,
    OperationResolutionFailure,
    VariablesInvalid,
    TooManyTokens,
    RecursionLimitExceeded,
    DepthLimitExceeded,
    AliasLimitExceeded,
    RootFieldLimitExceeded,
    DirectiveLimitExceeded,
    SelectionLimitExceeded,
    CostLimitExceeded,
    QueryTooComplex,
    IntrospectionDisabled,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
    QueryNotInSafelist,
    SubgraphUnreachable,
    SubgraphTimeout,
    SubgraphRejected,
    InternalServerError,
}

impl ErrorCode {
    /// All of them, for the test that compares with the documentation.
    pub const ALL: [Self; 37] = [
        Self::BadRequest,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::CsrfPrevention,
        Self::MutationOverGet,
        Self::SubscriptionOverHttp,
        Self::Unauthenticated,
        Self::AuthenticationUnavailable,
        Self::RateLimited,
        Self::Overloaded,
        Self::ShuttingDown,
        Self::SupergraphChanged,
        Self::NotFound,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::OperationResolutionFailure,
        Self::VariablesInvalid,
        Self::TooManyTokens,
        Self::RecursionLimitExceeded,
        Self::DepthLimitExceeded,
        Self::AliasLimitExceeded,
        Self::RootFieldLimitExceeded,
        Self::DirectiveLimitExceeded,
        Self::SelectionLimitExceeded,
        Self::CostLimitExceeded,
        Self::QueryTooComplex,
        Self::IntrospectionDisabled,
        Self::PersistedQueryNotFound,
        Self::PersistedQueryNotSupported,
        Self::QueryNotInSafelist,
        Self::SubgraphUnreachable,
        Self::SubgraphTimeout,
        Self::SubgraphRejected,
        Self::InternalServerError,
    ];

    /// As clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::RequestTimeout => "REQUEST_TIMEOUT",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::CsrfPrevention => "CSRF_PREVENTION",
            Self::MutationOverGet => "MUTATION_OVER_GET",
            Self::SubscriptionOverHttp => "SUBSCRIPTION_OVER_HTTP",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::AuthenticationUnavailable => "AUTHENTICATION_UNAVAILABLE",
            Self::RateLimited => "RATE_LIMITED",
            Self::Overloaded => "OVERLOADED",
            Self::ShuttingDown => "SHUTTING_DOWN",
            Self::SupergraphChanged => "SUPERGRAPH_CHANGED",
            Self::NotFound => "NOT_FOUND",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::VariablesInvalid => "VARIABLES_INVALID",
            Self::TooManyTokens => "TOO_MANY_TOKENS",
            Self::RecursionLimitExceeded => "RECURSION_LIMIT_EXCEEDED",
            Self::DepthLimitExceeded => "DEPTH_LIMIT_EXCEEDED",
            Self::AliasLimitExceeded => "ALIAS_LIMIT_EXCEEDED",
            Self::RootFieldLimitExceeded => "ROOT_FIELD_LIMIT_EXCEEDED",
            Self::DirectiveLimitExceeded => "DIRECTIVE_LIMIT_EXCEEDED",
            Self::SelectionLimitExceeded => "SELECTION_LIMIT_EXCEEDED",
            Self::CostLimitExceeded => "COST_LIMIT_EXCEEDED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::IntrospectionDisabled => "INTROSPECTION_DISABLED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotSupported => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::QueryNotInSafelist => "QUERY_NOT_IN_SAFELIST",
            Self::SubgraphUnreachable => "SUBGRAPH_UNREACHABLE",
            Self::SubgraphTimeout => "SUBGRAPH_TIMEOUT",
            Self::SubgraphRejected => "SUBGRAPH_REJECTED",
            Self::InternalServerError => "INTERNAL_SERVER_ERROR",
        }
    }

    /// The HTTP status of a refusal with this code.
    pub fn status(self) -> StatusCode {
        match self {
            Self::MethodNotAllowed | Self::MutationOverGet => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::CsrfPrevention => StatusCode::FORBIDDEN,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::AuthenticationUnavailable
            | Self::Overloaded
            | Self::ShuttingDown
            | Self::SupergraphChanged => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SubgraphUnreachable | Self::SubgraphRejected => StatusCode::BAD_GATEWAY,
            Self::SubgraphTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::BadRequest
            | Self::SubscriptionOverHttp
            | Self::GraphqlParseFailed
            | Self::GraphqlValidationFailed
            | Self::OperationResolutionFailure
            | Self::VariablesInvalid
            | Self::TooManyTokens
            | Self::RecursionLimitExceeded
            | Self::DepthLimitExceeded
            | Self::AliasLimitExceeded
            | Self::RootFieldLimitExceeded
            | Self::DirectiveLimitExceeded
            | Self::SelectionLimitExceeded
            | Self::CostLimitExceeded
            | Self::QueryTooComplex
            | Self::IntrospectionDisabled
            | Self::PersistedQueryNotFound
            | Self::PersistedQueryNotSupported
            | Self::QueryNotInSafelist => StatusCode::BAD_REQUEST,
        }
    }

    /// Whether the HTTP request was well formed and only its GraphQL was refused. Clients that accept
    /// just `application/json` get these with status 200, as GraphQL over HTTP (section 6.4.1) says.
    pub fn is_graphql_request_error(self) -> bool {
        match self {
            Self::GraphqlParseFailed
            | Self::GraphqlValidationFailed
            | Self::OperationResolutionFailure
            | Self::VariablesInvalid
            | Self::TooManyTokens
            | Self::RecursionLimitExceeded
            | Self::DepthLimitExceeded
            | Self::AliasLimitExceeded
            | Self::RootFieldLimitExceeded
            | Self::DirectiveLimitExceeded
            | Self::SelectionLimitExceeded
            | Self::CostLimitExceeded
            | Self::QueryTooComplex
            | Self::IntrospectionDisabled
            | Self::PersistedQueryNotFound
            | Self::PersistedQueryNotSupported
            | Self::QueryNotInSafelist
            | Self::SubscriptionOverHttp => true,
            Self::BadRequest
            | Self::MethodNotAllowed
            | Self::NotAcceptable
            | Self::RequestTimeout
            | Self::PayloadTooLarge
            | Self::UnsupportedMediaType
            | Self::CsrfPrevention
            | Self::MutationOverGet
            | Self::Unauthenticated
            | Self::AuthenticationUnavailable
            | Self::RateLimited
            | Self::Overloaded
            | Self::ShuttingDown
            | Self::SupergraphChanged
            | Self::NotFound
            | Self::SubgraphUnreachable
            | Self::SubgraphTimeout
            | Self::SubgraphRejected
            | Self::InternalServerError => false,
        }
    }
}

/// One error of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ClientError {
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) locations: Vec<Location>,
    pub(crate) extensions: ErrorExtensions,
}

/// A place in the client's document, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Location {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorExtensions {
    pub(crate) code: &'static str,
}

/// A request that is not executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) code: ErrorCode,
    pub(crate) errors: Vec<ClientError>,
    /// When the client may try again.
    pub(crate) retry_after: Option<Duration>,
}

impl Rejection {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            errors: vec![ClientError::new(code, message)],
            retry_after: None,
        }
    }

    /// Several errors of one code; what is beyond [`MAX_ERRORS`] is left out.
    pub(crate) fn several(code: ErrorCode, mut errors: Vec<ClientError>) -> Self {
        errors.truncate(MAX_ERRORS);
        Self {
            code,
            errors,
            retry_after: None,
        }
    }

    #[must_use]
    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// A fault of ours: the chain is logged here, the client sees nothing of it.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(
            error.chain = chain(error),
            "a request failed inside the gateway"
        );
        Self::new(
            ErrorCode::InternalServerError,
            "the gateway failed to answer this request",
        )
    }

    /// The response body: `{"errors":[…]}`, without `data`, since nothing was executed.
    pub(crate) fn body(&self) -> Bytes {
        #[derive(Serialize)]
        struct Body<'a> {
            errors: &'a [ClientError],
        }
        let body = Body {
            errors: &self.errors,
        };
        Bytes::from(serde_json::to_vec(&body).expect("texts and numbers can be written as JSON"))
    }
}

impl ClientError {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            locations: Vec::new(),
            extensions: ErrorExtensions {
                code: code.as_str(),
            },
        }
    }
}

/// An error and all it came from, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let told = cause.to_string();
        // Some errors of libraries tell their source's text as their own.
        if !text.ends_with(&told) {
            text.push_str(": ");
            text.push_str(&told);
        }
        source = cause.source();
    }
    text
}
