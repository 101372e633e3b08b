//! Random splits and operations, as many as an unoptimised build can bear; `make test` runs ten times as many by the
//! program. `DIFFERENTIAL_OPERATIONS=n` and `DIFFERENTIAL_SEED=n` run others than the ordinary ones, `DIFFERENTIAL_DEFERRED=1`
//! compares parts as well.

use gateway_differential::{Plan, run};

fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[test]
fn the_gateway_answers_as_one_server_would() {
    let report = run(&Plan {
        operations: number("DIFFERENTIAL_OPERATIONS", 1_000),
        seed: number("DIFFERENTIAL_SEED", 1),
        each: 25,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        findings: 3,
        deferred: number("DIFFERENTIAL_DEFERRED", 0) > 0,
    });
    let wrong: Vec<String> = report
        .findings
        .iter()
        .map(|finding| match &finding.verdict {
            Some(verdict) => format!("{}\n{verdict}", finding.case),
            None => finding.case.to_string(),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
