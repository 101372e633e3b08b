//! Connections of one origin that are open and idle.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::connection::Connection;

/// How long an idle connection is kept: shorter than the usual 60 to 75 s of servers, so that it is mostly we who close it.
pub(in crate::subgraph) const IDLE: Duration = Duration::from_secs(45);
/// The largest answer that memory is taken for before anything is known of it.
const MAX_EXPECTED: usize = 256 * 1024;

#[derive(Debug)]
pub(super) struct Pool {
    /// The one that was used last is last, and is used next: the others can grow old.
    idle: Mutex<Vec<Idle>>,
    max_idle: usize,
    /// Bytes of recent answers, heads included.
    expected: AtomicUsize,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    since: Instant,
}

impl Pool {
    pub(super) fn new(max_idle: usize) -> Self {
        Self {
            idle: Mutex::default(),
            max_idle,
            expected: AtomicUsize::new(0),
        }
    }

    /// A connection that is open as far as this side knows.
    pub(super) fn take(&self, now: Instant) -> Option<Connection> {
        loop {
            let idle = self.idle().pop()?;
            if idle.is_usable(now) {
                return Some(idle.connection);
            }
        }
    }

    /// Keeps a connection for the next request, unless there are enough.
    pub(super) fn give_back(&self, connection: Connection, now: Instant) {
        let mut idle = self.idle();
        if idle.len() < self.max_idle {
            idle.push(Idle {
                connection,
                since: now,
            });
        }
    }

    /// Closes what is of no more use.
    pub(super) fn sweep(&self, now: Instant) {
        self.idle().retain(|idle| idle.is_usable(now));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.idle().is_empty()
    }

    /// How long the next answer may be.
    pub(super) fn expected_answer(&self) -> usize {
        self.expected.load(Ordering::Relaxed)
    }

    /// The longest of late: an answer that fits is read in one go and never moved.
    pub(super) fn learn_answer(&self, length: usize) {
        let before = self.expected.load(Ordering::Relaxed);
        // A read that leaves room is known to have taken everything, so that none must follow to learn that.
        let length = length.min(MAX_EXPECTED) + 64;
        let next = length.max(before - before / 16);
        if next != before {
            self.expected.store(next, Ordering::Relaxed);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().expect("no holder panics")
    }
}

impl Idle {
    fn is_usable(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < IDLE && self.connection.is_quiet()
    }
}
