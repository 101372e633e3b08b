//! The routes of a service.

use super::request::{self, Refusal};
use super::websocket;
use crate::db::Db;
use crate::identity::{Caller, HEADER, Verifier};
use crate::telemetry::TraceContext;
use async_graphql::{ObjectType, Request, Response as GraphqlResponse, Schema, SubscriptionType};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequestParts, State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Largest body: room for a batch of representations as large as the gateway sends.
const MAX_BODY: usize = 4 << 20;

type Execute = dyn Fn(Request) -> BoxFuture<'static, GraphqlResponse> + Send + Sync;
type Subscribe = dyn Fn(Request) -> BoxStream<'static, GraphqlResponse> + Send + Sync;

/// A schema without its type: how the server runs requests.
#[derive(Clone)]
pub(super) struct GraphqlRoutes {
    execute: Arc<Execute>,
    subscribe: Arc<Subscribe>,
}

impl std::fmt::Debug for GraphqlRoutes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GraphqlRoutes")
    }
}

impl GraphqlRoutes {
    pub(super) fn new<Q, M, S>(schema: Schema<Q, M, S>) -> Self
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let streaming = schema.clone();
        Self {
            execute: Arc::new(move |request| {
                let schema = schema.clone();
                Box::pin(async move { schema.execute(request).await })
            }),
            subscribe: Arc::new(move |request| Box::pin(streaming.execute_stream(request))),
        }
    }

    /// Runs a subscription, or anything else as a stream of one.
    pub(super) fn subscribe(&self, request: Request) -> BoxStream<'static, GraphqlResponse> {
        (self.subscribe)(request)
    }
}

/// What the handlers share.
#[derive(Clone)]
pub(super) struct Site {
    pub(super) service: &'static str,
    pub(super) graphql: GraphqlRoutes,
    pub(super) verifier: Arc<Verifier>,
    pub(super) db: Db,
    pub(super) metrics: Option<PrometheusHandle>,
    pub(super) request_timeout: Duration,
    pub(super) stop: CancellationToken,
}

/// All routes of a service, its own beside the kit's.
pub(super) fn router(site: Site, own: Router) -> Router {
    Router::new()
        .route(
            "/graphql",
            post(graphql).get(upgrade).fallback(wrong_method),
        )
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .route("/metrics", get(render_metrics))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(site)
        .merge(own)
}

async fn wrong_method() -> Response {
    Refusal::Method.into_response()
}

async fn ready(State(site): State<Site>) -> Response {
    if site.stop.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining").into_response();
    }
    match site.db.conn().await {
        Ok(_) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(service = site.service, error = %crate::error::chain(&error), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "no database").into_response()
        }
    }
}

async fn render_metrics(State(site): State<Site>) -> Response {
    match &site.metrics {
        Some(metrics) => metrics.render().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn graphql(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    let started = Instant::now();
    let response = match answer(&site, &headers, &body).await {
        Ok(response) => axum::Json(response).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    let labels = [
        ("service", site.service.to_owned()),
        ("status", response.status().as_u16().to_string()),
    ];
    metrics::counter!("portico_http_requests_total", &labels).increment(1);
    metrics::histogram!("portico_http_request_seconds", "service" => site.service)
        .record(started.elapsed().as_secs_f64());
    response
}

async fn answer(site: &Site, headers: &HeaderMap, body: &[u8]) -> Result<GraphqlResponse, Refusal> {
    let caller = site.caller(headers)?;
    let request = request::read(headers, body)?.data(caller);
    let trace = trace_of(headers);
    let span = tracing::info_span!(
        "graphql",
        service = site.service,
        trace_id = trace.trace_id()
    );
    let execution = (site.graphql.execute)(request);
    let run = trace.scope(tracing::Instrument::instrument(execution, span));
    tokio::time::timeout(site.request_timeout, run)
        .await
        .map_err(|_| Refusal::Timeout)
}

/// The trace the gateway started, one hop further; or a new one.
fn trace_of(headers: &HeaderMap) -> TraceContext {
    headers
        .get("traceparent")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<TraceContext>().ok())
        .map_or_else(TraceContext::new, TraceContext::child)
}

impl Site {
    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let header = headers
            .get(HEADER)
            .map(|value| value.to_str().unwrap_or_default());
        self.identify(header)
    }

    /// The caller whom an identity names, which came in a header or in a WebSocket's first message.
    pub(super) fn identify(&self, identity: Option<&str>) -> Result<Caller, Refusal> {
        self.verifier.verify(identity).map_err(|error| {
            tracing::info!(service = self.service, error = %crate::error::chain(&error), "an identity was refused");
            Refusal::Identity { code: error.code(), message: error.to_string() }
        })
    }
}

/// GET is for WebSockets only: a subgraph has no use for queries in addresses.
async fn upgrade(State(site): State<Site>, request: axum::extract::Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let headers = std::mem::take(&mut parts.headers);
    if !headers.contains_key(header::UPGRADE) {
        return Refusal::Method.into_response();
    }
    parts.headers = headers;
    // A WebSocket client that cannot set headers gives its identity in the first message.
    let caller = match parts.headers.contains_key(HEADER) {
        true => match site.caller(&parts.headers) {
            Ok(caller) => Some(caller),
            Err(refusal) => return refusal.into_response(),
        },
        false => None,
    };
    let trace = trace_of(&parts.headers);
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => websocket::accept(upgrade, site, caller, trace),
        Err(rejection) => rejection.into_response(),
    }
}
