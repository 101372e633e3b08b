//! The public federation workload: four subgraphs, nested users, reviews and products.

use gateway_supergraph::Supergraph;

use crate::check::planned;

const QUERY: &str = include_str!("../supergraphs/workload-operation.graphql");

#[test]
fn seven_requests_in_four_steps_at_most() {
    let supergraph = Supergraph::parse(include_str!("../supergraphs/workload.graphql"))
        .expect("the workload's supergraph is valid");
    let plan = planned(&supergraph, QUERY);
    println!("{plan}");
    assert!(plan.steps() <= 4, "{} steps", plan.steps());
    assert!(plan.fetches.len() <= 7, "{} requests", plan.fetches.len());
}
