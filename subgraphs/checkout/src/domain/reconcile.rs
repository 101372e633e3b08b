//! Looks after sagas that hear nothing: sends commands again, and starts the compensation when a deadline has passed.

use super::DomainError;
use super::saga::{self, Step};
use super::transition::{after, carry_out, send};
use crate::config::CheckoutConfig;
use crate::db::checkout::{self, CheckoutRow};
use chrono::{DateTime, Utc};
use std::time::Duration;
use subgraph_kit::db::{Conn, Db};
use subgraph_kit::events::outbox;

/// Checkouts a round looks at, at most; the next round takes the rest.
const ROUND: usize = 200;
/// Longest wait between two tries of the same command.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// One round.
pub(crate) async fn look(db: &Db, config: &CheckoutConfig) -> Result<(), DomainError> {
    for _ in 0..ROUND {
        let looked = db
            .transaction(async |conn| -> Result<bool, DomainError> {
                let now = Utc::now();
                let Some(row) = checkout::lock_due(conn, now).await? else {
                    return Ok(false);
                };
                look_at(conn, config, row, now).await?;
                Ok(true)
            })
            .await?;
        if !looked {
            break;
        }
    }
    Ok(())
}

async fn look_at(
    conn: &mut Conn,
    config: &CheckoutConfig,
    mut row: CheckoutRow,
    now: DateTime<Utc>,
) -> Result<(), DomainError> {
    row.looks = row.looks.saturating_add(1);
    row.look_at = after(now, wait(config, row.looks));
    if outbox::has_unsent(conn, &row.id.to_string()).await? {
        // The bus is down: the command has not left, nobody can have answered. The step's time starts when it leaves.
        row.deadline = row.deadline.max(after(now, config.step_timeout));
        return Ok(checkout::save(conn, &row).await?);
    }
    if row.step != Step::Compensating && now >= row.deadline {
        tracing::warn!(checkout.id = %row.id, step = ?row.step, "checkout.timed_out");
        let decision = saga::time_out(row.step);
        return carry_out(conn, config, row, decision).await;
    }
    send(conn, config, &row).await?;
    Ok(checkout::save(conn, &row).await?)
}

/// Doubles with each look, within bounds; but never looks past a deadline, which is checked when it looks.
fn wait(config: &CheckoutConfig, looks: i32) -> Duration {
    let doublings = u32::try_from(looks.clamp(0, 10)).unwrap_or(0);
    let longest = LONGEST_WAIT.min(config.step_timeout);
    (config.resend * 2u32.pow(doublings)).min(longest)
}
