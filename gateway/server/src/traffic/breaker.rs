//! A circuit breaker: a subgraph that fails too often is left alone for a while.
//!
//! Closed: requests pass, and a window of the last seconds counts how they ended. Open: none pass until a pause is over;
//! then one at a time passes as a probe. A probe that succeeds closes the breaker, one that fails opens it again for
//! twice as long.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::config::BreakerConfig;

/// Parts of the window, each forgotten as a whole.
const BUCKETS: usize = 10;

/// The first pause.
const PAUSE: Duration = Duration::from_secs(1);

/// A pause is longer or shorter by up to this share, so that many gateways do not probe at one moment.
const JITTER: f64 = 0.2;

#[derive(Debug)]
pub(super) struct Breaker {
    config: BreakerConfig,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    window: Window,
    phase: Phase,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Closed,
    Open {
        until: Instant,
        /// Openings without a success between them.
        times: u32,
        /// A request is under way to find out.
        probing: bool,
    },
}

/// Leave to send one request. Dropped without a verdict (the client left) it counts for nothing.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    pub(super) fn new(config: BreakerConfig) -> Self {
        let window = Window::new(config.window);
        Self {
            config,
            state: Mutex::new(State {
                window,
                phase: Phase::Closed,
            }),
        }
    }

    /// `None`: the subgraph is left alone.
    pub(super) fn admit(&self, now: Instant) -> Option<Permit<'_>> {
        let mut state = self.state();
        let probe = match &mut state.phase {
            Phase::Closed => false,
            Phase::Open { until, probing, .. } => {
                if *probing || now < *until {
                    return None;
                }
                *probing = true;
                true
            }
        };
        Some(Permit {
            breaker: self,
            probe,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder panics")
    }

    fn pause(&self, times: u32) -> Duration {
        let doubled = PAUSE.saturating_mul(1 << times.min(16));
        let jitter = 1.0 - JITTER + 2.0 * JITTER * rand::random::<f64>();
        doubled.min(self.config.max_pause).mul_f64(jitter)
    }

    /// Whether the failures of the window are too many.
    fn is_failing(&self, window: &Window) -> bool {
        let (requests, failures) = window.sum();
        requests >= self.config.requests
            && u64::from(failures) * 100 >= u64::from(requests) * u64::from(self.config.errors)
    }
}

impl Permit<'_> {
    /// Tells how the request ended; whether that opened the breaker.
    pub(super) fn end(self, now: Instant, succeeded: bool) -> bool {
        let mut state = self.breaker.state();
        match (state.phase, self.probe, succeeded) {
            (Phase::Closed, _, _) => {
                state.window.add(now, succeeded);
                let opens = !succeeded && self.breaker.is_failing(&state.window);
                if opens {
                    state.phase = Phase::Open {
                        until: now + self.breaker.pause(0),
                        times: 1,
                        probing: false,
                    };
                }
                opens
            }
            (Phase::Open { .. }, true, true) => {
                state.window = Window::new(self.breaker.config.window);
                state.phase = Phase::Closed;
                false
            }
            (Phase::Open { times, .. }, true, false) => {
                state.phase = Phase::Open {
                    until: now + self.breaker.pause(times),
                    times: times.saturating_add(1),
                    probing: false,
                };
                true
            }
            // Sent before it opened: the probes decide.
            (Phase::Open { .. }, false, _) => false,
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.probe {
            return;
        }
        // Nothing to do after a verdict, which has ended the probe.
        if let Phase::Open { probing, .. } = &mut self.breaker.state().phase {
            *probing = false;
        }
    }
}

/// Requests and failures of the last seconds.
#[derive(Debug)]
struct Window {
    bucket: Duration,
    /// The newest bucket, and when it began.
    newest: usize,
    began: Option<Instant>,
    buckets: [(u32, u32); BUCKETS],
}

impl Window {
    fn new(length: Duration) -> Self {
        Self {
            bucket: (length / BUCKETS as u32).max(Duration::from_millis(1)),
            newest: 0,
            began: None,
            buckets: [(0, 0); BUCKETS],
        }
    }

    fn add(&mut self, now: Instant, succeeded: bool) {
        self.turn(now);
        let (requests, failures) = &mut self.buckets[self.newest];
        *requests = requests.saturating_add(1);
        *failures = failures.saturating_add(u32::from(!succeeded));
    }

    /// Forgets what is older than the window.
    fn turn(&mut self, now: Instant) {
        let began = *self.began.get_or_insert(now);
        let passed = now.saturating_duration_since(began).as_nanos() / self.bucket.as_nanos();
        if passed == 0 {
            return;
        }
        for _ in 0..passed.min(BUCKETS as u128) {
            self.newest = (self.newest + 1) % BUCKETS;
            self.buckets[self.newest] = (0, 0);
        }
        self.began = Some(now);
    }

    fn sum(&self) -> (u32, u32) {
        let add = |(requests, failures): (u32, u32), bucket: &(u32, u32)| {
            (
                requests.saturating_add(bucket.0),
                failures.saturating_add(bucket.1),
            )
        };
        self.buckets.iter().fold((0, 0), add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> Breaker {
        Breaker::new(BreakerConfig {
            requests: 20,
            errors: 50,
            window: Duration::from_secs(10),
            max_pause: Duration::from_secs(8),
        })
    }

    /// Sends requests that end at once; whether one of them opened the breaker.
    fn ended(breaker: &Breaker, at: Instant, succeeded: bool, count: usize) -> bool {
        let end = || {
            breaker
                .admit(at)
                .is_some_and(|permit| permit.end(at, succeeded))
        };
        (0..count).filter(|_| end()).count() > 0
    }

    #[test]
    fn it_opens_at_twenty_requests_of_which_half_failed() {
        let start = Instant::now();
        let few = breaker();
        assert!(!ended(&few, start, false, 19));
        assert!(few.admit(start).is_some());
        let healthy = breaker();
        assert!(!ended(&healthy, start, true, 21));
        assert!(!ended(&healthy, start, false, 20));
        assert!(ended(&healthy, start, false, 1));
        assert!(healthy.admit(start).is_none());
    }

    #[test]
    fn what_is_older_than_the_window_is_forgotten() {
        let (start, breaker) = (Instant::now(), breaker());
        assert!(!ended(&breaker, start, false, 19));
        let later = start + Duration::from_secs(11);
        assert!(!ended(&breaker, later, false, 19));
        // Trickling in, each bucket lives as long as the window.
        let still = later + Duration::from_secs(8);
        assert!(ended(&breaker, still, false, 1));
    }

    #[test]
    fn one_probe_at_a_time_decides_and_pauses_grow() {
        let (start, breaker) = (Instant::now(), breaker());
        assert!(ended(&breaker, start, false, 20));
        assert!(breaker.admit(start + Duration::from_millis(700)).is_none());
        let mut now = start + Duration::from_millis(1_201);
        for pause in [2, 4, 8, 8] {
            let probe = breaker.admit(now).expect("the pause is over");
            assert!(breaker.admit(now).is_none(), "a second one");
            assert!(probe.end(now, false));
            let longest = Duration::from_secs(pause).mul_f64(1.0 + JITTER);
            let shortest = Duration::from_secs(pause).mul_f64(1.0 - JITTER);
            assert!(breaker.admit(now + shortest.mul_f64(0.99)).is_none());
            now += longest;
        }
        let probe = breaker.admit(now).expect("the pause is over");
        assert!(!probe.end(now, true));
        // Closed, and nothing is held against it.
        assert!(!ended(&breaker, now, false, 19));
        assert!(ended(&breaker, now, false, 1));
    }

    #[test]
    fn a_client_that_leaves_counts_for_nothing() {
        let (start, breaker) = (Instant::now(), breaker());
        for _ in 0..100 {
            drop(breaker.admit(start).expect("it is closed"));
        }
        assert!(ended(&breaker, start, false, 20));
        let later = start + Duration::from_secs(2);
        drop(breaker.admit(later).expect("the pause is over"));
        assert!(breaker.admit(later).is_some(), "the next one probes");
    }

    #[test]
    fn what_was_sent_before_does_not_close_it() {
        let (start, breaker) = (Instant::now(), breaker());
        let early = breaker.admit(start).expect("it is closed");
        assert!(ended(&breaker, start, false, 20));
        assert!(!early.end(start, true));
        assert!(breaker.admit(start).is_none());
    }
}
