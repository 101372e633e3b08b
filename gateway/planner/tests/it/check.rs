//! The one way in which tests plan: document in, text out, the independent checker run on the way.

use apollo_compiler::ExecutableDocument;
use gateway_plan::Plan;
use gateway_planner::{Limits, PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;

/// Plans an operation of a supergraph.
pub(crate) fn planned(supergraph: &Supergraph, operation: &str) -> Plan {
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, operation, "operation")
            .expect("the operation is valid");
    let operation = normalize(supergraph, &document, None, &Limits::default())
        .expect("the operation is within limits");
    plan(supergraph, &operation, &PlanOptions::default()).expect("there is a plan")
}
