//! Asks the provider what payments wait for, and writes its answers down.
//!
//! No transaction is open while the provider is asked. The row's `next_attempt_at` is a lease: whoever asks has moved it
//! on, so that after a crash somebody asks again, under the same idempotency key.

use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use subgraph_kit::db::{Conn, Db, DbError};
use subgraph_kit::error::chain;
use subgraph_kit::events::outbox;
use subgraph_kit::id::TransactionId;
use subgraph_kit::money::Money;

use super::state::{PaymentState, TransactionKind, TransactionState};
use crate::db::payment::{self, PaymentRow};
use crate::db::transaction::{self, TransactionRow};
use crate::events::published::{PaymentAuthorized, PaymentDeclined, PaymentVoided};
use crate::provider::{
    Authorization, AuthorizeRequest, Decline, IdempotencyKey, Provider, ProviderError, Voided,
};

/// First wait before the provider is asked again; doubles with each attempt.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// Longest wait between attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Asks and records. Clones share the provider.
#[derive(Clone)]
pub struct ProviderCalls {
    db: Db,
    provider: Arc<dyn Provider>,
    timeout: Duration,
}

impl std::fmt::Debug for ProviderCalls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderCalls")
            .field("provider", &self.provider.name())
            .finish_non_exhaustive()
    }
}

/// What the provider did.
enum Answer {
    Authorization(Authorization),
    Void(Option<Voided>),
    /// The deadline has passed before anything was asked: checkout will call it off.
    NothingToAsk,
}

impl ProviderCalls {
    /// `timeout`: longest wait for one answer.
    pub fn new(db: Db, provider: Arc<dyn Provider>, timeout: Duration) -> Self {
        Self {
            db,
            provider,
            timeout,
        }
    }

    /// Takes the payment that has been due for longest, for as long as asking may take.
    async fn claim(&self) -> Result<Option<PaymentRow>, DbError> {
        // Two calls (look up, then ask) and the writing down.
        let lease = TimeDelta::from_std(self.timeout * 3).unwrap_or(TimeDelta::minutes(1));
        // Not `Db::transaction`: its commit would nudge the very loop that claims.
        let conn = &mut *self.db.conn().await?;
        Ok(payment::claim_due(conn, Utc::now(), lease).await?)
    }

    /// Asks for all that is due, one after the other.
    pub async fn settle_due(&self) -> Result<(), DbError> {
        while let Some(payment) = self.claim().await? {
            self.settle(payment).await?;
        }
        Ok(())
    }

    /// Asks for one claimed payment and records the answer, or when to ask again.
    async fn settle(&self, payment: PaymentRow) -> Result<(), DbError> {
        match self.ask(&payment).await {
            Ok(answer) => self.record(&payment, answer).await,
            Err(error) => {
                tracing::warn!(
                    checkout.id = %payment.checkout_id,
                    attempt = payment.attempts,
                    error = chain(&error),
                    "payment.no_answer"
                );
                let until = Utc::now() + wait_before(payment.attempts);
                let conn = &mut *self.db.conn().await?;
                Ok(payment::put_off(conn, payment.checkout_id, until).await?)
            }
        }
    }

    async fn ask(&self, payment: &PaymentRow) -> Result<Answer, ProviderError> {
        let key = IdempotencyKey::of(payment.checkout_id);
        match payment.state {
            PaymentState::Voiding => {
                Ok(Answer::Void(self.bounded(self.provider.void(&key)).await?))
            }
            PaymentState::Authorizing => self.authorize(payment, key).await,
            PaymentState::Authorized | PaymentState::Declined | PaymentState::Voided => {
                Ok(Answer::NothingToAsk)
            }
        }
    }

    async fn authorize(
        &self,
        payment: &PaymentRow,
        key: IdempotencyKey,
    ) -> Result<Answer, ProviderError> {
        // From the second attempt on, the first may have charged without our knowing.
        if payment.attempts > 1
            && let Some(known) = self.bounded(self.provider.look_up(&key)).await?
        {
            return Ok(Answer::Authorization(known));
        }
        let (Some(amount), Some(token)) = (payment.amount(), payment.payment_token.clone()) else {
            return Ok(Answer::NothingToAsk);
        };
        if payment
            .deadline
            .is_some_and(|deadline| Utc::now() > deadline)
        {
            return Ok(Answer::NothingToAsk);
        }
        let request = AuthorizeRequest {
            key,
            amount,
            payment_token: token,
        };
        Ok(Answer::Authorization(
            self.bounded(self.provider.authorize(&request)).await?,
        ))
    }

    async fn bounded<T>(
        &self,
        call: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        let timed_out = ProviderError::TimedOut {
            millis: self.timeout.as_millis(),
        };
        tokio::time::timeout(self.timeout, call)
            .await
            .map_err(|_| timed_out)?
    }

    /// Writes the answer down. What was asked may have been overtaken by a void meanwhile: then the ledger learns of
    /// it, and the void goes on.
    async fn record(&self, asked: &PaymentRow, answer: Answer) -> Result<(), DbError> {
        let provider = self.provider.name();
        self.db
            .transaction(async |conn| {
                let Some(now) = payment::lock(conn, asked.checkout_id).await? else {
                    return Ok(());
                };
                match answer {
                    Answer::NothingToAsk => put_off_for_long(conn, &now).await,
                    Answer::Authorization(Authorization::Approved { reference }) => {
                        approved(conn, &now, provider, reference).await
                    }
                    Answer::Authorization(Authorization::Declined(decline)) => {
                        declined(conn, &now, provider, decline).await
                    }
                    Answer::Void(voided) => let_go(conn, &now, provider, voided).await,
                }
            })
            .await
    }
}

async fn put_off_for_long(conn: &mut Conn, payment: &PaymentRow) -> Result<(), DbError> {
    Ok(payment::put_off(conn, payment.checkout_id, Utc::now() + LONGEST_WAIT).await?)
}

async fn approved(
    conn: &mut Conn,
    payment: &PaymentRow,
    provider: &str,
    reference: String,
) -> Result<(), DbError> {
    let Some(amount) = payment.amount() else {
        return Ok(());
    };
    let entry = TransactionRow {
        reference: Some(reference),
        ..entry(
            payment,
            TransactionKind::Authorization,
            TransactionState::Succeeded,
            amount,
            provider,
        )
    };
    let is_news = transaction::insert(conn, &entry).await?;
    if payment.state != PaymentState::Authorizing || !is_news {
        return Ok(());
    }
    payment::set_state(conn, payment.checkout_id, PaymentState::Authorized, None).await?;
    let event = PaymentAuthorized {
        checkout_id: payment.checkout_id,
        order_id: payment.order_id,
        transaction_id: entry.id,
        amount,
    };
    Ok(outbox::append(conn, &event).await?)
}

async fn declined(
    conn: &mut Conn,
    payment: &PaymentRow,
    provider: &str,
    decline: Decline,
) -> Result<(), DbError> {
    let Some(amount) = payment.amount() else {
        return Ok(());
    };
    let entry = TransactionRow {
        decline_code: Some(decline.code.clone()),
        decline_reason: Some(decline.reason.clone()),
        ..entry(
            payment,
            TransactionKind::Authorization,
            TransactionState::Declined,
            amount,
            provider,
        )
    };
    let is_news = transaction::insert(conn, &entry).await?;
    if payment.state != PaymentState::Authorizing || !is_news {
        return Ok(());
    }
    payment::set_state(conn, payment.checkout_id, PaymentState::Declined, None).await?;
    let event = PaymentDeclined {
        checkout_id: payment.checkout_id,
        order_id: payment.order_id,
        code: decline.code,
        message: decline.reason,
    };
    Ok(outbox::append(conn, &event).await?)
}

async fn let_go(
    conn: &mut Conn,
    payment: &PaymentRow,
    provider: &str,
    voided: Option<Voided>,
) -> Result<(), DbError> {
    if payment.state != PaymentState::Voiding {
        return Ok(());
    }
    let mut transaction_id = None;
    if let (Some(voided), Some(amount)) = (voided, payment.amount()) {
        // The charge may be news too: its own answer got lost.
        let charge = TransactionRow {
            reference: Some(voided.reference.clone()),
            ..entry(
                payment,
                TransactionKind::Authorization,
                TransactionState::Succeeded,
                amount,
                provider,
            )
        };
        transaction::insert(conn, &charge).await?;
        let entry = TransactionRow {
            reference: Some(voided.reference),
            ..entry(
                payment,
                TransactionKind::Void,
                TransactionState::Succeeded,
                amount,
                provider,
            )
        };
        transaction::insert(conn, &entry).await?;
        transaction_id = Some(entry.id);
    }
    payment::set_state(conn, payment.checkout_id, PaymentState::Voided, None).await?;
    let event = PaymentVoided {
        checkout_id: payment.checkout_id,
        order_id: payment.order_id,
        transaction_id,
    };
    Ok(outbox::append(conn, &event).await?)
}

fn entry(
    payment: &PaymentRow,
    kind: TransactionKind,
    state: TransactionState,
    amount: Money,
    provider: &str,
) -> TransactionRow {
    TransactionRow {
        id: TransactionId::new(),
        checkout_id: payment.checkout_id,
        order_id: payment.order_id,
        kind,
        state,
        amount: amount.amount,
        currency: amount.currency,
        provider: provider.to_owned(),
        reference: None,
        decline_code: None,
        decline_reason: None,
        processed_at: Utc::now(),
    }
}

/// Doubles with each attempt, within bounds.
fn wait_before(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    (FIRST_WAIT * 2u32.pow(doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound() {
        let waits: Vec<_> = [1, 2, 3, 8, 9, 1000]
            .map(|attempt| wait_before(attempt).as_millis())
            .into();
        assert_eq!(waits, [200, 400, 800, 25_600, 30_000, 30_000]);
    }
}
