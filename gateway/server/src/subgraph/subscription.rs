//! Subscriptions at a subgraph: one WebSocket each, `graphql-transport-ws`, the gateway being the client.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use http::header::{
    CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::Full;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::{Endpoint, Hops};
use crate::context::RequestContext;
use crate::error::{ErrorCode, Rejection, chain};
use crate::websocket::SUBPROTOCOL;

/// Reading in small pieces: most sockets are silent most of the time, and a large buffer each is what memory goes to.
const READ_BUFFER: usize = 4 * 1024;
/// After so long without a word the subgraph is pinged; after twice as long it is taken for gone.
const SILENCE: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The events of one subscription.
pub(crate) struct EventStream {
    socket: Socket,
    subgraph: String,
    ended: bool,
}

impl std::fmt::Debug for EventStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventStream")
            .field("subgraph", &self.subgraph)
            .finish_non_exhaustive()
    }
}

/// Why a subgraph's stream cannot be opened, or broke.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SubscriptionFailure {
    #[error("the subgraph cannot be reached")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
    #[error("the subgraph cannot be called")]
    NotCallable(#[source] gateway_executor::SubgraphFailure),
    #[error("the subgraph refused the WebSocket with HTTP status {0}")]
    Refused(StatusCode),
    #[error("the subgraph does not speak {SUBPROTOCOL}")]
    Protocol,
    #[error("the WebSocket did not come up")]
    Upgrade(#[source] hyper::Error),
    #[error("the WebSocket broke")]
    Broken(#[source] Box<tokio_tungstenite::tungstenite::Error>),
    #[error("the subgraph closed the WebSocket")]
    Closed,
    #[error("the subgraph sent a message that is not of the protocol")]
    Malformed(#[source] serde_json::Error),
    #[error("the subgraph did not answer in time")]
    Timeout,
}

impl From<SubscriptionFailure> for Rejection {
    fn from(failure: SubscriptionFailure) -> Self {
        let (code, text) = match &failure {
            SubscriptionFailure::Timeout => (
                ErrorCode::SubgraphTimeout,
                "the subgraph did not answer in time",
            ),
            SubscriptionFailure::Refused(_) => (
                ErrorCode::SubgraphRejected,
                "the subgraph refused the subscription",
            ),
            SubscriptionFailure::Unreachable(_)
            | SubscriptionFailure::NotCallable(_)
            | SubscriptionFailure::Protocol
            | SubscriptionFailure::Upgrade(_)
            | SubscriptionFailure::Broken(_)
            | SubscriptionFailure::Closed
            | SubscriptionFailure::Malformed(_) => (
                ErrorCode::SubgraphUnreachable,
                "the subgraph cannot be reached",
            ),
        };
        tracing::warn!(
            error.chain = chain(&failure),
            "a subscription was not opened"
        );
        Rejection::new(code, text)
    }
}

/// A message from the subgraph; what it means depends on `type`.
#[derive(Deserialize)]
struct ServerMessage<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

/// What a message means for the stream.
enum Step {
    Event(Bytes),
    /// The last one.
    Errors(Bytes),
    Complete,
    Ping,
    Nothing,
}

impl Hops {
    /// Opens the stream of a subscription whose request body is `body`.
    pub(crate) async fn subscribe(
        &self,
        subgraph: &str,
        body: Bytes,
        context: &RequestContext,
    ) -> Result<EventStream, SubscriptionFailure> {
        let endpoint = self
            .endpoint(subgraph)
            .map_err(SubscriptionFailure::NotCallable)?;
        let until = context.deadline.min(Instant::now() + endpoint.timeout);
        let opening = async {
            let mut socket = self.connect(endpoint, context).await?;
            let identity = self
                .identity(endpoint, context)
                .map_err(SubscriptionFailure::NotCallable)?;
            begin(
                &mut socket,
                &init_payload(identity.as_ref(), context),
                &body,
            )
            .await?;
            Ok(EventStream {
                socket,
                subgraph: subgraph.to_owned(),
                ended: false,
            })
        };
        let opened = tokio::time::timeout_at(until.into(), opening).await;
        opened.unwrap_or(Err(SubscriptionFailure::Timeout))
    }

    async fn connect(
        &self,
        endpoint: &Endpoint,
        context: &RequestContext,
    ) -> Result<Socket, SubscriptionFailure> {
        let mut request = self
            .request(endpoint, context)
            .map_err(SubscriptionFailure::NotCallable)?;
        *request.uri_mut() = endpoint.subscription_url.clone();
        let key = STANDARD.encode(rand::random::<[u8; 16]>());
        ask_for_upgrade(&mut request, &key);
        let response = self
            .client
            .upgrade(request)
            .await
            .map_err(SubscriptionFailure::Unreachable)?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(SubscriptionFailure::Refused(response.status()));
        }
        if !is_our_upgrade(response.headers(), &key) {
            return Err(SubscriptionFailure::Protocol);
        }
        let upgraded = hyper::upgrade::on(response)
            .await
            .map_err(SubscriptionFailure::Upgrade)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(READ_BUFFER)
            .max_write_buffer_size(4 * READ_BUFFER + self.max_response)
            .max_message_size(Some(self.max_response))
            .max_frame_size(Some(self.max_response));
        Ok(
            WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Client, Some(config))
                .await,
        )
    }
}

fn ask_for_upgrade(request: &mut Request<Full<Bytes>>, key: &str) {
    let headers = request.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    headers.insert(
        SEC_WEBSOCKET_PROTOCOL,
        HeaderValue::from_static(SUBPROTOCOL),
    );
    let key = HeaderValue::from_str(key).expect("base64 makes a header");
    headers.insert(SEC_WEBSOCKET_KEY, key);
}

fn is_our_upgrade(headers: &HeaderMap, key: &str) -> bool {
    let is = |name: HeaderName, expected: &str| {
        headers
            .get(name)
            .is_some_and(|value| value.as_bytes() == expected.as_bytes())
    };
    is(SEC_WEBSOCKET_ACCEPT, &derive_accept_key(key.as_bytes()))
        && is(SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL)
}

/// Identity and propagated headers once more: many servers see only this payload in their resolvers.
fn init_payload(identity: Option<&HeaderValue>, context: &RequestContext) -> serde_json::Value {
    let mut payload = serde_json::Map::new();
    let headers = context
        .propagated
        .iter()
        .map(|(name, value)| (name.as_str(), value));
    let identity = identity.map(|value| (crate::identity::HEADER, value));
    for (name, value) in headers.chain(identity) {
        if let Ok(text) = value.to_str() {
            payload.insert(name.to_owned(), json!(text));
        }
    }
    payload.into()
}

/// `connection_init`, its acknowledgement, `subscribe`.
async fn begin(
    socket: &mut Socket,
    init: &serde_json::Value,
    body: &Bytes,
) -> Result<(), SubscriptionFailure> {
    send(
        socket,
        json!({"type": "connection_init", "payload": init}).to_string(),
    )
    .await?;
    loop {
        let text = receive(socket).await?;
        let message = parse(&text)?;
        match message.kind {
            "connection_ack" => break,
            "ping" => send(socket, json!({"type": "pong"}).to_string()).await?,
            _ => {}
        }
    }
    let body = std::str::from_utf8(body).map_err(|_| SubscriptionFailure::Protocol)?;
    send(
        socket,
        format!(r#"{{"type":"subscribe","id":"1","payload":{body}}}"#),
    )
    .await
}

impl EventStream {
    /// The next event as the subgraph sent it, `{"data": …, "errors": …}`. `None`: the stream ended as it should.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, SubscriptionFailure>> {
        while !self.ended {
            match self.step().await {
                Ok(Step::Event(event)) => return Some(Ok(event)),
                Ok(Step::Errors(event)) => {
                    self.ended = true;
                    return Some(Ok(event));
                }
                Ok(Step::Complete) => self.ended = true,
                Ok(Step::Nothing) => {}
                Ok(Step::Ping) => {
                    if let Err(failure) =
                        send(&mut self.socket, json!({"type": "pong"}).to_string()).await
                    {
                        self.ended = true;
                        return Some(Err(failure));
                    }
                }
                Err(failure) => {
                    self.ended = true;
                    return Some(Err(failure));
                }
            }
        }
        None
    }

    async fn step(&mut self) -> Result<Step, SubscriptionFailure> {
        let text = match tokio::time::timeout(SILENCE, receive(&mut self.socket)).await {
            Ok(text) => text?,
            Err(_) => {
                let ping = self.socket.send(Message::Ping(Bytes::new())).await;
                ping.map_err(|error| SubscriptionFailure::Broken(Box::new(error)))?;
                let heard = self.socket.next();
                match tokio::time::timeout(SILENCE, heard).await {
                    Ok(Some(Ok(Message::Text(text)))) => text.as_str().to_owned(),
                    Ok(Some(Ok(_))) => return Ok(Step::Nothing),
                    Ok(Some(Err(error))) => {
                        return Err(SubscriptionFailure::Broken(Box::new(error)));
                    }
                    Ok(None) => return Err(SubscriptionFailure::Closed),
                    Err(_) => return Err(SubscriptionFailure::Timeout),
                }
            }
        };
        let message = parse(&text)?;
        let payload = message.payload.map_or("null", RawValue::get);
        Ok(match message.kind {
            "next" => Step::Event(Bytes::copy_from_slice(payload.as_bytes())),
            "error" => Step::Errors(Bytes::from(format!(
                r#"{{"data":null,"errors":{payload}}}"#
            ))),
            "complete" => Step::Complete,
            "ping" => Step::Ping,
            _ => Step::Nothing,
        })
    }
}

fn parse(text: &str) -> Result<ServerMessage<'_>, SubscriptionFailure> {
    serde_json::from_str(text).map_err(SubscriptionFailure::Malformed)
}

async fn send(socket: &mut Socket, text: String) -> Result<(), SubscriptionFailure> {
    let sent = socket.send(Message::text(text)).await;
    sent.map_err(|error| SubscriptionFailure::Broken(Box::new(error)))
}

/// The next text; tungstenite answers pings of the WebSocket itself.
async fn receive(socket: &mut Socket) -> Result<String, SubscriptionFailure> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_),
            )) => {}
            Some(Ok(Message::Close(_))) | None => return Err(SubscriptionFailure::Closed),
            Some(Err(error)) => return Err(SubscriptionFailure::Broken(Box::new(error))),
        }
    }
}
