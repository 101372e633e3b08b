//! Equal queries of clients, executed once while the first is under way.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use gateway_executor::{ExecutionOutput, Variables};
use gateway_planner::Grants;

use super::execute_on;
use crate::context::RequestContext;
use crate::engine::Prepared;
use crate::error::Rejection;
use crate::graphql::Planned;
use crate::in_flight::InFlight;

/// Executions under way.
pub(crate) type Executions = InFlight<ExecutionKey, Result<ExecutionOutput, Rejection>>;

/// All that an answer depends on. Everything but the trace: an answer that is shared belongs to the trace of the first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ExecutionKey {
    /// Mutations that were over when it was asked.
    writes: u64,
    /// Supergraph, document, operation, what the caller is granted, rollouts.
    plan: Same<Planned>,
    variables: Variables,
    /// Who asks: subgraphs are told, and answer each caller their own.
    subject: Option<Arc<str>>,
    grants: Grants,
    /// Name and value of each header that subgraphs get.
    headers: Vec<(Box<str>, Box<[u8]>)>,
}

/// One value, not one like it.
#[derive(Debug)]
struct Same<T>(Arc<T>);

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Same<T> {}

impl<T> Hash for Same<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// Waits for an execution, which is begun if none like it is under way.
pub(super) async fn execute(
    shared: &Arc<Executions>,
    prepared: &Prepared,
    context: &RequestContext,
) -> Result<ExecutionOutput, Rejection> {
    let headers = context.propagated.iter();
    let key = ExecutionKey {
        writes: prepared.engine.hops.writes.over(),
        plan: Same(prepared.planned.clone()),
        variables: prepared.input.variables.clone(),
        subject: context.caller.subject.clone(),
        grants: context.caller.grants.clone(),
        headers: headers
            .map(|(name, value)| (name.as_str().into(), value.as_bytes().into()))
            .collect(),
    };
    let (execution, _) = shared.join(key, || {
        let (engine, planned) = (prepared.engine.clone(), prepared.planned.clone());
        let (input, context) = (prepared.input.clone(), context.clone());
        async move { execute_on(&engine, &planned, input, &context).await }
    });
    execution.await
}
