//! Answers in parts over HTTP: `multipart/mixed; deferSpec=20220824`, as GraphQL clients read `@defer`, and subscriptions
//! as `multipart/mixed; subscriptionSpec=1.0`.
//!
//! Clients take a part for whole when they see the boundary after it, so each chunk ends with one.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{ErrorCode, Rejection};
use crate::service::Streamed;

/// A payload never holds it at the start of a line: JSON of ours has no line breaks.
const CONTENT: HeaderValue =
    HeaderValue::from_static("multipart/mixed; boundary=\"graphql\"; deferSpec=20220824");
const SUBSCRIPTION: HeaderValue =
    HeaderValue::from_static("multipart/mixed; boundary=\"graphql\"; subscriptionSpec=1.0");
const FIRST: &[u8] = b"\r\n--graphql";
const PART: &[u8] = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n";
const BOUNDARY: &[u8] = b"\r\n--graphql";
const END: &[u8] = b"--\r\n";
/// Told to proxies that would gather the parts before they pass them on.
const NO_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The response with those payloads, each sent as it comes.
pub(super) fn answer(payloads: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    response(CONTENT, payloads)
}

/// The events of a subscription. One that fails is told beside the payloads; an empty object is a sign of life.
pub(super) fn subscription(events: impl Stream<Item = Streamed> + Send + 'static) -> Response {
    let parts = events.filter_map(async |event| match event {
        Streamed::Next(body) => Some([b"{\"payload\":", &*body, b"}"].concat().into()),
        Streamed::Failed(body) => Some(failed(&body)),
        Streamed::Interrupted => {
            let text = "the gateway is shutting down; subscribe again";
            Some(failed(
                &Rejection::new(ErrorCode::ShuttingDown, text).body(),
            ))
        }
        Streamed::Beat => Some(Bytes::from_static(b"{}")),
        Streamed::Complete => None,
    });
    response(SUBSCRIPTION, parts)
}

/// `{"errors": …}` as the last word of a subscription.
fn failed(body: &[u8]) -> Bytes {
    let errors = body.strip_prefix(b"{").unwrap_or(body);
    [b"{\"payload\":null,", errors].concat().into()
}

fn response(
    content: HeaderValue,
    payloads: impl Stream<Item = Bytes> + Send + 'static,
) -> Response {
    let parts = payloads.map(|payload| [PART, &payload, BOUNDARY].concat());
    let chunks = stream::iter([FIRST.to_vec()])
        .chain(parts)
        .chain(stream::iter([END.to_vec()]));
    let body = chunks.map(|chunk| Ok::<_, std::convert::Infallible>(Bytes::from(chunk)));
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content);
    keep_unbuffered(headers);
    response
}

/// What each piece is worth only as it comes.
pub(super) fn keep_unbuffered(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, origin"));
    headers.insert(NO_BUFFERING, HeaderValue::from_static("no"));
}
