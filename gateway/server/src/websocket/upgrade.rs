//! From an HTTP request to a socket.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::request::Parts;
use tokio_stream::StreamMap;

use super::SUBPROTOCOL;
use super::close::Close;
use super::session::Session;
use crate::context::propagated;
use crate::error::{ErrorCode, Rejection};
use crate::http::{client_address, csrf};
use crate::metrics::Counted;
use crate::service::Service;
use crate::trace::TraceContext;

/// tungstenite's own 128 KiB a socket would be most of an idle socket's memory.
const BUFFER: usize = 4 * 1024;

/// Answers an upgrade request: 101, or why not.
pub(crate) async fn upgrade(
    service: Arc<Service>,
    mut parts: Parts,
) -> Result<Response, Rejection> {
    csrf::check_origin(&parts.headers, &service.config.cors)?;
    if service.shutdown.is_cancelled() {
        return Err(
            Rejection::new(ErrorCode::ShuttingDown, "the gateway is shutting down")
                .retry_after(Duration::from_secs(1)),
        );
    }
    let authorization = parts.headers.get(AUTHORIZATION);
    let caller = service
        .authenticator
        .authenticate(authorization)
        .await
        .map_err(|error| error.rejection())?;
    let permit = service.socket_place()?;
    let address = client_address::of(&parts, service.config.rate_limit.as_ref());
    let trace = TraceContext::of(&parts.headers);
    let propagated = Arc::new(propagated(
        &parts.headers,
        &service.config.propagate_headers,
    ));
    let usage = service.usage.as_ref();
    let client = usage.map(|usage| usage.client(&parts.headers));
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|rejection| Rejection::new(ErrorCode::BadRequest, rejection.body_text()))?;
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(service.config.websocket.max_write_buffer + 2 * BUFFER)
        .max_message_size(service.config.limits.body)
        .max_frame_size(service.config.limits.body);
    let agreed = upgrade.selected_protocol().is_some();
    let (tasks, cut) = (service.tasks.clone(), service.cut.clone());
    let session = move |mut socket: axum::extract::ws::WebSocket| async move {
        let _open = permit;
        if !agreed {
            let close =
                axum::extract::ws::Message::Close(Some(Close::SubprotocolNotAcceptable.frame()));
            if socket.send(close).await.is_err() {
                tracing::debug!("the client left before it was told which subprotocol is spoken");
            }
            return;
        }
        let _counted = Counted::new(&service.metrics.sockets);
        let session = Session {
            service,
            socket,
            address,
            trace,
            propagated,
            client,
            caller,
            initialised: false,
            operations: StreamMap::new(),
        };
        cut.run_until_cancelled_owned(session.run()).await;
    };
    Ok(upgrade.on_upgrade(move |socket| tasks.track_future(session(socket))))
}
