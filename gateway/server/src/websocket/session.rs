//! One socket from its upgrade to its close: one task, no queue.
//!
//! Operations run inside the socket's task, and a message is written before the next event is taken: a client that
//! reads slowly slows its own subscriptions down and costs one message of memory.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{Message, WebSocket};
use futures::StreamExt;
use futures::stream::BoxStream;
use gateway_composition::usage::Client;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use serde_json::value::RawValue;
use tokio_stream::StreamMap;
use tokio_tungstenite::tungstenite::Error as WebSocketError;

use super::close::Close;
use super::message::{ACK, ClientMessage, Outgoing, PONG};
use super::operation::Operation;
use crate::auth::{AuthError, Caller};
use crate::context::RequestContext;
use crate::error::{ErrorCode, Rejection};
use crate::graphql::GraphqlRequest;
use crate::service::Service;
use crate::trace::TraceContext;

/// A socket and its operations.
pub(super) struct Session {
    pub(super) service: Arc<Service>,
    pub(super) socket: WebSocket,
    pub(super) address: IpAddr,
    pub(super) trace: TraceContext,
    pub(super) propagated: Arc<HeaderMap>,
    /// Who the upgrade said the client is; only where usage is recorded.
    pub(super) client: Option<Client>,
    /// Of the upgrade's `Authorization` header, or anonymous until `connection_init` says more.
    pub(super) caller: Arc<Caller>,
    pub(super) initialised: bool,
    pub(super) operations: StreamMap<String, BoxStream<'static, Outgoing>>,
}

/// How a socket ended.
pub(super) enum End {
    /// By us, for that reason.
    Close(Close),
    /// By the client, or it is gone.
    Gone,
}

/// What woke the session.
enum Wake {
    Client(Option<Result<Message, axum::Error>>),
    Operation(String, Outgoing),
    KeepAlive,
    End(Close),
}

impl Session {
    pub(super) async fn run(mut self) {
        let end = self.converse().await;
        self.operations.clear();
        if let End::Close(close) = end {
            tracing::debug!(websocket.close_code = close.code(), "a socket is closed");
            let farewell = self.socket.send(Message::Close(Some(close.frame())));
            let sent = tokio::time::timeout(Duration::from_secs(1), farewell).await;
            if !matches!(sent, Ok(Ok(()))) {
                tracing::debug!("the client did not take the close");
            }
        }
    }

    async fn converse(&mut self) -> End {
        let begun = Instant::now();
        let keep_alive = self.service.config.websocket.keep_alive;
        let mut heard = Instant::now();
        let mut beat = tokio::time::interval(keep_alive);
        beat.reset();
        loop {
            let wake = self.wait(begun, &mut beat).await;
            let step = match wake {
                Wake::Client(Some(Ok(message))) => {
                    heard = Instant::now();
                    self.receive(message).await
                }
                Wake::Client(Some(Err(error))) => Err(broken(error)),
                Wake::Client(None) => Err(End::Gone),
                Wake::Operation(id, message) => self.deliver(&id, &message).await,
                Wake::KeepAlive if heard.elapsed() > keep_alive * 2 => Err(End::Gone),
                Wake::KeepAlive => self.send(Message::Ping(bytes::Bytes::new())).await,
                Wake::End(close) => Err(End::Close(close)),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn wait(&mut self, begun: Instant, beat: &mut tokio::time::Interval) -> Wake {
        let init_timeout = begun + self.service.config.websocket.init_timeout;
        tokio::select! {
            () = self.service.shutdown.cancelled() => Wake::End(Close::GoingAway),
            () = tokio::time::sleep_until(init_timeout.into()), if !self.initialised => Wake::End(Close::InitTimeout),
            () = tokio::time::sleep(self.caller.time_left()) => Wake::End(Close::TokenExpired),
            message = self.socket.recv() => Wake::Client(message),
            Some((id, message)) = self.operations.next(), if !self.operations.is_empty() => Wake::Operation(id, message),
            _ = beat.tick() => Wake::KeepAlive,
        }
    }

    async fn receive(&mut self, message: Message) -> Result<(), End> {
        match message {
            Message::Text(text) => {
                let message = ClientMessage::parse(&text).map_err(End::Close)?;
                self.handle(message).await
            }
            Message::Binary(_) => Err(End::Close(Close::BadMessage(
                "Binary messages are not of the protocol",
            ))),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn handle(&mut self, message: ClientMessage<'_>) -> Result<(), End> {
        match message {
            ClientMessage::Init(_) if self.initialised => Err(End::Close(Close::TooManyInits)),
            ClientMessage::Init(payload) => {
                self.authenticate(payload).await.map_err(End::Close)?;
                self.initialised = true;
                self.send(Message::text(ACK)).await
            }
            ClientMessage::Ping => self.send(Message::text(PONG)).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Subscribe { .. } if !self.initialised => {
                Err(End::Close(Close::Unauthorized))
            }
            ClientMessage::Subscribe { id, .. } if self.operations.contains_key(&id) => {
                Err(End::Close(Close::DuplicateId))
            }
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, payload).await,
            ClientMessage::Complete { id } => {
                self.operations.remove(&id);
                Ok(())
            }
        }
    }

    async fn subscribe(&mut self, id: String, payload: &RawValue) -> Result<(), End> {
        if self.operations.len() >= self.service.config.websocket.max_operations {
            let text = "too many operations run on this socket";
            return self
                .refuse(&id, &Rejection::new(ErrorCode::RateLimited, text))
                .await;
        }
        let request = match read(&self.service, payload).await {
            Ok(request) => request,
            Err(rejection) => return self.refuse(&id, &rejection).await,
        };
        let time = self.service.config.http.request_timeout;
        let mut context = RequestContext::new(
            self.caller.clone(),
            self.address,
            self.propagated.clone(),
            self.trace,
            time,
        );
        context.client.clone_from(&self.client);
        // Who sends `@defer` over a socket reads what comes of it: messages are parts by nature.
        context.takes_parts = true;
        let operation = Operation {
            service: self.service.clone(),
            request,
            context,
        };
        self.operations.insert(id, operation.run());
        Ok(())
    }

    async fn refuse(&mut self, id: &str, rejection: &Rejection) -> Result<(), End> {
        let errors = serde_json::to_vec(&rejection.errors)
            .expect("texts and numbers can be written as JSON");
        self.deliver(id, &Outgoing::Error(errors.into())).await
    }

    /// The token of `connection_init`, which wins over that of the upgrade.
    async fn authenticate(&mut self, payload: Option<&RawValue>) -> Result<(), Close> {
        let Some(token) = payload.map(token_of).transpose()?.flatten() else {
            return Ok(());
        };
        let header = HeaderValue::try_from(token).map_err(|_| Close::Forbidden)?;
        self.caller = self
            .service
            .authenticator
            .authenticate(Some(&header))
            .await
            .map_err(|error| match error {
                AuthError::NotBearer | AuthError::Invalid | AuthError::Expired => Close::Forbidden,
                AuthError::Unavailable => Close::TryAgainLater,
            })?;
        if self
            .service
            .config
            .propagate_headers
            .contains(&AUTHORIZATION)
        {
            Arc::make_mut(&mut self.propagated).insert(AUTHORIZATION, header);
        }
        Ok(())
    }

    /// Sends an operation's message; a finished operation's id is free again as soon as the client can know of it.
    async fn deliver(&mut self, id: &str, message: &Outgoing) -> Result<(), End> {
        if message.is_last() {
            self.operations.remove(id);
        }
        self.send(Message::text(message.text(id))).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        let time = self.service.config.websocket.send_timeout;
        match tokio::time::timeout(time, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

async fn read(service: &Service, payload: &RawValue) -> Result<GraphqlRequest, Rejection> {
    let mut request = GraphqlRequest::from_json(payload.get().as_bytes())?;
    service.persisted.complete(&mut request).await?;
    Ok(request)
}

/// A message beyond the limit is known by its header; what comes after it is not read.
fn broken(error: axum::Error) -> End {
    match error.into_inner().downcast_ref() {
        Some(WebSocketError::Capacity(_)) => End::Close(Close::TooLarge),
        Some(_) | None => End::Gone,
    }
}

/// The token in a payload: `{"authorization": "Bearer …"}`, in any case, also below `headers`.
fn token_of(payload: &RawValue) -> Result<Option<String>, Close> {
    let bad = Close::BadMessage("The payload of connection_init must be an object");
    let payload: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(payload.get()).map_err(|_| bad)?;
    let Some(payload) = payload else {
        return Ok(None);
    };
    let nested = payload
        .get("headers")
        .and_then(serde_json::Value::as_object);
    let entries = payload.iter().chain(nested.into_iter().flatten());
    for (name, value) in entries {
        if name.eq_ignore_ascii_case("authorization") && !value.is_null() {
            return value
                .as_str()
                .map(|text| Some(text.to_owned()))
                .ok_or(Close::Forbidden);
        }
    }
    Ok(None)
}
