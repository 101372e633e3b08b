//! The engine in force, replaced whole.

use std::sync::{Arc, PoisonError, RwLock};

use crate::engine::Engine;

/// Which engine answers what comes in now. Whoever has taken one keeps it to the end of its operation.
#[derive(Debug)]
pub(crate) struct Engines {
    current: RwLock<Arc<Engine>>,
}

impl Engines {
    pub(crate) fn new(first: Engine) -> Self {
        Self {
            current: RwLock::new(Arc::new(first)),
        }
    }

    pub(crate) fn current(&self) -> Arc<Engine> {
        // The lock only guards a pointer: there is nothing that a panic could have left half done.
        let current = self.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From here on everything new goes to `next`; what is open on the one before is told to move.
    pub(crate) fn replace(&self, next: Arc<Engine>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *current, next);
        drop(current);
        before.retired.cancel();
    }
}
