//! One operation of a socket as a stream of messages; dropping the stream cancels the operation.

use std::net::IpAddr;
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
use crate::metrics::{Counted, Outcome};
use crate::service::{
    InParts, OperationLog, Parts, Service, Subscription, Transport, refusal_outcome,
};

/// What an operation needs.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) service: Arc<Service>,
    pub(super) request: GraphqlRequest,
    pub(super) context: RequestContext,
    pub(super) address: IpAddr,
}

/// Where an operation stands between two of its messages.
enum Stage {
    /// Nothing was done yet.
    Begin(Box<Operation>),
    /// A stream of events is open.
    Open(Box<OpenSubscription>),
    /// The answer comes in parts.
    Parts(Parts),
    /// The answer was sent, its `complete` not yet.
    Answered,
    Ended,
}

struct OpenSubscription {
    operation: Operation,
    subscription: Subscription,
    _counted: Counted,
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
                let counted = Counted::new(&self.service.metrics.subscriptions);
                let open = OpenSubscription {
                    subscription: *subscription,
                    _counted: counted,
                    operation: Self { ..*self },
                };
                self::log_line(&open.operation, &log, Outcome::Success, started);
                return (None, Stage::Open(Box::new(open)));
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
            address,
        } = self;
        service.admit_caller(&context.caller, *address)?;
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
                Self::Open(open) => open.event().await,
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

impl OpenSubscription {
    /// Until the next event, or until the supergraph has changed; the latter also for a stream that is silent, so
    /// that nothing keeps an engine that is out of force.
    async fn event(mut self: Box<Self>) -> (Option<Outgoing>, Stage) {
        let retired = self.subscription.prepared.engine.retired.clone();
        let event = tokio::select! {
            biased;
            () = retired.cancelled() => return self.carry_over().await,
            event = self.subscription.events.next() => event,
        };
        match event {
            Some(Ok(event)) => {
                let Operation {
                    service, context, ..
                } = &mut self.operation;
                context.deadline = Instant::now() + service.config.http.request_timeout;
                match service
                    .event(&self.subscription.prepared, event, context)
                    .await
                {
                    Ok(body) => (Some(Outgoing::Next(body)), Stage::Open(self)),
                    Err(rejection) => (Some(refusal(&rejection)), Stage::Ended),
                }
            }
            Some(Err(failure)) => (Some(refusal(&failure.into())), Stage::Ended),
            None => (Some(Outgoing::Complete), Stage::Ended),
        }
    }
}

impl OpenSubscription {
    async fn carry_over(mut self: Box<Self>) -> (Option<Outgoing>, Stage) {
        let Operation {
            service,
            request,
            context,
            ..
        } = &mut self.operation;
        context.deadline = Instant::now() + service.config.http.request_timeout;
        let carried = service.carry_over(&mut self.subscription, request, context);
        match carried.await {
            Ok(()) => (None, Stage::Open(self)),
            Err(rejection) => (Some(refusal(&rejection)), Stage::Ended),
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
