//! Throws away what is over, so that the tables do not grow for ever.

use chrono::{DateTime, TimeDelta, Utc};

use super::{fault::Fault, service::Accounts, throttle::FORGOTTEN_AFTER};
use crate::db;

/// How long an ended session stays, for whoever asks what happened.
const SESSIONS_KEPT: TimeDelta = TimeDelta::days(7);
/// How long what was sent by mail stays after its end.
const TOKENS_KEPT: TimeDelta = TimeDelta::days(1);
/// Sessions deleted in one statement; more wait for the next round, so that none takes long.
const BATCH: i64 = 1_000;

impl Accounts {
    /// Deletes ended sessions with their tokens, forgotten attempts to log in, and what was sent by mail
    /// and is over.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut conn = self.db.conn().await?;
        let sessions = db::session::delete_ended(&mut conn, now - SESSIONS_KEPT, BATCH).await?;
        let attempts = db::login_attempt::delete_stale(&mut conn, now - FORGOTTEN_AFTER).await?;
        let tokens = db::mail_token::delete_expired(&mut conn, now - TOKENS_KEPT).await?;
        let resets = db::password_reset::delete_stale(&mut conn, now - TOKENS_KEPT).await?;
        if sessions + attempts + tokens + resets > 0 {
            tracing::debug!(sessions, attempts, tokens, resets, "swept");
        }
        Ok(())
    }
}
