//! Logging in.
//!
//! An unknown address costs as much work and gets the same answer as a wrong password, and both
//! are throttled alike: logging in does not tell who has an account.

use chrono::{DateTime, TimeDelta, Utc};
use subgraph_kit::scalars::EmailAddress;
use thiserror::Error;

use super::{
    email::Email,
    fault::Fault,
    hashing::Verdict,
    password,
    service::{Accounts, LoggedIn},
    session,
    throttle::{FORGOTTEN_AFTER, wait_after},
};
use crate::db::{self, customer::CustomerRow, login_attempt::LoginAttemptRow};

/// Why somebody is not logged in.
#[derive(Debug, Error)]
pub enum LoginError {
    #[error("the e-mail address or the password is wrong")]
    WrongCredentials,
    #[error("too many attempts")]
    Throttled {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    #[error("logging in failed")]
    Fault(#[from] Fault),
}

impl Accounts {
    /// Logs in with an e-mail address and a password.
    pub async fn login(
        &self,
        email: &EmailAddress,
        password: String,
        now: DateTime<Utc>,
    ) -> Result<LoggedIn, LoginError> {
        let email = Email::from(email);
        self.admit(&email, now).await?;
        if password.len() > password::MAX_BYTES {
            // No account has such a password, so this tells nothing about this address.
            return Err(LoginError::WrongCredentials);
        }
        let known = self.credential(&email).await?;
        // No connection is held while the password is hashed.
        let stored = known.as_ref().map(|(_, hash)| hash.clone());
        let verdict = self
            .hashing
            .verify(password.clone(), stored)
            .await
            .map_err(Fault::from)?;
        let (Some((customer, hash)), Verdict::Right { outdated }) = (known, verdict) else {
            return Err(LoginError::WrongCredentials);
        };
        if outdated {
            self.renew_hash(&customer, &hash, password).await?;
        }
        Ok(self.open_session(customer, &email, now).await?)
    }

    /// Counts the attempt before the password is looked at: parallel guesses all count.
    async fn admit(&self, email: &Email, now: DateTime<Utc>) -> Result<(), LoginError> {
        let first = attempt(email, 1, now);
        self.db
            .transaction(async |conn| {
                if db::login_attempt::insert(conn, &first).await? {
                    return Ok(());
                }
                let Some(row) = db::login_attempt::lock(conn, &first.email_hash).await? else {
                    // Forgotten in this moment, by a login that succeeded.
                    return Ok(());
                };
                if now < row.allowed_from {
                    return Err(LoginError::Throttled {
                        retry_after: row.allowed_from - now,
                    });
                }
                let fresh = row.last_at + FORGOTTEN_AFTER < now;
                let attempts = if fresh {
                    1
                } else {
                    row.attempts.saturating_add(1)
                };
                db::login_attempt::replace(conn, &attempt(email, attempts, now)).await?;
                Ok(())
            })
            .await
    }

    async fn credential(&self, email: &Email) -> Result<Option<(CustomerRow, String)>, Fault> {
        let mut conn = self.db.conn().await?;
        Ok(db::credential::by_email(&mut conn, email.as_str()).await?)
    }

    async fn renew_hash(
        &self,
        customer: &CustomerRow,
        old: &str,
        password: String,
    ) -> Result<(), LoginError> {
        let new = self.hashing.hash(password).await.map_err(Fault::from)?;
        let mut conn = self.db.conn().await?;
        Ok(db::credential::rehash(&mut conn, customer.id, old, &new).await?)
    }

    async fn open_session(
        &self,
        customer: CustomerRow,
        email: &Email,
        now: DateTime<Utc>,
    ) -> Result<LoggedIn, Fault> {
        let id = customer.id;
        let (grant, scopes) = self
            .db
            .transaction(async |conn| {
                db::login_attempt::forget(conn, &email.digest()).await?;
                let grant = session::open(conn, id, now).await?;
                Ok::<_, Fault>((grant, db::staff::scopes(conn, id).await?))
            })
            .await?;
        self.logged_in(customer, grant, &scopes, now)
    }
}

fn attempt(email: &Email, attempts: i32, now: DateTime<Utc>) -> LoginAttemptRow {
    LoginAttemptRow {
        email_hash: email.digest().to_vec(),
        attempts,
        allowed_from: match wait_after(attempts) {
            // Of requests that come together, a later one may have looked at the clock first.
            wait if wait.is_zero() => DateTime::UNIX_EPOCH,
            wait => now + wait,
        },
        last_at: now,
    }
}
