//! For those who run the gateway: is it alive, may it be sent requests, how is it doing.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::service::Service;

/// The process answers at all.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// Whether a load balancer should send requests here: not while shutting down. A subgraph that is down does not make
/// the gateway unready, or one bad service would take all pages with it; nor does a supergraph that cannot be replaced,
/// which the following lines tell.
pub(super) async fn ready(State(service): State<Arc<Service>>) -> Response {
    if service.shutdown.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down\n").into_response();
    }
    format!("ready\n{}", service.status.report()).into_response()
}

pub(super) async fn metrics(State(service): State<Arc<Service>>) -> Response {
    service.metrics.composition.show(&service.status.standing());
    let text = service.metrics.render();
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response()
}
