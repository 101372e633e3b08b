//! Keeps the outbox and the inbox from growing for ever.

use super::{inbox, outbox};
use crate::db::{Db, DbError};
use chrono::{TimeDelta, Utc};

/// Sent events are kept for this long, for people who ask what happened.
const KEEP_SENT: TimeDelta = TimeDelta::hours(24);
/// Handled events are remembered for this long: longer than any event can be on its way.
const KEEP_HANDLED: TimeDelta = TimeDelta::days(30);
/// Rows a statement removes at most: short, so that it blocks nobody.
const BATCH: i64 = 1_000;
/// Statements a round runs at most: a thousand events a second are forgotten as fast as they come.
const BATCHES: usize = 60;

/// Removes what is old; what one round leaves, the next takes.
pub(crate) async fn clean_up(db: &Db) -> Result<(), DbError> {
    let mut conn = db.conn().await?;
    let now = Utc::now();
    for _ in 0..BATCHES {
        let sent = outbox::forget_sent(&mut conn, now - KEEP_SENT, BATCH).await?;
        let handled = inbox::forget_old(&mut conn, now - KEEP_HANDLED, BATCH).await?;
        if sent + handled == 0 {
            break;
        }
        tracing::debug!(sent, handled, "old events forgotten");
    }
    Ok(())
}
