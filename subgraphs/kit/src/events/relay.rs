//! The relay: brings what is in the outbox to the bus.

use super::outbox;
use crate::bus::{PublishError, Publisher};
use crate::db::{Conn, Db, DbError, in_transaction};
use crate::error::chain;
use crate::tasks::Tasks;
use chrono::{TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;

/// Events in flight at once: confirms are awaited together, not one by one.
const BATCH: i64 = 128;
/// How often the outbox is looked at without a nudge, for what another replica left behind.
const POLL: Duration = Duration::from_millis(500);
/// Longest wait after the bus refused.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A service's relay.
pub(crate) struct Relay {
    pub(crate) service: &'static str,
    pub(crate) db: Db,
    pub(crate) publisher: Arc<dyn Publisher>,
}

/// An event that nobody takes is tried again after this long.
const REFUSED_WAIT: TimeDelta = TimeDelta::seconds(5);

/// What one round did.
#[derive(Debug, Default)]
struct Round {
    sent: Vec<i64>,
    /// Nobody takes these; they wait by themselves.
    refused: Vec<i64>,
    /// The bus is down for these; everything waits.
    failed: usize,
}

impl Relay {
    /// Starts it.
    pub(crate) fn spawn(self, tasks: &Tasks) {
        let stop = tasks.stop().clone();
        tasks.spawn("outbox-relay", async move {
            let mut nudged = self.db.committed().waiter();
            let mut failures = 0u32;
            while !stop.is_cancelled() {
                let wait = match self.round().await {
                    Ok(round) if round.failed > 0 => {
                        failures += 1;
                        backoff(failures)
                    }
                    Ok(round) => {
                        failures = 0;
                        if !round.sent.is_empty() {
                            continue;
                        }
                        POLL
                    }
                    Err(error) => {
                        failures += 1;
                        tracing::warn!(service = self.service, error = %chain(&error), "the outbox cannot be read");
                        backoff(failures)
                    }
                };
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = pause(&mut nudged, wait, failures) => {}
                }
            }
        });
    }

    /// Claims, publishes and marks one batch. The rows stay locked meanwhile, so that no other relay sends them; if this
    /// process dies after the bus confirmed and before the commit, they are sent again and the inboxes notice.
    async fn round(&self) -> Result<Round, DbError> {
        let mut conn = self.db.conn().await?;
        in_transaction(
            &mut conn,
            async |conn: &mut Conn| -> Result<Round, DbError> {
                let batch = outbox::claim(conn, BATCH).await?;
                if batch.is_empty() {
                    return Ok(Round::default());
                }
                let results = self.publisher.publish(&batch).await;
                let round = self.sort(&batch, &results);
                outbox::mark_sent(conn, &round.sent).await?;
                outbox::put_off(conn, &round.refused, Utc::now() + REFUSED_WAIT).await?;
                Ok(round)
            },
        )
        .await
    }

    fn sort(&self, batch: &[outbox::Outgoing], results: &[Result<(), PublishError>]) -> Round {
        let mut round = Round::default();
        let mut first_error = None;
        for (event, result) in batch.iter().zip(results) {
            match result {
                Ok(()) => round.sent.push(event.seq),
                Err(error) if error.is_of_the_event() => round.refused.push(event.seq),
                Err(_) => round.failed += 1,
            }
            if let Err(error) = result {
                first_error = first_error.or(Some((event, error)));
            }
        }
        let labels = [("service", self.service)];
        metrics::counter!("portico_events_published_total", &labels)
            .increment(round.sent.len() as u64);
        if let Some((event, error)) = first_error {
            let failed = batch.len() - round.sent.len();
            metrics::counter!("portico_events_publish_failures_total", &labels)
                .increment(failed as u64);
            tracing::warn!(
                service = self.service,
                event.kind = event.event_type,
                failed,
                error = %chain(error),
                "events stay in the outbox"
            );
        }
        round
    }
}

/// After a failure nudges do not shorten the wait: every request would hammer a bus that is down.
async fn pause(nudged: &mut super::nudge::Nudged, wait: Duration, failures: u32) {
    if failures == 0 {
        nudged.wait(wait).await;
    } else {
        tokio::time::sleep(wait).await;
    }
}

fn backoff(failures: u32) -> Duration {
    (Duration::from_millis(50) * (1 << failures.min(10))).min(LONGEST_WAIT)
}
