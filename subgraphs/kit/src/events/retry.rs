//! When and how often a failed event is tried again.

use std::time::Duration;

/// The schedule of retries.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// After this many faults an event is a dead letter.
    pub attempts: i32,
    /// Wait before the second try; doubled for each further one.
    pub first: Duration,
    /// Longest wait after a fault.
    pub longest: Duration,
    /// Longest wait while a dependency is away.
    pub longest_unavailable: Duration,
    /// How often the queue is looked at without a nudge.
    pub poll: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        // 0.1 + 0.2 + .. + 6.4 s: a fault that heals within ten seconds is never seen by anybody.
        Self {
            attempts: 8,
            first: Duration::from_millis(100),
            longest: Duration::from_secs(10),
            longest_unavailable: Duration::from_secs(5),
            poll: Duration::from_millis(500),
        }
    }
}

impl RetryPolicy {
    /// The wait after the `tries`th try, the first being 1, at most `longest`.
    pub(crate) fn wait(&self, tries: i32, longest: Duration) -> Duration {
        let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or(0).min(20);
        (self.first * (1 << doublings)).min(longest)
    }
}
