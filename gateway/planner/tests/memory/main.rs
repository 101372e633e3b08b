//! Rule 54: whatever is asked, planning takes no more than a bounded amount of work and memory.
//!
//! A binary of its own, with one test: its allocator counts everything that the process does.

mod allocator;
mod inputs;

use std::cell::Cell;

use apollo_compiler::ExecutableDocument;
use gateway_planner::{Limits, PlanError, PlanOptions, normalize, plan};

use allocator::{Counting, peak};
use inputs::{Input, adversarial};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MOST_BYTES: usize = 32 << 20;

/// Steps of work between two looks at the cancel check.
const STEPS_A_POLL: u64 = 256;

/// Plans, and says how often the cancel check was polled.
fn attempt(
    input: &Input,
    document: &apollo_compiler::validation::Valid<ExecutableDocument>,
) -> (Result<String, PlanError>, u64) {
    let polls = Cell::new(0);
    let poll = || {
        polls.set(polls.get() + 1);
        false
    };
    let options = PlanOptions {
        cancelled: Some(&poll),
        ..PlanOptions::default()
    };
    let result = normalize(&input.supergraph, document, None, &Limits::default())
        .and_then(|operation| plan(&input.supergraph, &operation, &options))
        .map(|plan| format!("{} requests in {} steps", plan.fetches.len(), plan.steps()));
    (result, polls.get())
}

#[test]
fn rule_54_work_and_memory_are_bounded() {
    let options = PlanOptions::default();
    let most_polls = (options.budget + options.search_budget) / STEPS_A_POLL + 100;
    let mut faults = Vec::new();
    for input in adversarial() {
        let schema = &input.supergraph.api_schema;
        let document =
            ExecutableDocument::parse_and_validate(schema, &*input.operation, "operation")
                .expect("the operation is valid");
        let ((result, polls), bytes) = peak(|| attempt(&input, &document));
        let outcome = match &result {
            Ok(plan) => plan.clone(),
            Err(error) => error.to_string(),
        };
        println!(
            "{}: {outcome}, {} KiB, {polls} polls",
            input.name,
            bytes >> 10
        );
        let refused = result.err().map(|error| error.code());
        if refused.is_some_and(|code| code != "QUERY_TOO_COMPLEX")
            || bytes > MOST_BYTES
            || polls > most_polls
        {
            faults.push(format!(
                "{}: {outcome}, {bytes} bytes, {polls} polls",
                input.name
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
