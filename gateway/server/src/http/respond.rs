//! Answers and refusals as HTTP responses.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderValue, StatusCode};

use super::accept::MediaType;
use crate::error::{ErrorCode, Rejection};

/// An executed operation: always 200, errors or not.
pub(super) fn answer(body: Bytes, media: MediaType) -> Response {
    response(StatusCode::OK, body, media)
}

/// A refusal, with the headers its status asks for.
pub(super) fn refusal(rejection: &Rejection, media: MediaType) -> Response {
    let status = match media {
        MediaType::Json if rejection.code.is_graphql_request_error() => StatusCode::OK,
        MediaType::Json | MediaType::GraphqlResponse => rejection.code.status(),
    };
    let mut response = response(status, rejection.body(), media);
    let headers = response.headers_mut();
    if let Some(wait) = rejection.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
    }
    match rejection.code {
        ErrorCode::MethodNotAllowed => {
            headers.insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        ErrorCode::MutationOverGet => {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        ErrorCode::Unauthenticated => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // The rest of the body stays unread, so that the connection ends here: a client must not send its next request on it.
        ErrorCode::PayloadTooLarge | ErrorCode::RequestTimeout => {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

/// At least one: a client told 0 would come back at once.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000).max(1) as u64
}

fn response(status: StatusCode, body: Bytes, media: MediaType) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media.content_type());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        VARY,
        HeaderValue::from_static("accept, accept-encoding, origin"),
    );
    response
}
