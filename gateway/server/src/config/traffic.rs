//! How requests to one subgraph are bounded, sent again, and held back.

use std::time::Duration;

use super::section::{Section, at_most, interval, positive, rate};

/// More would only delay the answer.
const MAX_RETRIES: u32 = 5;

/// Traffic to one subgraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficConfig {
    /// Requests to it that may be under way.
    pub max_in_flight: usize,
    /// How often a query that was not answered is sent again. What has side effects is sent once.
    pub retries: u32,
    /// Retries in percent of the requests, beyond a small reserve.
    pub retry_budget: u32,
    /// `None`: it is asked however often it fails.
    pub breaker: Option<BreakerConfig>,
}

/// When a subgraph is left alone for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakerConfig {
    /// Fewer requests in the window say nothing.
    pub requests: u32,
    /// Percent of them that failed.
    pub errors: u32,
    pub window: Duration,
    /// The longest time without a probe.
    pub max_pause: Duration,
}

impl Default for TrafficConfig {
    fn default() -> Self {
        Self {
            max_in_flight: 1_024,
            retries: 2,
            retry_budget: 20,
            breaker: Some(BreakerConfig::default()),
        }
    }
}

impl Default for BreakerConfig {
    fn default() -> Self {
        Self {
            requests: 20,
            errors: 50,
            window: Duration::from_secs(10),
            max_pause: Duration::from_secs(10),
        }
    }
}

/// Reads the keys of a section that are about traffic, over what holds so far.
pub(super) fn read(section: &Section<'_>, traffic: &mut TrafficConfig) {
    section.set("max_in_flight", &mut traffic.max_in_flight, positive);
    section.set("retries", &mut traffic.retries, |value| {
        at_most(value, MAX_RETRIES)
    });
    let percent = |value: &_| at_most(value, 100);
    section.set("retry_budget", &mut traffic.retry_budget, percent);
    let Some(inner) = section.section_unless_off("breaker") else {
        traffic.breaker = None;
        return;
    };
    let mut breaker = traffic.breaker.clone().unwrap_or_default();
    inner.set("requests", &mut breaker.requests, rate);
    inner.set("errors", &mut breaker.errors, percent);
    inner.set("window", &mut breaker.window, interval);
    inner.set("max_pause", &mut breaker.max_pause, interval);
    inner.finish();
    traffic.breaker = Some(breaker);
}
