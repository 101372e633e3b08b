//! Times and memory of plans that were not planned before, by size.
//!
//! `cargo run --release -p gateway-planner --example cold`

#[path = "../tests/memory/allocator.rs"]
mod allocator;
#[path = "../tests/memory/inputs.rs"]
mod inputs;

use std::time::{Duration, Instant};

use apollo_compiler::ExecutableDocument;
use gateway_planner::{Limits, PlanOptions, normalize, plan};
use gateway_supergraph::Supergraph;

use allocator::{Counting, peak};
use inputs::{Input, adversarial, chain, deep, members, mutations, shared, wide};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs of each; the fastest is shown, so that the machine's other work does not.
const RUNS: usize = 5;

const WORKLOAD: &str = include_str!("../tests/supergraphs/workload.graphql");
const WORKLOAD_OPERATION: &str = include_str!("../tests/supergraphs/workload-operation.graphql");

fn main() {
    let workload = Input {
        name: "the public workload".to_owned(),
        supergraph: Supergraph::parse(WORKLOAD).expect("the supergraph is well-formed"),
        operation: WORKLOAD_OPERATION.to_owned(),
    };
    println!("By size");
    head();
    line(&workload);
    for subgraphs in [1, 3, 10, 30, 100] {
        line(&shared(subgraphs, 1, 0));
    }
    for keys in [1, 5, 20] {
        line(&shared(10, keys, 1));
    }
    for levels in [5, 10, 20, 45] {
        line(&deep(levels));
    }
    for length in [6, 12, 24] {
        line(&chain(length));
    }
    for count in [10, 50, 200] {
        line(&members(count, 0));
    }
    for fields in [10, 100, 400] {
        line(&wide(fields));
        line(&mutations(fields));
    }
    println!("\nMade to be slow: under 100 ms or refused, never above 32 MiB");
    head();
    adversarial().iter().for_each(line);
}

fn head() {
    println!(
        "{:<36} {:>12} {:>12} {:>10}  outcome",
        "input", "normalise", "plan", "KiB"
    );
}

fn line(input: &Input) {
    let schema = &input.supergraph.api_schema;
    let document = ExecutableDocument::parse_and_validate(schema, &*input.operation, "operation")
        .expect("the operation is valid");
    let runs = (0..RUNS).map(|_| {
        let (run, bytes) = peak(|| {
            let start = Instant::now();
            let operation = normalize(&input.supergraph, &document, None, &Limits::default());
            let normalised = start.elapsed();
            let result = operation
                .and_then(|operation| plan(&input.supergraph, &operation, &PlanOptions::default()));
            (normalised, start.elapsed() - normalised, result)
        });
        (run, bytes)
    });
    let fastest = runs.min_by_key(|((normalised, planned, _), _)| *normalised + *planned);
    let Some(((normalised, planned, result), bytes)) = fastest else {
        return;
    };
    let outcome = match result {
        Ok(plan) => format!("{} requests in {} steps", plan.fetches.len(), plan.steps()),
        Err(error) => error.code().to_owned(),
    };
    let [normalised, planned] = [normalised, planned].map(milliseconds);
    println!(
        "{:<36} {normalised:>12} {planned:>12} {:>10}  {outcome}",
        input.name,
        bytes >> 10
    );
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.3} ms", duration.as_secs_f64() * 1000.0)
}
