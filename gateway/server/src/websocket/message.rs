//! The messages of the protocol.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::close::Close;

/// What a client says.
#[derive(Debug)]
pub(super) enum ClientMessage<'a> {
    Init(Option<&'a RawValue>),
    Ping,
    Pong,
    Subscribe { id: String, payload: &'a RawValue },
    Complete { id: String },
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl<'a> ClientMessage<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Close> {
        let wire: Wire<'a> =
            serde_json::from_str(text).map_err(|_| Close::BadMessage("Invalid message"))?;
        let id = || {
            wire.id
                .clone()
                .filter(|id| !id.is_empty())
                .ok_or(Close::BadMessage("Message without id"))
        };
        match wire.kind.as_str() {
            "connection_init" => Ok(Self::Init(wire.payload)),
            "ping" => Ok(Self::Ping),
            "pong" => Ok(Self::Pong),
            "subscribe" => Ok(Self::Subscribe {
                id: id()?,
                payload: wire
                    .payload
                    .ok_or(Close::BadMessage("Message without payload"))?,
            }),
            "complete" => Ok(Self::Complete { id: id()? }),
            _ => Err(Close::BadMessage("Unknown message type")),
        }
    }
}

/// `connection_ack`
pub(super) const ACK: &str = r#"{"type":"connection_ack"}"#;
/// `pong`
pub(super) const PONG: &str = r#"{"type":"pong"}"#;

/// What the gateway says about an operation.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// A GraphQL response.
    Next(Bytes),
    /// A list of errors; the operation has ended with it.
    Error(Bytes),
    Complete,
}

impl Outgoing {
    pub(super) fn is_last(&self) -> bool {
        match self {
            Self::Next(_) => false,
            Self::Error(_) | Self::Complete => true,
        }
    }

    /// The message's text. Payloads are JSON of our own, and thus UTF-8.
    pub(super) fn text(&self, id: &str) -> String {
        let id = serde_json::Value::from(id);
        match self {
            Self::Next(body) => format!(
                r#"{{"type":"next","id":{id},"payload":{}}}"#,
                String::from_utf8_lossy(body)
            ),
            Self::Error(errors) => {
                format!(
                    r#"{{"type":"error","id":{id},"payload":{}}}"#,
                    String::from_utf8_lossy(errors)
                )
            }
            Self::Complete => format!(r#"{{"type":"complete","id":{id}}}"#),
        }
    }
}
