//! `/graphql`: operations over HTTP, the playground for browsers, upgrades to WebSocket.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use http::header::{AUTHORIZATION, UPGRADE};
use http::{Method, Request};

use super::accept::{self, Accepted, MediaType, PartsTaken};
use super::{EXPLAIN, body, client_address, csrf, multipart, playground, respond};
use crate::access_log::{self, Line};
use crate::context::{RequestContext, propagated};
use crate::error::{ErrorCode, Rejection};
use crate::graphql::GraphqlRequest;
use crate::service::{
    Answer, InParts, OperationLog, Parts, Service, Transport, refusal_outcome, with_end,
};
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
    let accepted = accept::negotiate(&parts.headers);
    let purpose = match purpose(&parts, &service) {
        Ok(purpose) => purpose,
        Err(rejection) => {
            let media = accepted.map_or(MediaType::Json, |accepted| accepted.media);
            return respond::refusal(&rejection, media);
        }
    };
    let transport = match purpose {
        Purpose::Playground => return playground::page(),
        Purpose::WebSocket => {
            return match Box::pin(websocket::upgrade(service, parts)).await {
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
        started,
    };
    match accepted {
        Ok(accepted) => {
            let result = exchange.run(&parts, body, accepted).await;
            exchange.finish(result, accepted)
        }
        Err(rejection) => {
            let json = Accepted {
                media: MediaType::Json,
                parts: PartsTaken::Never,
            };
            exchange.finish(Err(rejection), json)
        }
    }
}

fn purpose(parts: &http::request::Parts, service: &Service) -> Result<Purpose, Rejection> {
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
    service: &'a Arc<Service>,
    transport: Transport,
    log: OperationLog,
    context: Option<RequestContext>,
    started: Instant,
}

/// What an operation is answered with.
enum Reply {
    Whole(Answer),
    /// Logged by whoever runs them.
    Parts(Parts),
}

impl Exchange<'_> {
    async fn run(
        &mut self,
        parts: &http::request::Parts,
        body: Body,
        accepted: Accepted,
    ) -> Result<Reply, Rejection> {
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
        context.takes_parts = accepted.parts != PartsTaken::Never;
        context.explain = service.config.expose_plan && parts.headers.contains_key(EXPLAIN);
        let context = self.context.insert(context);
        let admitted = service
            .prepare(&request, self.transport, context, &mut self.log)
            .await?;
        if admitted.comes_in_parts() {
            let parts = service.run_in_parts(InParts {
                admitted,
                context: context.clone(),
                log: std::mem::take(&mut self.log),
                transport: "http",
                started: self.started,
            });
            return Ok(Reply::Parts(parts));
        }
        let answer = service.run(admitted, context, &mut self.log).await?;
        Ok(Reply::Whole(answer))
    }

    async fn request(
        &self,
        parts: &http::request::Parts,
        body: Body,
    ) -> Result<GraphqlRequest, Rejection> {
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
        result: Result<Reply, Rejection>,
        Accepted { media, parts }: Accepted,
    ) -> Response {
        let (response, outcome, bytes) = match result {
            Ok(Reply::Parts(payloads)) => return multipart::answer(payloads),
            Ok(Reply::Whole(answer)) => {
                let bytes = answer.body.len();
                let response = match parts {
                    PartsTaken::Always => {
                        let only = with_end(&answer.body);
                        multipart::answer(futures::stream::iter([only]))
                    }
                    PartsTaken::Never | PartsTaken::Sometimes => {
                        respond::answer(answer.body, media)
                    }
                };
                (response, answer.outcome, Some(bytes))
            }
            Err(rejection) => (
                respond::refusal(&rejection, media),
                refusal_outcome(&rejection),
                None,
            ),
        };
        let took = self.started.elapsed();
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
