//! Wakes a loop that otherwise waits for its timer.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A nudge: many may give it, many may wait for it, none is lost, several in a row are one.
#[derive(Debug, Clone)]
pub struct Nudge(Arc<watch::Sender<()>>);

/// One waiter's view of a [`Nudge`].
#[derive(Debug, Clone)]
pub(crate) struct Nudged {
    receiver: watch::Receiver<()>,
    // Keeps the channel open: a waiter never sees it closed.
    _nudge: Nudge,
}

impl Nudge {
    /// A nudge nobody waits for yet.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(())))
    }

    /// Wakes everybody who waits, and whoever waits next for the first time since.
    pub fn nudge(&self) {
        self.0.send_replace(());
    }

    pub(crate) fn waiter(&self) -> Nudged {
        Nudged {
            receiver: self.0.subscribe(),
            _nudge: self.clone(),
        }
    }
}

impl Default for Nudge {
    fn default() -> Self {
        Self::new()
    }
}

impl Nudged {
    /// Waits for a nudge given since the last wait, at most `longest`.
    pub(crate) async fn wait(&mut self, longest: Duration) {
        // Elapsed is the timer's turn, and the channel is never closed: either way it is time to look.
        let _ = tokio::time::timeout(longest, self.receiver.changed()).await;
    }
}
