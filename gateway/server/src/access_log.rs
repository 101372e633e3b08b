//! One line an operation.

use std::time::Duration;

use gateway_plan::OperationKind;

use crate::context::RequestContext;
use crate::metrics::Outcome;
use crate::service::OperationLog;

/// What there is to say.
pub(crate) struct Line<'a> {
    pub(crate) transport: &'static str,
    pub(crate) status: Option<u16>,
    pub(crate) log: &'a OperationLog,
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
    /// Absent where the request was refused before it was known who asks.
    pub(crate) context: Option<&'a RequestContext>,
    pub(crate) response_bytes: Option<usize>,
}

/// A macro, since tracing wants the level as a constant.
macro_rules! write_line {
    ($line:expr, $level:expr) => {{
        let line = $line;
        let trace = line.context.map(|context| context.trace.id());
        tracing::event!(
            $level,
            network.transport = line.transport,
            http.response.status = line.status,
            graphql.operation.name = line.log.name.as_deref(),
            graphql.operation.kind = line.log.kind.map(kind),
            graphql.operation.cost = line.log.cost,
            outcome = line.outcome.as_str(),
            duration_ms = line.took.as_secs_f64() * 1e3,
            fetches = line.log.fetches,
            errors = line.log.errors,
            response.bytes = line.response_bytes,
            caller.authenticated = line
                .context
                .map(|context| context.caller.is_authenticated()),
            trace.id = trace.as_deref(),
            "operation"
        );
    }};
}

/// Writes the line. Faults and shed load are warnings; the rest is only written where somebody wants to read it.
pub(crate) fn operation(line: &Line<'_>) {
    match line.outcome {
        Outcome::Fault | Outcome::Shed => {
            if tracing::enabled!(tracing::Level::WARN) {
                write_line!(line, tracing::Level::WARN);
            }
        }
        Outcome::Success | Outcome::Partial | Outcome::Failed | Outcome::Refused => {
            if tracing::enabled!(tracing::Level::INFO) {
                write_line!(line, tracing::Level::INFO);
            }
        }
    }
}

fn kind(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Query => "query",
        OperationKind::Mutation => "mutation",
        OperationKind::Subscription => "subscription",
    }
}
