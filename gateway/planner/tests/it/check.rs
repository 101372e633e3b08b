//! The one way in which tests plan: document in, plan out, the independent checker run on the way.

use std::collections::BTreeSet;

use apollo_compiler::ExecutableDocument;
use gateway_plan::Plan;
use gateway_plan::check::{Input, check};
use gateway_planner::{Limits, PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;

/// Plans an operation of a supergraph.
pub(crate) fn planned(supergraph: &Supergraph, operation: &str) -> Plan {
    planned_with(supergraph, operation, &BTreeSet::new())
}

/// As [`planned`], with the override labels that hold.
pub(crate) fn planned_with(
    supergraph: &Supergraph,
    operation: &str,
    overrides: &BTreeSet<String>,
) -> Plan {
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, operation, "operation")
            .expect("the operation is valid");
    let normal = normalize(supergraph, &document, None, &Limits::default())
        .expect("the operation is within limits");
    let options = PlanOptions {
        overrides: overrides.clone(),
        ..PlanOptions::default()
    };
    let plan = plan(supergraph, &normal, &options).expect("there is a plan");
    let input = Input {
        supergraph,
        document: &document,
        operation_name: None,
        overrides,
    };
    if let Err(findings) = check(&plan, &input) {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{}\n{plan}\n{normal}", findings.join("\n"));
    }
    plan
}
