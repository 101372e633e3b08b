//! One operation of a socket as a stream of messages; dropping the stream cancels the operation.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use gateway_plan::OperationKind;

use super::message::Outgoing;
use crate::access_log;
use crate::context::RequestContext;
use crate::error::Rejection;
use crate::graphql::GraphqlRequest;
use crate::metrics::Outcome;
use crate::service::{
    InParts, OperationLog, Parts, Running, Service, Subscription, Transport, refusal_outcome,
};

/// What an operation needs.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) service: Arc<Service>,
    pub(super) request: GraphqlRequest,
    pub(super) context: RequestContext,
}

/// Where an operation stands between two of its messages.
enum Stage {
    /// Nothing was done yet.
    Begin(Box<Operation>),
    /// A stream of events is open.
    Open(Box<Running>),
    /// The answer comes in parts.
    Parts(Parts),
    /// The answer was sent, its `complete` not yet.
    Answered,
    Ended,
}

impl Operation {
    pub(super) fn run(self) -> BoxStream<'static, Outgoing> {
        stream::unfold(Stage::Begin(Box::new(self)), Stage::next).boxed()
    }

    /// Until the first message, or until the stream of events is open.
    async fn begin(self: Box<Self>) -> (Option<Outgoing>, Stage) {
        let started = Instant::now();
        let mut log = OperationLog::default();
        let result = self.answer(&mut log, started).await;
        let (outcome, message, stage) = match result {
            Ok(Begun::Answer(body, outcome)) => {
                (outcome, Some(Outgoing::Next(body)), Stage::Answered)
            }
            Ok(Begun::Parts(parts)) => return (None, Stage::Parts(parts)),
            Ok(Begun::Stream(subscription)) => {
                log_line(&self, &log, Outcome::Success, started);
                let Self {
                    service,
                    request,
                    context,
                } = *self;
                let running = Running::new(service, request, context, *subscription);
                return (None, Stage::Open(Box::new(running)));
            }
            Err(rejection) => (
                refusal_outcome(&rejection),
                Some(refusal(&rejection)),
                Stage::Ended,
            ),
        };
        log_line(&self, &log, outcome, started);
        (message, stage)
    }

    async fn answer(&self, log: &mut OperationLog, started: Instant) -> Result<Begun, Rejection> {
        let Self {
            service,
            request,
            context,
        } = self;
        service.admit_caller(&context.caller, context.address)?;
        let admitted = service
            .prepare(request, Transport::WebSocket, context, log)
            .await?;
        match admitted.kind {
            OperationKind::Query | OperationKind::Mutation if admitted.comes_in_parts() => {
                Ok(Begun::Parts(service.run_in_parts(InParts {
                    admitted,
                    context: context.clone(),
                    log: std::mem::take(log),
                    transport: "websocket",
                    started,
                })))
            }
            OperationKind::Query | OperationKind::Mutation => {
                let answer = service.run(admitted, context, log).await?;
                Ok(Begun::Answer(answer.body, answer.outcome))
            }
            OperationKind::Subscription => {
                let subscription = service.subscribe(admitted, context).await?;
                Ok(Begun::Stream(Box::new(subscription)))
            }
        }
    }
}

enum Begun {
    Answer(Bytes, Outcome),
    Parts(Parts),
    Stream(Box<Subscription>),
}

impl Stage {
    async fn next(mut self) -> Option<(Outgoing, Self)> {
        loop {
            let (message, stage) = match self {
                Self::Begin(operation) => operation.begin().await,
                Self::Open(mut running) => match running.next().await {
                    Some(Ok(body)) => (Some(Outgoing::Next(body)), Self::Open(running)),
                    Some(Err(rejection)) => (Some(refusal(&rejection)), Self::Ended),
                    None => (Some(Outgoing::Complete), Self::Ended),
                },
                Self::Parts(mut parts) => match parts.next().await {
                    Some(payload) => (Some(Outgoing::Next(payload)), Self::Parts(parts)),
                    None => (Some(Outgoing::Complete), Self::Ended),
                },
                Self::Answered => (Some(Outgoing::Complete), Self::Ended),
                Self::Ended => return None,
            };
            self = stage;
            if let Some(message) = message {
                return Some((message, self));
            }
        }
    }
}

fn refusal(rejection: &Rejection) -> Outgoing {
    let errors =
        serde_json::to_vec(&rejection.errors).expect("texts and numbers can be written as JSON");
    Outgoing::Error(Bytes::from(errors))
}

fn log_line(operation: &Operation, log: &OperationLog, outcome: Outcome, started: Instant) {
    let took = started.elapsed();
    operation.service.metrics.operation(outcome, took);
    access_log::operation(&access_log::Line {
        transport: "websocket",
        status: None,
        log,
        outcome,
        took,
        context: Some(&operation.context),
        response_bytes: None,
    });
}
