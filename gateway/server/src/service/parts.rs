//! The answer of an operation in parts (`@defer`), over any transport that takes them.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::FutureExt;
use gateway_executor::Execution;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{Admitted, ExecutionPanicked, OperationLog, Service};
use crate::access_log::{self, Line};
use crate::context::RequestContext;
use crate::engine::Prepared;
use crate::error::Rejection;
use crate::explain;
use crate::metrics::{Counted, Outcome};
use crate::subgraph::RequestHops;

/// The payloads of one answer, each a JSON object; the last says `"hasNext": false`. Dropping it cancels what is under way.
pub(crate) type Parts = ReceiverStream<Bytes>;

/// How long a client may take to read one payload while the next is waiting: then it is given up, and no longer counts as
/// an operation in flight.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// An operation whose answer comes in parts; what is known of it is logged when it ends, however it does.
pub(crate) struct InParts {
    pub(crate) admitted: Admitted,
    pub(crate) context: RequestContext,
    pub(crate) log: OperationLog,
    pub(crate) transport: &'static str,
    pub(crate) started: Instant,
}

impl Service {
    /// Runs a query or mutation whose plan [has parts](Admitted::comes_in_parts). It runs beside the transport, so that a client that
    /// stops reading holds nothing for long.
    pub(crate) fn run_in_parts(self: &Arc<Self>, operation: InParts) -> Parts {
        let (sender, receiver) = mpsc::channel(1);
        let service = self.clone();
        let cut = self.cut.clone();
        self.tasks.spawn(async move {
            let InParts {
                admitted,
                context,
                log,
                transport,
                started,
            } = operation;
            let mut ending = Ending {
                service: &service,
                context: &context,
                log,
                transport,
                started,
                outcome: Outcome::Success,
                bytes: 0,
            };
            let running = run(admitted, &context, &sender, &mut ending);
            let ended = cut.run_until_cancelled(AssertUnwindSafe(running).catch_unwind());
            if let Some(Err(_)) = ended.await {
                ending.outcome = Outcome::Fault;
                let rejection = Rejection::internal(&ExecutionPanicked);
                deliver(&sender, with_end(&rejection.body())).await;
            }
        });
        ReceiverStream::new(receiver)
    }
}

async fn run(
    admitted: Admitted,
    context: &RequestContext,
    sender: &mpsc::Sender<Bytes>,
    ending: &mut Ending<'_>,
) {
    let _running = Counted::new(&ending.service.metrics.in_flight);
    let Prepared {
        engine,
        planned,
        input,
        cost: _,
    } = admitted.prepared;
    let hops = RequestHops {
        hops: &engine.hops,
        context,
    };
    let mut execution = Execution::new(&planned.compiled, input, &hops);
    let mut first = true;
    loop {
        let payload = tokio::select! {
            payload = execution.next() => payload,
            () = sender.closed() => return,
        };
        let Some(payload) = payload else { return };
        ending.log.fetches = execution.reports().len();
        ending.log.errors += payload.errors;
        ending.outcome = match (payload.errors, payload.data_is_null && first) {
            (0, _) => ending.outcome,
            (_, false) => Outcome::Partial,
            (_, true) => Outcome::Failed,
        };
        first = false;
        let mut body = payload.body;
        if context.explain && !payload.has_next {
            let plan = planned.compiled.plan();
            body = explain::add(&body, plan, execution.reports(), ending.started.elapsed());
        }
        ending.bytes += body.len();
        if !deliver(sender, body).await {
            return;
        }
    }
}

/// Whether the transport took it.
async fn deliver(sender: &mpsc::Sender<Bytes>, payload: Bytes) -> bool {
    let taken = tokio::time::timeout(PATIENCE, sender.send(payload)).await;
    matches!(taken, Ok(Ok(())))
}

/// A whole response as the only, or last, payload.
pub(crate) fn with_end(response: &Bytes) -> Bytes {
    let open = response.strip_suffix(b"}").unwrap_or(response);
    [open, b",\"hasNext\":false}"].concat().into()
}

/// What there is to log when the answer has ended, or its client has left.
struct Ending<'a> {
    service: &'a Service,
    context: &'a RequestContext,
    log: OperationLog,
    transport: &'static str,
    started: Instant,
    outcome: Outcome,
    bytes: usize,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        self.service.metrics.operation(self.outcome, took);
        access_log::operation(&Line {
            transport: self.transport,
            status: None,
            log: &self.log,
            outcome: self.outcome,
            took,
            context: Some(self.context),
            response_bytes: Some(self.bytes),
        });
    }
}
