//! `/graphql`: operations over HTTP, the playground for browsers, upgrades to WebSocket.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use http::header::{AUTHORIZATION, UPGRADE};
use http::request::Parts;
use http::{Method, Request};

use super::accept::{self, MediaType};
use super::{EXPLAIN, body, client_address, csrf, playground, respond};
use crate::access_log::{self, Line};
use crate::context::{RequestContext, propagated};
use crate::error::{ErrorCode, Rejection};
use crate::graphql::GraphqlRequest;
use crate::service::{Answer, OperationLog, Service, Transport, refusal_outcome};
use crate::trace::TraceContext;
use crate::websocket;

/// What the path is asked for.
enum Purpose {
    Operation(Transport),
    Playground,
    WebSocket,
}

/// Answers every request to `/graphql`.
pub(super) async fn answer(
    State(service): State<Arc<Service>>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let started = Instant::now();
    let media = accept::negotiate(&parts.headers);
    let purpose = match purpose(&parts, &service) {
        Ok(purpose) => purpose,
        Err(rejection) => return respond::refusal(&rejection, media.unwrap_or(MediaType::Json)),
    };
    let transport = match purpose {
        Purpose::Playground => return playground::page(),
        Purpose::WebSocket => {
            return match websocket::upgrade(service, parts).await {
                Ok(response) => response,
                Err(rejection) => respond::refusal(&rejection, MediaType::Json),
            };
        }
        Purpose::Operation(transport) => transport,
    };
    let mut exchange = Exchange {
        service: &service,
        transport,
        log: OperationLog::default(),
        context: None,
    };
    let (media, result) = match media {
        Ok(media) => (media, exchange.run(&parts, body).await),
        Err(rejection) => (MediaType::Json, Err(rejection)),
    };
    exchange.finish(result, media, started)
}

fn purpose(parts: &Parts, service: &Service) -> Result<Purpose, Rejection> {
    if parts.method == Method::POST {
        return Ok(Purpose::Operation(Transport::HttpPost));
    }
    if parts.method != Method::GET {
        return Err(Rejection::new(
            ErrorCode::MethodNotAllowed,
            "use GET or POST",
        ));
    }
    let upgrade = parts
        .headers
        .get(UPGRADE)
        .and_then(|value| value.to_str().ok());
    if upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")) {
        return Ok(Purpose::WebSocket);
    }
    let asks = parts
        .uri
        .query()
        .is_some_and(|query| query.contains("query="));
    if service.config.playground && !asks && accept::wants_html(&parts.headers) {
        return Ok(Purpose::Playground);
    }
    Ok(Purpose::Operation(Transport::HttpGet))
}

/// One operation over HTTP.
struct Exchange<'a> {
    service: &'a Service,
    transport: Transport,
    log: OperationLog,
    context: Option<RequestContext>,
}

impl Exchange<'_> {
    async fn run(&mut self, parts: &Parts, body: Body) -> Result<Answer, Rejection> {
        let service = self.service;
        if self.transport == Transport::HttpGet {
            csrf::check_get(&parts.headers, &service.config.cors)?;
        }
        let authorization = parts.headers.get(AUTHORIZATION);
        let caller = service
            .authenticator
            .authenticate(authorization)
            .await
            .map_err(|error| error.rejection())?;
        service.admit_caller(
            &caller,
            client_address::of(parts, service.config.rate_limit.as_ref()),
        )?;
        let request = self.request(parts, body).await?;
        let propagated = Arc::new(propagated(
            &parts.headers,
            &service.config.propagate_headers,
        ));
        let trace = TraceContext::of(&parts.headers);
        let mut context = RequestContext::new(
            caller,
            propagated,
            trace,
            service.config.http.request_timeout,
        );
        let usage = service.usage.as_ref();
        context.client = usage.map(|usage| usage.client(&parts.headers));
        context.explain = service.config.expose_plan && parts.headers.contains_key(EXPLAIN);
        let context = self.context.insert(context);
        let admitted = service
            .prepare(&request, self.transport, context, &mut self.log)
            .await?;
        service.run(admitted, context, &mut self.log).await
    }

    async fn request(&self, parts: &Parts, body: Body) -> Result<GraphqlRequest, Rejection> {
        let config = &self.service.config;
        if self.transport == Transport::HttpGet {
            let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
            let pairs = pairs.map_err(|_| {
                Rejection::new(ErrorCode::BadRequest, "the query string cannot be read")
            })?;
            return GraphqlRequest::from_query_string(pairs.0);
        }
        let body = body::read(
            &parts.headers,
            body,
            config.limits.body,
            config.http.body_read_timeout,
        )
        .await?;
        GraphqlRequest::from_json(&body)
    }

    fn finish(
        self,
        result: Result<Answer, Rejection>,
        media: MediaType,
        started: Instant,
    ) -> Response {
        let (response, outcome, bytes) = match result {
            Ok(answer) => {
                let bytes = answer.body.len();
                (
                    respond::answer(answer.body, media),
                    answer.outcome,
                    Some(bytes),
                )
            }
            Err(rejection) => (
                respond::refusal(&rejection, media),
                refusal_outcome(&rejection),
                None,
            ),
        };
        let took = started.elapsed();
        self.service.metrics.operation(outcome, took);
        access_log::operation(&Line {
            transport: "http",
            status: Some(response.status().as_u16()),
            log: &self.log,
            outcome,
            took,
            context: self.context.as_ref(),
            response_bytes: bytes,
        });
        response
    }
}
