//! A forgotten password: a token is sent to the account's address, and whoever brings it back sets
//! another.
//!
//! Asking never tells whether an address has an account: the request writes the same row for any
//! address, and a reconciler looks it up afterwards, when nobody waits.

use chrono::{DateTime, TimeDelta, Utc};
use subgraph_kit::{events::outbox, scalars::EmailAddress};
use thiserror::Error;

use super::{
    email::Email,
    fault::Fault,
    mail_token::{self, MailToken, Purpose},
    password::{self, PasswordFault},
    service::Accounts,
    session::Revocation,
};
use crate::{
    db::{self, customer::CustomerRow, mail_token::MailTokenRow},
    events::PasswordResetRequested,
};

/// One mail an address in this time, however often it is asked for.
const BETWEEN_MAILS: TimeDelta = TimeDelta::minutes(1);
/// Requests answered in one round; more wait for the next.
const ROUND: usize = 1_000;

/// Why a password is not reset.
#[derive(Debug, Error)]
pub enum ResetError {
    /// Unknown, expired, used, or replaced by a younger one.
    #[error("this link is not valid any more")]
    TokenInvalid,
    #[error("the password was refused")]
    Password(#[from] PasswordFault),
    #[error("resetting failed")]
    Fault(#[from] Fault),
}

impl Accounts {
    /// Notes that somebody wants to reset the password of this address, whosever it is.
    pub async fn request_password_reset(
        &self,
        email: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let email = Email::from(email);
        self.db
            .transaction(async |conn| {
                let unless_since = now - BETWEEN_MAILS;
                let hash = email.digest();
                db::password_reset::note(conn, &hash, email.as_str(), now, unless_since).await?;
                Ok(())
            })
            .await
    }

    /// Looks up who asked, and sends those who have an account a token.
    pub async fn answer_reset_requests(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        for _ in 0..ROUND {
            // Looked at first without a transaction: a commit of ours nudges the reconciler that
            // runs this, and with nothing to do it must come to rest.
            let mut conn = self.db.conn().await?;
            let is_any_open = db::password_reset::is_any_open(&mut conn).await?;
            drop(conn);
            if !is_any_open || !self.answer_reset_request(now).await? {
                break;
            }
        }
        Ok(())
    }

    /// Answers one; whether there was one.
    async fn answer_reset_request(&self, now: DateTime<Utc>) -> Result<bool, Fault> {
        self.db
            .transaction(async |conn| {
                let Some(email) = db::password_reset::take(conn).await? else {
                    return Ok(false);
                };
                let Some(customer) = db::customer::by_email(conn, &email).await? else {
                    return Ok(true);
                };
                let (token, expires_at) =
                    mail_token::issue(conn, &customer, Purpose::ResetPassword, now).await?;
                let event = PasswordResetRequested {
                    customer_id: customer.id,
                    email: customer.email,
                    display_name: customer.display_name,
                    token: token.reveal(),
                    expires_at,
                };
                outbox::append(conn, &event).await?;
                Ok(true)
            })
            .await
    }

    /// Sets a new password and ends all sessions. A refused password leaves the token usable.
    pub async fn reset_password(
        &self,
        token: &str,
        password: String,
        now: DateTime<Utc>,
    ) -> Result<CustomerRow, ResetError> {
        let token = MailToken::parse(token).ok_or(ResetError::TokenInvalid)?;
        let (row, customer) = self.usable(&token, now).await?;
        let email = Email::from(&customer.email.parse().map_err(|_| Fault::Stored {
            what: "e-mail address",
        })?);
        password::check(&password, &email)?;
        // No connection is held while the password is hashed.
        let hash = self.hashing.hash(password).await.map_err(Fault::from)?;
        self.db
            .transaction(async |conn| {
                if !db::mail_token::spend(conn, &row.token_hash, now).await? {
                    return Err(ResetError::TokenInvalid);
                }
                db::credential::put(conn, customer.id, &hash, now).await?;
                // The token has come back from there.
                db::customer::verify_email(conn, customer.id, &row.email, now).await?;
                let live = db::session::live_of(conn, customer.id, now).await?;
                db::session::revoke(conn, &live, Revocation::PasswordReset, now).await?;
                db::login_attempt::forget(conn, &email.digest()).await?;
                Ok(())
            })
            .await?;
        Ok(customer)
    }

    async fn usable(
        &self,
        token: &MailToken,
        now: DateTime<Utc>,
    ) -> Result<(MailTokenRow, CustomerRow), ResetError> {
        let mut conn = self.db.conn().await?;
        let found =
            db::mail_token::find(&mut conn, &token.digest(), Purpose::ResetPassword).await?;
        found
            .filter(|(row, customer)| {
                row.spent_at.is_none() && row.expires_at > now && row.email == customer.email
            })
            .ok_or(ResetError::TokenInvalid)
    }
}
