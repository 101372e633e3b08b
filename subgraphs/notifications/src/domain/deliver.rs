//! Hands pending mails over: a reconciler that takes what is due, whoever left it.
//!
//! A mail is taken by moving its next attempt to the end of a lease, in a transaction of its own;
//! it is sent without any transaction; what came of it is written in a third step. Dying in
//! between leaves a mail that becomes due again when its lease ends, so that a mail may be sent
//! twice (with the same `Message-ID`) but is never lost.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use futures::future::join_all;
use subgraph_kit::{db::Conn, error::chain, events::outbox};

use super::{
    kind::Kind,
    letter::Rendered,
    retry::wait_after,
    service::{Fault, Notifications},
};
use crate::{
    db::{self, delivery::DueRow},
    events::{Channel, NotificationSent},
    mail::{Mail, MailError},
};

/// Mails taken at a time, which are on their way together.
const BATCH: i64 = 4;
/// Longer than a batch can take, which is the longest timeout that the configuration allows (see
/// `config`).
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// As much of an error as is stored.
const MAX_ERROR: usize = 1_000;

/// What came of one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    Refused,
    NotNow,
}

impl Notifications {
    /// Delivers until nothing is due, and says how many mails were sent.
    ///
    /// Ends early when the server is away: what else is due would only find that out again, one
    /// timeout after the other, and hold up the service's stop. The next round goes on.
    pub async fn deliver_due(&self, now: DateTime<Utc>) -> Result<usize, Fault> {
        let mut sent = 0;
        // Looked at first without a transaction: a commit of ours nudges the reconciler that runs
        // this, and with nothing to do it must come to rest.
        while self.is_any_due(now).await? {
            let due = self.take_due(now).await?;
            // All of them, whatever becomes of one.
            let outcomes = join_all(due.into_iter().map(|row| self.deliver(row, now))).await;
            let outcomes = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
            sent += outcomes
                .iter()
                .filter(|outcome| **outcome == Outcome::Sent)
                .count();
            if outcomes.contains(&Outcome::NotNow) {
                break;
            }
            // Every mail taken has its next attempt beyond `now`, so this ends.
        }
        Ok(sent)
    }

    async fn is_any_due(&self, now: DateTime<Utc>) -> Result<bool, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::delivery::is_any_due(&mut conn, now).await?)
    }

    async fn take_due(&self, now: DateTime<Utc>) -> Result<Vec<DueRow>, Fault> {
        self.db
            .transaction(async move |conn| {
                Ok(db::delivery::take_due(conn, now, now + LEASE, BATCH).await?)
            })
            .await
    }

    async fn deliver(&self, row: DueRow, now: DateTime<Utc>) -> Result<Outcome, Fault> {
        match self.mailer.send(&mail(&row)).await {
            Ok(()) => {
                self.note_sent(&row).await?;
                Ok(Outcome::Sent)
            }
            Err(error) => {
                self.note_failure(&row, &error, now).await?;
                Ok(match error {
                    MailError::Refused(_) => Outcome::Refused,
                    MailError::NotNow(_) => Outcome::NotNow,
                })
            }
        }
    }

    async fn note_sent(&self, row: &DueRow) -> Result<(), Fault> {
        let event = sent(row);
        self.db
            .transaction(async |conn| {
                // Somebody whose lease followed ours may have noted it already.
                if db::delivery::mark_sent(conn, row.id, Utc::now()).await? {
                    outbox::append(conn, &event).await?;
                    forget_secret(conn, row).await?;
                }
                Ok(())
            })
            .await
    }

    async fn note_failure(
        &self,
        row: &DueRow,
        error: &MailError,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let text: String = chain(error).chars().take(MAX_ERROR).collect();
        let wait = match error {
            MailError::Refused(_) => None,
            MailError::NotNow(_) => wait_after(row.attempts),
        };
        let mut conn = self.db.conn().await?;
        match wait {
            Some(wait) => {
                tracing::warn!(notification.id = %row.id, attempts = row.attempts, error = %text, "a mail is tried again later");
                db::delivery::postpone(&mut conn, row.id, &text, now + wait).await?;
            }
            None => {
                tracing::error!(notification.id = %row.id, attempts = row.attempts, error = %text, "a mail is given up");
                db::delivery::mark_failed(&mut conn, row.id, &text, Utc::now()).await?;
                forget_secret(&mut conn, row).await?;
            }
        }
        Ok(())
    }
}

async fn forget_secret(conn: &mut Conn, row: &DueRow) -> QueryResult<()> {
    if Kind::from_name(&row.kind).is_some_and(Kind::is_secret) {
        db::delivery::forget_text(conn, row.id).await?;
    }
    Ok(())
}

fn mail(row: &DueRow) -> Mail {
    Mail {
        id: row.id,
        to: row.email.clone(),
        name: row.display_name.clone(),
        written_at: row.created_at,
        content: Rendered {
            subject: row.subject.clone(),
            text: row.body_text.clone(),
            html: row.body_html.clone(),
        },
    }
}

fn sent(row: &DueRow) -> NotificationSent {
    NotificationSent {
        notification_id: row.id,
        customer_id: row.customer_id,
        kind: row.kind.clone(),
        channel: Channel::Email,
    }
}
