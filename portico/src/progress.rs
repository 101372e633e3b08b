//! Tells a person at the terminal what takes long.

use std::time::Instant;

use crate::terminal::tell;

/// A step that is under way; says how long it took when it is done.
#[derive(Debug)]
pub(crate) struct Step {
    name: &'static str,
    started: Instant,
}

impl Step {
    pub(crate) fn start(name: &'static str) -> Self {
        Self {
            name,
            started: Instant::now(),
        }
    }

    pub(crate) fn done(self) {
        let seconds = self.started.elapsed().as_secs_f64();
        tell(format_args!("  {:<28} {seconds:>6.2} s", self.name));
    }
}
