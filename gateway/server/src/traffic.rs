//! What stands between a hop and its subgraph: how many requests may be under way, whether it is asked at all, and what is
//! asked again.
//!
//! One [`Traffic`] a subgraph. A subgraph that is slow or down costs only the fields that it owns: it holds a bounded
//! number of requests, and is left alone for a while when it fails too often.

mod breaker;
mod places;
mod retries;

use std::future::Future;
use std::time::{Duration, Instant};

use gateway_executor::{SubgraphFailure, SubgraphResponse};

use crate::config::TrafficConfig;
use crate::metrics::TrafficMetrics;
use breaker::{Breaker, Permit};
use places::Places;
use retries::RetryBudget;

/// Before the first retry, on average; twice as long before the second.
const PAUSE: Duration = Duration::from_millis(50);

/// The state of one subgraph. It outlives the supergraph: a swap does not make a subgraph healthy.
#[derive(Debug)]
pub(crate) struct Traffic {
    breaker: Option<Breaker>,
    places: Places,
    retries: u32,
    budget: RetryBudget,
    metrics: TrafficMetrics,
}

/// One request to the subgraph, as far as traffic control goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hop {
    /// It has no side effects, so that it may be sent again.
    pub(crate) repeatable: bool,
    /// The caller's own end of patience.
    pub(crate) deadline: Instant,
    /// How long the subgraph may take for one attempt.
    pub(crate) timeout: Duration,
}

impl Traffic {
    pub(crate) fn new(config: &TrafficConfig, metrics: TrafficMetrics) -> Self {
        Self {
            breaker: config.breaker.clone().map(Breaker::new),
            places: Places::new(config.max_in_flight),
            retries: config.retries,
            budget: RetryBudget::new(config.retry_budget),
            metrics,
        }
    }

    /// Sends a request: at once, never, or up to twice more.
    pub(crate) async fn send<F>(
        &self,
        hop: Hop,
        attempt: impl Fn() -> F,
    ) -> Result<SubgraphResponse, SubgraphFailure>
    where
        F: Future<Output = Result<SubgraphResponse, SubgraphFailure>>,
    {
        let Some(_place) = self.places.take() else {
            self.metrics.overloaded.increment(1);
            return Err(SubgraphFailure::Overloaded);
        };
        self.budget.deposit();
        let mut retried = 0;
        loop {
            let answer = self.attempt(hop, &attempt).await;
            if retried == self.retries || !hop.repeatable || !is_passing(&answer) {
                return answer;
            }
            let pause = PAUSE.mul_f64(f64::from(1 << retried) * (0.5 + rand::random::<f64>()));
            if Instant::now() + pause >= hop.deadline || !self.budget.withdraw() {
                return answer;
            }
            self.metrics.retries.increment(1);
            retried += 1;
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt<F>(
        &self,
        hop: Hop,
        attempt: &impl Fn() -> F,
    ) -> Result<SubgraphResponse, SubgraphFailure>
    where
        F: Future<Output = Result<SubgraphResponse, SubgraphFailure>>,
    {
        let Some(breaker) = &self.breaker else {
            return attempt().await;
        };
        let started = Instant::now();
        let Some(permit) = breaker.admit(started) else {
            self.metrics.broken.increment(1);
            return Err(SubgraphFailure::CircuitOpen);
        };
        let answer = attempt().await;
        let had_its_time = started + hop.timeout <= hop.deadline;
        self.judge(permit, &answer, had_its_time);
        answer
    }

    fn judge(
        &self,
        permit: Permit<'_>,
        answer: &Result<SubgraphResponse, SubgraphFailure>,
        had_its_time: bool,
    ) {
        let now = Instant::now();
        let opened = match answer {
            Ok(response) => permit.end(now, response.status < 500),
            Err(SubgraphFailure::Unreachable) => permit.end(now, false),
            // What the caller's impatience cuts off says nothing of the subgraph.
            Err(SubgraphFailure::Timeout) if had_its_time => permit.end(now, false),
            Err(SubgraphFailure::Timeout) => return,
            // It answers, whatever it says.
            Err(SubgraphFailure::TooLarge | SubgraphFailure::Rejected { .. }) => {
                permit.end(now, true)
            }
            Err(SubgraphFailure::CircuitOpen | SubgraphFailure::Overloaded) => return,
        };
        if opened {
            self.metrics.opened.increment(1);
        }
    }
}

/// Whether another attempt may well do better: the connection broke, or something between here and the subgraph said
/// that nobody is there. A GraphQL answer is an answer, whatever its status.
fn is_passing(answer: &Result<SubgraphResponse, SubgraphFailure>) -> bool {
    match answer {
        Ok(response) => {
            let first = response
                .body
                .iter()
                .find(|byte| !byte.is_ascii_whitespace());
            matches!(response.status, 502..=504) && first != Some(&b'{')
        }
        Err(SubgraphFailure::Unreachable) => true,
        Err(
            SubgraphFailure::Timeout
            | SubgraphFailure::TooLarge
            | SubgraphFailure::Rejected { .. }
            | SubgraphFailure::CircuitOpen
            | SubgraphFailure::Overloaded,
        ) => false,
    }
}
