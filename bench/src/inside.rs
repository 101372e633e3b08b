//! The executor alone: the same plan again and again, answers at hand.

use std::time::{Duration, Instant};

use gateway_executor::{
    CompiledPlan, ExecutionInput, SubgraphClient, SubgraphFailure, SubgraphRequest,
    SubgraphResponse, execute,
};

use crate::recording::Recording;
use crate::workload::{QUERY, whole_answer};

/// Answers each fetch with what was recorded.
struct Replay<'a>(&'a Recording);

impl SubgraphClient for Replay<'_> {
    async fn fetch(
        &self,
        request: SubgraphRequest<'_>,
    ) -> Result<SubgraphResponse, SubgraphFailure> {
        let exchange = &self.0.exchanges[request.fetch.0 as usize];
        Ok(SubgraphResponse {
            status: 200,
            body: exchange.answer.clone(),
        })
    }
}

/// Prints the time of one execution.
pub(crate) fn run(duration: Duration) -> anyhow::Result<()> {
    let recording = Recording::of(QUERY)?;
    let read: usize = recording
        .exchanges
        .iter()
        .map(|exchange| exchange.answer.len())
        .sum();
    println!(
        "{} requests in {} steps, {read} bytes read, {} bytes written, {}",
        recording.exchanges.len(),
        recording.plan.steps(),
        recording.response.len(),
        verdict(&recording)?,
    );
    let plan = CompiledPlan::new(recording.plan.clone());
    let client = Replay(&recording);
    let mut times = Vec::new();
    let end = Instant::now() + duration;
    while Instant::now() < end {
        let started = Instant::now();
        let output =
            futures::executor::block_on(execute(&plan, ExecutionInput::default(), &client));
        times.push(started.elapsed());
        anyhow::ensure!(output.body == recording.response, "an answer differs");
    }
    times.sort_unstable();
    println!(
        "executor alone: {:.1} us median, {:.1} us best, {} runs",
        times[times.len() / 2].as_secs_f64() * 1e6,
        times[0].as_secs_f64() * 1e6,
        times.len()
    );
    Ok(())
}

fn verdict(recording: &Recording) -> anyhow::Result<&'static str> {
    let expected: serde_json::Value = serde_json::from_slice(&whole_answer(QUERY)?)?;
    let answered: serde_json::Value = serde_json::from_slice(&recording.response)?;
    anyhow::ensure!(answered == expected, "the answer is not the right one");
    Ok("answer right")
}
