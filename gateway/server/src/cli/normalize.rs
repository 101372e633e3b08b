//! Operations as the gateway takes them: with `@defer`.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::validation::Valid;
use gateway_planner::{Limits, Operation, PlanError};
use gateway_supergraph::Supergraph;

use crate::graphql::Deferrals;

/// Normalises for a client that takes answers in parts, every variable of an `@defer(if:)` being true: the most parts
/// that there can be.
pub(super) fn in_parts(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    name: Option<&str>,
) -> Result<Operation, PlanError> {
    let chosen = document.operations.get(name).ok();
    let deferred = chosen.and_then(|operation| Deferrals::of(document, operation).all());
    let Some(variables) = deferred else {
        return whole(supergraph, document, name);
    };
    let limits = Limits::default();
    gateway_planner::normalize_deferring(supergraph, document, name, &limits, &variables)
}

/// Normalises for a client that takes its answer whole.
pub(super) fn whole(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    name: Option<&str>,
) -> Result<Operation, PlanError> {
    gateway_planner::normalize(supergraph, document, name, &Limits::default())
}
