//! The registry of a service's tasks: nothing runs that shutdown does not wait for.

use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Spawns tasks and waits for them. Clones share the registry.
#[derive(Debug, Clone)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
    panicked: Arc<AtomicBool>,
}

impl Tasks {
    /// A registry whose tasks are asked to stop by `stop`.
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            tracker: TaskTracker::new(),
            stop,
            panicked: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Cancelled when tasks are to end. Every task watches it.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Starts a task. A panic in it stops the whole service: half a service is worse than one that is started anew.
    pub fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let (stop, panicked) = (self.stop.clone(), Arc::clone(&self.panicked));
        self.tracker.spawn(async move {
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                tracing::error!(task = name, "a task panicked; the service stops");
                panicked.store(true, Ordering::Relaxed);
                stop.cancel();
            }
        });
    }

    /// Whether a task panicked.
    pub fn panicked(&self) -> bool {
        self.panicked.load(Ordering::Relaxed)
    }

    /// Asks all tasks to end and waits for them, at most `grace`; whether all ended.
    pub async fn drain(&self, grace: Duration) -> bool {
        self.stop.cancel();
        self.tracker.close();
        tokio::time::timeout(grace, self.tracker.wait())
            .await
            .is_ok()
    }
}
