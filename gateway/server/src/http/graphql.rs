//! `/graphql`: operations over HTTP, the playground for browsers, upgrades to WebSocket.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use gateway_plan::OperationKind;
use http::header::{AUTHORIZATION, UPGRADE};
use http::{Method, Request};
use tokio_stream::wrappers::ReceiverStream;

use super::accept::{self, Accepted, EventsTaken, MediaType, PartsTaken};
use super::{EXPLAIN, body, client_address, csrf, event_stream, multipart, playground, respond};
use crate::access_log::{self, Line};
use crate::context::{RequestContext, propagated};
use crate::error::{ErrorCode, Rejection};
use crate::graphql::GraphqlRequest;
use crate::metrics::Outcome;
use crate::service::{
    Answer, InParts, OperationLog, Parts, Running, Service, Stream, Streamed, Transport,
    refusal_outcome, with_end,
};
use crate::trace::TraceContext;
use crate::websocket;

/// Parameters of an operation rather than of the playground's page.
const ASKING: [&str; 3] = ["query=", "extensions=", "documentId="];

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
    let takes_events =
        matches!(accepted, Ok(Accepted { events, .. }) if events != EventsTaken::Never);
    let transport = match purpose {
        Purpose::Playground => return playground::page(),
        Purpose::WebSocket => {
            return match Box::pin(websocket::upgrade(service, parts)).await {
                Ok(response) => response,
                Err(rejection) => respond::refusal(&rejection, MediaType::Json),
            };
        }
        Purpose::Operation(Transport::HttpGet) if takes_events => Transport::HttpGetStream,
        Purpose::Operation(Transport::HttpPost) if takes_events => Transport::HttpPostStream,
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
                events: EventsTaken::Never,
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
        .is_some_and(|query| ASKING.iter().any(|name| query.contains(name)));
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
    /// Events of a subscription.
    Stream(ReceiverStream<Streamed>),
}

impl Exchange<'_> {
    async fn run(
        &mut self,
        parts: &http::request::Parts,
        body: Body,
        accepted: Accepted,
    ) -> Result<Reply, Rejection> {
        let service = self.service;
        if self.is_get() {
            csrf::check_get(&parts.headers, &service.config.cors)?;
        }
        let authorization = parts.headers.get(AUTHORIZATION);
        let caller = service
            .authenticator
            .authenticate(authorization)
            .await
            .map_err(|error| error.rejection())?;
        let address = client_address::of(parts, service.config.rate_limit.as_ref());
        service.admit_caller(&caller, address)?;
        let mut request = self.request(parts, body).await?;
        service.persisted.complete(&mut request).await?;
        let propagated = Arc::new(propagated(
            &parts.headers,
            &service.config.propagate_headers,
        ));
        let trace = TraceContext::of(&parts.headers);
        let mut context = RequestContext::new(
            caller,
            address,
            propagated,
            trace,
            service.config.http.request_timeout,
        );
        let usage = service.usage.as_ref();
        context.client = usage.map(|usage| usage.client(&parts.headers));
        context.takes_parts = accepted.parts != PartsTaken::Never
            || accepted.events == EventsTaken::EventStreamAlways;
        context.explain = service.config.expose_plan && parts.headers.contains_key(EXPLAIN);
        let context = self.context.insert(context);
        let admitted = service
            .prepare(&request, self.transport, context, &mut self.log)
            .await?;
        if admitted.kind == OperationKind::Subscription {
            let place = service.socket_place()?;
            let caller = context.caller.clone();
            let subscription = service.subscribe(admitted, context).await?;
            let running = Running::new(service.clone(), request, context.clone(), subscription);
            let stream = Stream {
                running,
                caller,
                place,
            };
            return Ok(Reply::Stream(service.run_streamed(stream)));
        }
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

    fn is_get(&self) -> bool {
        matches!(
            self.transport,
            Transport::HttpGet | Transport::HttpGetStream
        )
    }

    async fn request(
        &self,
        parts: &http::request::Parts,
        body: Body,
    ) -> Result<GraphqlRequest, Rejection> {
        let config = &self.service.config;
        if self.is_get() {
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
        Accepted {
            media,
            parts,
            events,
        }: Accepted,
    ) -> Response {
        let only_events = events == EventsTaken::EventStreamAlways;
        let (response, outcome, bytes) = match result {
            Ok(Reply::Parts(payloads)) if only_events => return event_stream::answer(payloads),
            Ok(Reply::Parts(payloads)) => return multipart::answer(payloads),
            Ok(Reply::Stream(stream)) => {
                let response = match events {
                    EventsTaken::Multipart => multipart::subscription(stream),
                    EventsTaken::EventStream
                    | EventsTaken::EventStreamAlways
                    | EventsTaken::Never => event_stream::subscription(stream),
                };
                (response, Outcome::Success, None)
            }
            Ok(Reply::Whole(answer)) if only_events => {
                let bytes = answer.body.len();
                let only = futures::stream::iter([answer.body]);
                (event_stream::answer(only), answer.outcome, Some(bytes))
            }
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
            // A browser's event source cannot read the body of anything but a stream.
            Err(rejection) if only_events && rejection.code.is_graphql_request_error() => {
                let only = futures::stream::iter([rejection.body()]);
                let outcome = refusal_outcome(&rejection);
                (event_stream::answer(only), outcome, None)
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
