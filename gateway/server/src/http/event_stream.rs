//! Answers as server-sent events: the "distinct connections" mode of the GraphQL over SSE protocol, as the npm package
//! `graphql-sse` and others speak it. `next` events hold responses, `complete` ends the operation.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use super::multipart::keep_unbuffered;
use crate::service::Streamed;

const CONTENT: HeaderValue = HeaderValue::from_static("text/event-stream; charset=utf-8");
const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";
/// A comment, which clients skip.
const BEAT: &[u8] = b":\n\n";

/// The events of a subscription.
pub(super) fn subscription(events: impl Stream<Item = Streamed> + Send + 'static) -> Response {
    response(events.map(|event| match event {
        Streamed::Next(body) => next(&body),
        Streamed::Failed(body) => [&next(&body), COMPLETE].concat().into(),
        Streamed::Complete => Bytes::from_static(COMPLETE),
        Streamed::Beat => Bytes::from_static(BEAT),
        // Without a `complete` the client connects again.
        Streamed::Interrupted => Bytes::new(),
    }))
}

/// The payloads of one answer.
pub(super) fn answer(payloads: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let events = payloads.map(|payload| next(&payload));
    response(events.chain(stream::iter([Bytes::from_static(COMPLETE)])))
}

fn next(body: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(body.len() + 32);
    event.extend_from_slice(b"event: next\ndata: ");
    // A line break would end the field. In JSON it is white space: values of subgraphs' own scalars may hold some.
    event.extend(body.iter().map(|byte| match byte {
        b'\n' | b'\r' => b' ',
        byte => *byte,
    }));
    event.extend_from_slice(b"\n\n");
    event.into()
}

fn response(events: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let body = events.map(Ok::<_, std::convert::Infallible>);
    let mut response = Response::new(Body::from_stream(body));
    response.headers_mut().insert(CONTENT_TYPE, CONTENT);
    keep_unbuffered(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn a_payload_is_one_line() {
        assert_eq!(
            next(b"{\"data\":{\"a\":{\n\"b\":\r1}}}"),
            "event: next\ndata: {\"data\":{\"a\":{ \"b\": 1}}}\n\n"
        );
    }
}
