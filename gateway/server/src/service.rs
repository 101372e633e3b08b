//! One operation from request to answer, the same over every transport: rate, load, limits, authorization, execution.

mod parts;
mod running;
mod sharing;
mod streamed;

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::FutureExt;
use gateway_executor::{ExecutionInput, ExecutionOutput, Start, execute};
use gateway_plan::OperationKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Authenticator, Caller};
use crate::config::Config;
use crate::context::RequestContext;
use crate::engine::{Engine, Prepared, Selected};
use crate::engines::Engines;
use crate::error::{ErrorCode, Rejection};
use crate::explain;
use crate::graphql::{GraphqlRequest, PersistedOperations, Planned};
use crate::live::Status;
use crate::metrics::{Counted, Metrics, Outcome};
use crate::rate_limit::CallerLimiter;
use crate::subgraph::{EventStream, RequestHops};
use crate::usage::UsageRecorder;

pub(crate) use parts::{InParts, Parts, with_end};
pub(crate) use running::Running;
use sharing::Executions;
pub(crate) use streamed::{Stream, Streamed};

/// Everything that requests share.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) config: Config,
    pub(crate) engines: Engines,
    /// How the supergraph in force came about.
    pub(crate) status: Status,
    pub(crate) authenticator: Authenticator,
    pub(crate) metrics: Metrics,
    pub(crate) limiter: Option<CallerLimiter>,
    /// Absent: what clients use is not recorded.
    pub(crate) usage: Option<UsageRecorder>,
    pub(crate) persisted: PersistedOperations,
    /// Executions under way that others may wait for; absent where none may.
    pub(crate) shared: Option<Arc<Executions>>,
    pub(crate) in_flight: Arc<Semaphore>,
    pub(crate) sockets: Arc<Semaphore>,
    /// Everything that runs besides a request; awaited at shutdown.
    pub(crate) tasks: TaskTracker,
    /// No new work: what is idle ends, what is in flight is finished.
    pub(crate) shutdown: CancellationToken,
    /// The drain period is over: whatever still runs ends now.
    pub(crate) cut: CancellationToken,
}

/// How an operation came in, where that decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    HttpGet,
    HttpPost,
    /// By GET, the client reading a stream of events.
    HttpGetStream,
    /// By POST, the client reading a stream of events.
    HttpPostStream,
    WebSocket,
}

/// An executed operation.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
    pub(crate) outcome: Outcome,
}

/// What the log says of an operation; filled in as it becomes known.
#[derive(Debug, Default)]
pub(crate) struct OperationLog {
    pub(crate) name: Option<String>,
    pub(crate) kind: Option<OperationKind>,
    /// As estimated.
    pub(crate) cost: Option<u64>,
    pub(crate) fetches: usize,
    pub(crate) errors: usize,
}

/// A subscription that is open.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) events: EventStream,
    pub(crate) prepared: Prepared,
}

/// An operation admitted and ready; holding it counts as one in flight.
#[derive(Debug)]
pub(crate) struct Admitted {
    prepared: Prepared,
    pub(crate) kind: OperationKind,
    _permit: OwnedSemaphorePermit,
}

impl Admitted {
    /// Whether the answer comes in parts, by [`Service::run_in_parts`].
    pub(crate) fn comes_in_parts(&self) -> bool {
        self.prepared.planned.compiled.is_deferred()
    }
}

impl Service {
    /// Takes an operation off the caller's allowance. Before anything else is done for it.
    pub(crate) fn admit_caller(&self, caller: &Caller, address: IpAddr) -> Result<(), Rejection> {
        match &self.limiter {
            Some(limiter) => limiter.check(caller, address),
            None => Ok(()),
        }
    }

    /// Everything before execution.
    pub(crate) async fn prepare(
        &self,
        request: &GraphqlRequest,
        transport: Transport,
        context: &RequestContext,
        log: &mut OperationLog,
    ) -> Result<Admitted, Rejection> {
        let permit = self.in_flight.clone().try_acquire_owned().map_err(|_| {
            let text = "the gateway has more to do than it can; try again in a moment";
            Rejection::new(ErrorCode::Overloaded, text).retry_after(Duration::from_secs(1))
        })?;
        let engine = self.engines.current();
        let selected = engine.select(request, &self.metrics).await?;
        self.persisted.register(request).await;
        log.name = selected.name().map(str::to_owned);
        log.kind = Some(selected.kind());
        transport.allows(&selected)?;
        let prepared = engine
            .prepare(&selected, &request.variables, context, &self.metrics)
            .await?;
        log.cost = Some(prepared.cost);
        if let Some(limiter) = &self.limiter {
            limiter.charge(&context.caller, context.address, prepared.cost)?;
        }
        if let (Some(usage), Some(client)) = (&self.usage, &context.client) {
            engine.record(&selected, client, usage);
        }
        Ok(Admitted {
            prepared,
            kind: selected.kind(),
            _permit: permit,
        })
    }

    /// Runs a query or mutation.
    pub(crate) async fn run(
        &self,
        admitted: Admitted,
        context: &RequestContext,
        log: &mut OperationLog,
    ) -> Result<Answer, Rejection> {
        let _running = Counted::new(&self.metrics.in_flight);
        let started = Instant::now();
        let output = self.execute(&admitted, context).await?;
        log.fetches = output.fetches.len();
        log.errors = output.errors;
        let outcome = outcome(&output);
        let body = if context.explain {
            let took = started.elapsed();
            let plan = admitted.prepared.planned.compiled.plan();
            explain::add(&output.body, plan, &output.fetches, took)
        } else {
            output.body
        };
        Ok(Answer { body, outcome })
    }

    /// Executes an operation, or waits for an execution under way that it may share.
    async fn execute(
        &self,
        admitted: &Admitted,
        context: &RequestContext,
    ) -> Result<ExecutionOutput, Rejection> {
        let prepared = &admitted.prepared;
        match &self.shared {
            // Who asks how the answer came about asks of this one.
            Some(shared) if admitted.kind == OperationKind::Query && !context.explain => {
                sharing::execute(shared, prepared, context).await
            }
            Some(_) | None => {
                let input = prepared.input.clone();
                execute_on(&prepared.engine, &prepared.planned, input, context).await
            }
        }
    }

    /// Opens a subscription at its subgraph.
    pub(crate) async fn subscribe(
        &self,
        admitted: Admitted,
        context: &RequestContext,
    ) -> Result<Subscription, Rejection> {
        let prepared = admitted.prepared;
        let request = prepared
            .planned
            .compiled
            .subscription(&prepared.input.variables);
        let request = request.ok_or_else(|| {
            Rejection::new(
                ErrorCode::GraphqlValidationFailed,
                "no subgraph can answer this subscription",
            )
        })?;
        let events = prepared
            .engine
            .hops
            .subscribe(request.subgraph, request.body, context)
            .await?;
        Ok(Subscription { events, prepared })
    }

    /// The answer to one event: the fields of other subgraphs are fetched for each.
    pub(crate) async fn event(
        &self,
        prepared: &Prepared,
        event: Bytes,
        context: &RequestContext,
    ) -> Result<Bytes, Rejection> {
        let mut input = prepared.input.clone();
        input.start = Start::Event(event);
        let output = execute_on(&prepared.engine, &prepared.planned, input, context).await?;
        Ok(output.body)
    }

    /// Moves an open subscription to the engine in force: its later events are completed from that one. The stream at
    /// the subgraph stays; where the new supergraph would have opened another one, the client must subscribe again.
    pub(crate) async fn carry_over(
        &self,
        subscription: &mut Subscription,
        request: &GraphqlRequest,
        context: &RequestContext,
    ) -> Result<(), Rejection> {
        let engine = self.engines.current();
        let selected = engine.select(request, &self.metrics).await?;
        let prepared = engine
            .prepare(&selected, &request.variables, context, &self.metrics)
            .await?;
        if !is_same_stream(&subscription.prepared, &prepared) {
            let text = "the graph has changed and with it this subscription; subscribe again";
            return Err(Rejection::new(ErrorCode::SupergraphChanged, text));
        }
        subscription.prepared = prepared;
        Ok(())
    }
}

/// Whether both would open the same stream at the same address.
fn is_same_stream(before: &Prepared, after: &Prepared) -> bool {
    let stream = |prepared: &Prepared| {
        let request = prepared
            .planned
            .compiled
            .subscription(&prepared.input.variables)?;
        let address = prepared
            .engine
            .hops
            .subscription_address(request.subgraph)?
            .clone();
        Some((request.subgraph.to_owned(), request.body, address))
    };
    stream(before).is_some_and(|before| Some(before) == stream(after))
}

/// A panic is a fault of ours and is answered as one: the connection and its other operations go on.
async fn execute_on(
    engine: &Engine,
    planned: &Planned,
    input: ExecutionInput,
    context: &RequestContext,
) -> Result<ExecutionOutput, Rejection> {
    let hops = RequestHops {
        hops: &engine.hops,
        context,
    };
    let executed = AssertUnwindSafe(execute(&planned.compiled, input, &hops))
        .catch_unwind()
        .await;
    executed.map_err(|_| Rejection::internal(&ExecutionPanicked))
}

/// The panic itself is logged by the process's panic hook.
#[derive(Debug, thiserror::Error)]
#[error("the execution of an operation panicked")]
struct ExecutionPanicked;

impl Transport {
    fn allows(self, selected: &Selected) -> Result<(), Rejection> {
        match (self, selected.kind()) {
            (Self::HttpGet | Self::HttpGetStream, OperationKind::Mutation) => Err(Rejection::new(
                ErrorCode::MutationOverGet,
                "mutations must be sent by POST",
            )),
            (Self::HttpGet | Self::HttpPost, OperationKind::Subscription) => Err(Rejection::new(
                ErrorCode::SubscriptionOverHttp,
                "subscriptions need a WebSocket with the subprotocol graphql-transport-ws, or `Accept: text/event-stream`",
            )),
            (Self::HttpGet, OperationKind::Query)
            | (Self::HttpGetStream, OperationKind::Query | OperationKind::Subscription)
            | (Self::HttpPost, OperationKind::Query | OperationKind::Mutation)
            | (
                Self::WebSocket | Self::HttpPostStream,
                OperationKind::Query | OperationKind::Mutation | OperationKind::Subscription,
            ) => Ok(()),
        }
    }
}

fn outcome(output: &ExecutionOutput) -> Outcome {
    match (output.errors, output.data_is_null) {
        (0, _) => Outcome::Success,
        (_, false) => Outcome::Partial,
        (_, true) => Outcome::Failed,
    }
}

/// How a refusal counts.
pub(crate) fn refusal_outcome(rejection: &Rejection) -> Outcome {
    match rejection.code {
        ErrorCode::Overloaded
        | ErrorCode::ShuttingDown
        | ErrorCode::SupergraphChanged
        | ErrorCode::AuthenticationUnavailable => Outcome::Shed,
        ErrorCode::SubgraphUnreachable
        | ErrorCode::SubgraphTimeout
        | ErrorCode::SubgraphRejected => Outcome::Failed,
        ErrorCode::InternalServerError => Outcome::Fault,
        ErrorCode::BadRequest
        | ErrorCode::MethodNotAllowed
        | ErrorCode::NotAcceptable
        | ErrorCode::RequestTimeout
        | ErrorCode::PayloadTooLarge
        | ErrorCode::UnsupportedMediaType
        | ErrorCode::CsrfPrevention
        | ErrorCode::MutationOverGet
        | ErrorCode::SubscriptionOverHttp
        | ErrorCode::Unauthenticated
        | ErrorCode::RateLimited
        | ErrorCode::NotFound
        | ErrorCode::GraphqlParseFailed
        | ErrorCode::GraphqlValidationFailed
        | ErrorCode::OperationResolutionFailure
        | ErrorCode::VariablesInvalid
        | ErrorCode::TooManyTokens
        | ErrorCode::RecursionLimitExceeded
        | ErrorCode::DepthLimitExceeded
        | ErrorCode::AliasLimitExceeded
        | ErrorCode::RootFieldLimitExceeded
        | ErrorCode::DirectiveLimitExceeded
        | ErrorCode::SelectionLimitExceeded
        | ErrorCode::CostLimitExceeded
        | ErrorCode::QueryTooComplex
        | ErrorCode::IntrospectionDisabled
        | ErrorCode::PersistedQueryNotFound
        | ErrorCode::PersistedQueryNotSupported
        | ErrorCode::QueryNotInSafelist => Outcome::Refused,
    }
}
