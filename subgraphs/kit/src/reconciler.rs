//! Periodic work: no input, idempotent, on a timer and when nudged.

use crate::error::chain;
use crate::events::{BoxError, Nudge};
use crate::tasks::Tasks;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// Something a service does again and again.
#[derive(Clone)]
pub struct Reconciler {
    name: &'static str,
    every: Duration,
    nudge: Nudge,
    work: Arc<dyn Fn() -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>,
}

impl std::fmt::Debug for Reconciler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reconciler")
            .field("name", &self.name)
            .field("every", &self.every)
            .finish_non_exhaustive()
    }
}

impl Reconciler {
    /// Runs `work` at the start and then `every` so often. A failure is logged; the next round comes all the same.
    pub fn new<F, Running, E>(name: &'static str, every: Duration, work: F) -> Self
    where
        F: Fn() -> Running + Send + Sync + 'static,
        Running: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let work = Arc::new(move || {
            let running = work();
            let boxed: BoxFuture<'static, Result<(), BoxError>> =
                Box::pin(async move { running.await.map_err(Into::into) });
            boxed
        });
        Self {
            name,
            every,
            nudge: Nudge::new(),
            work,
        }
    }

    /// Also runs whenever `nudge` is given.
    #[must_use]
    pub fn on(mut self, nudge: Nudge) -> Self {
        self.nudge = nudge;
        self
    }

    pub(crate) fn spawn(self, service: &'static str, tasks: &Tasks) {
        let stop = tasks.stop().clone();
        tasks.spawn(self.name, async move {
            let mut nudged = self.nudge.waiter();
            while !stop.is_cancelled() {
                if let Err(error) = (self.work)().await {
                    tracing::warn!(service, reconciler = self.name, error = %chain(error.as_ref()), "a round failed");
                }
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = nudged.wait(self.every) => {}
                }
            }
        });
    }
}
