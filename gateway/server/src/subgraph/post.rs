//! The head of a request to a subgraph, written straight as bytes.

use std::io::Write;

use http::HeaderValue;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, TRANSFER_ENCODING};

use super::IDENTITY;
use crate::context::RequestContext;
use crate::trace::TRACEPARENT;

/// Bytes of the headers that are added, usually.
const USUAL: usize = 256;

/// All that decides about the answer: the part that is always the same, and what the caller adds. `room`: bytes that will
/// follow beyond the head.
pub(super) fn head(
    fixed: &[u8],
    context: &RequestContext,
    identity: Option<HeaderValue>,
    room: usize,
) -> Vec<u8> {
    let mut head = Vec::with_capacity(fixed.len() + USUAL + room);
    head.extend_from_slice(fixed);
    for (name, value) in context.propagated.iter() {
        // The gateway's own stand for the client's; the last three would say how this message is framed.
        let own = [
            TRACEPARENT,
            IDENTITY,
            ACCEPT,
            CONTENT_TYPE,
            HOST,
            EXPECT,
            CONTENT_LENGTH,
            TRANSFER_ENCODING,
        ];
        if !own.contains(name) {
            field(&mut head, name.as_str(), value.as_bytes());
        }
    }
    if let Some(identity) = identity {
        field(&mut head, IDENTITY.as_str(), identity.as_bytes());
    }
    head
}

/// The rest of a head: the trace, and how long the body is.
pub(super) fn finish(head: &mut Vec<u8>, context: &RequestContext, length: usize) {
    field(head, TRACEPARENT.as_str(), &context.trace.hop());
    write!(head, "{CONTENT_LENGTH}: {length}\r\n\r\n").expect("a vector takes all that is written");
}

/// Values are checked when they are made: none has a line end in it.
fn field(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}
