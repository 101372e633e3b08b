//! Throws away what is over, so that the tables do not grow for ever.

use chrono::{DateTime, TimeDelta, Utc};

use super::service::{Fault, Notifications};
use crate::db;

/// A checkout ends within minutes; a queue may be behind for longer.
const BUYERS_KEPT: TimeDelta = TimeDelta::days(7);

impl Notifications {
    /// Forgets who submitted checkouts that have long ended.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut conn = self.db.conn().await?;
        db::buyer::delete_before(&mut conn, now - BUYERS_KEPT).await?;
        Ok(())
    }
}
