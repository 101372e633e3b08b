//! Subscriptions over WebSocket, protocol `graphql-transport-ws`, with the close codes it names.
//!
//! Written here because async-graphql's own server replaces a running stream when an id is used twice, closes with other
//! codes than the protocol says, and bounds neither subscriptions nor time.

use super::http::Site;
use crate::identity::{Caller, HEADER};
use crate::telemetry::TraceContext;
use async_graphql::{Request, Response as GraphqlResponse};
use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::response::Response;
use futures::StreamExt;
use futures::stream::BoxStream;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;
use tokio_stream::StreamMap;

const PROTOCOL: &str = "graphql-transport-ws";
/// Largest message a client may send: a subscription's document and variables.
const MAX_MESSAGE: usize = 256 << 10;
/// Bytes a client may leave unread before it is cut off.
const MAX_UNREAD: usize = 1 << 20;
/// Read buffer of an idle connection; the library's default costs 128 KiB each.
const READ_BUFFER: usize = 4 << 10;
/// Subscriptions on one connection at once; the gateway shares connections.
const MAX_SUBSCRIPTIONS: usize = 256;
/// Longest wait for the first message.
const INIT_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that says nothing this long is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(25);
/// Longest wait for a client to take a message.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a connection ends, with the protocol's close code.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Close {
    BadMessage(&'static str),
    /// No subprotocol was agreed on.
    Protocol,
    Unauthorized,
    Forbidden(String),
    InitTimeout,
    Duplicate(String),
    TooManyInits,
    TooManySubscriptions,
    GoingAway,
    /// The client is gone, or does not read.
    Gone,
}

impl Close {
    fn frame(&self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::BadMessage(reason) => (4400, (*reason).to_owned()),
            Self::Protocol => (4406, "Subprotocol not acceptable".to_owned()),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden(reason) => (4403, reason.clone()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            Self::Duplicate(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests".to_owned()),
            Self::TooManySubscriptions => (4429, "Too many subscriptions".to_owned()),
            Self::GoingAway => (1001, "The service stops".to_owned()),
            Self::Gone => return None,
        };
        // A close reason holds at most 123 bytes.
        let reason: String = reason.chars().take(100).collect();
        Some(CloseFrame {
            code,
            reason: reason.into(),
        })
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ClientMessage {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Value>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Box<Request>,
    },
    Complete {
        id: String,
    },
}

/// Answers the upgrade and serves the connection until it ends or the service stops.
pub(super) fn accept(
    upgrade: WebSocketUpgrade,
    site: Site,
    caller: Option<Caller>,
    trace: TraceContext,
) -> Response {
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_UNREAD)
        .on_upgrade(move |socket| async move {
            let connection = Connection {
                socket,
                site,
                caller,
                initialised: false,
                streams: StreamMap::new(),
            };
            trace.scope(connection.serve()).await;
        })
}

struct Connection {
    socket: WebSocket,
    site: Site,
    /// Known from the upgrade's header, or from the first message.
    caller: Option<Caller>,
    initialised: bool,
    streams: StreamMap<String, BoxStream<'static, Option<GraphqlResponse>>>,
}

impl Connection {
    async fn serve(mut self) {
        let close = self.run().await;
        if let Some(frame) = close.frame() {
            // Best effort: the client may be gone.
            let _ =
                tokio::time::timeout(SEND_TIMEOUT, self.socket.send(Message::Close(Some(frame))))
                    .await;
        }
    }

    async fn run(&mut self) -> Close {
        let opened = Instant::now();
        if self.socket.protocol().is_none() {
            return Close::Protocol;
        }
        let mut ping = tokio::time::interval(PING_EVERY);
        ping.reset();
        let stop = self.site.stop.clone();
        loop {
            let step = tokio::select! {
                () = stop.cancelled() => Err(Close::GoingAway),
                () = tokio::time::sleep_until(opened + INIT_TIMEOUT), if !self.initialised => Err(Close::InitTimeout),
                _ = ping.tick() => self.send(&json!({ "type": "ping" })).await,
                message = self.socket.recv() => self.receive(message).await,
                Some((id, item)) = self.streams.next() => self.deliver(id, item).await,
            };
            if let Err(close) = step {
                return close;
            }
        }
    }

    async fn receive(
        &mut self,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Close> {
        match message {
            Some(Ok(Message::Text(text))) => self.understand(text.as_str()).await,
            Some(Ok(Message::Binary(_))) => Err(Close::BadMessage("Send text")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Close::Gone),
        }
    }

    async fn understand(&mut self, text: &str) -> Result<(), Close> {
        let message =
            serde_json::from_str(text).map_err(|_| Close::BadMessage("Invalid message"))?;
        match message {
            ClientMessage::ConnectionInit { payload } => self.initialise(payload).await,
            ClientMessage::Ping { payload } => {
                self.send(&json!({ "type": "pong", "payload": payload }))
                    .await
            }
            ClientMessage::Pong {} => Ok(()),
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, *payload),
            ClientMessage::Complete { id } => {
                self.streams.remove(&id);
                Ok(())
            }
        }
    }

    async fn initialise(&mut self, payload: Option<Value>) -> Result<(), Close> {
        if self.initialised {
            return Err(Close::TooManyInits);
        }
        if self.caller.is_none() {
            let identity = payload
                .as_ref()
                .and_then(|payload| payload.get(HEADER))
                .and_then(Value::as_str);
            let caller = self.site.identify(identity);
            self.caller = Some(caller.map_err(|refusal| Close::Forbidden(refusal.to_string()))?);
        }
        self.initialised = true;
        self.send(&json!({ "type": "connection_ack" })).await
    }

    fn subscribe(&mut self, id: String, request: Request) -> Result<(), Close> {
        let Some(caller) = self.caller.clone().filter(|_| self.initialised) else {
            return Err(Close::Unauthorized);
        };
        if self.streams.contains_key(&id) {
            return Err(Close::Duplicate(id));
        }
        if self.streams.len() >= MAX_SUBSCRIPTIONS {
            return Err(Close::TooManySubscriptions);
        }
        let responses = self.site.graphql.subscribe(request.data(caller));
        // The end of a stream is an item of its own: a map of streams forgets which one ended.
        let ended = futures::stream::once(std::future::ready(None));
        self.streams
            .insert(id, responses.map(Some).chain(ended).boxed());
        Ok(())
    }

    async fn deliver(&mut self, id: String, item: Option<GraphqlResponse>) -> Result<(), Close> {
        match item {
            // Without data the request failed before it ran; the protocol calls that an error and ends the stream.
            Some(response)
                if response.data == async_graphql::Value::Null && !response.errors.is_empty() =>
            {
                self.streams.remove(&id);
                self.send(&json!({ "id": id, "type": "error", "payload": response.errors }))
                    .await
            }
            Some(response) => {
                self.send(&json!({ "id": id, "type": "next", "payload": response }))
                    .await
            }
            None => {
                self.streams.remove(&id);
                self.send(&json!({ "id": id, "type": "complete" })).await
            }
        }
    }

    async fn send(&mut self, message: &Value) -> Result<(), Close> {
        let text = Message::Text(message.to_string().into());
        match tokio::time::timeout(SEND_TIMEOUT, self.socket.send(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Close::Gone),
        }
    }
}
