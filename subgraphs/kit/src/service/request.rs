//! From bytes to a GraphQL request, and the answers to bytes that are none.

use async_graphql::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request never reached the schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("Send GraphQL requests as application/json.")]
    ContentType,
    #[error("The body is not a GraphQL request: {0}")]
    Malformed(String),
    #[error("Send GraphQL requests by POST.")]
    Method,
    #[error("The request took too long.")]
    Timeout,
    #[error("{message}")]
    Identity { code: &'static str, message: String },
}

impl Refusal {
    fn parts(&self) -> (StatusCode, &'static str) {
        use crate::error::codes;
        match self {
            Self::ContentType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, codes::BAD_USER_INPUT),
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, codes::BAD_USER_INPUT),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, codes::BAD_USER_INPUT),
            Self::Timeout => (StatusCode::GATEWAY_TIMEOUT, codes::UNAVAILABLE),
            Self::Identity { code, .. } => (StatusCode::UNAUTHORIZED, code),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        let body =
            json!({ "errors": [{ "message": self.to_string(), "extensions": { "code": code } }] });
        let mut response = (status, axum::Json(body)).into_response();
        if self == Self::Method {
            let allowed = header::HeaderValue::from_static("POST");
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        response
    }
}

/// Reads the one kind of body a subgraph takes: one request as JSON.
pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Request, Refusal> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = content_type
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    if !essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json")) {
        return Err(Refusal::ContentType);
    }
    // serde would read a list as a request's fields in order; a list is a batch, which a subgraph does not take.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(Refusal::Malformed("expected a JSON object".to_owned()));
    }
    serde_json::from_slice(body).map_err(|error| Refusal::Malformed(error.to_string()))
}
