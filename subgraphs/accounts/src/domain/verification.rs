//! Proving that an address is one's own: a token is sent there and comes back.

use chrono::{DateTime, TimeDelta, Utc};
use subgraph_kit::{db::Conn, events::outbox, id::CustomerId};
use thiserror::Error;

use super::{
    fault::Fault,
    mail_token::{self, MailToken, Purpose},
    service::Accounts,
};
use crate::{
    db::{self, customer::CustomerRow},
    events::VerificationRequested,
};

/// Mails that a customer can ask for in [`WINDOW`], the one at registering included.
const MOST_MAILS: i64 = 5;
const WINDOW: TimeDelta = TimeDelta::hours(1);

/// Why an address is not proved, or no mail is sent.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// Unknown, expired, or replaced by a younger one.
    #[error("this link is not valid any more")]
    TokenInvalid,
    #[error("several mails were sent already; look for them, or try again in an hour")]
    TooManyMails,
    #[error("there is no such customer")]
    NoCustomer,
    #[error("verifying failed")]
    Fault(#[from] Fault),
}

/// Sends a customer a token, inside the caller's transaction.
pub(super) async fn send(
    conn: &mut Conn,
    customer: &CustomerRow,
    now: DateTime<Utc>,
) -> diesel::QueryResult<()> {
    let (token, expires_at) = mail_token::issue(conn, customer, Purpose::VerifyEmail, now).await?;
    let event = VerificationRequested {
        customer_id: customer.id,
        email: customer.email.clone(),
        display_name: customer.display_name.clone(),
        token: token.reveal(),
        expires_at,
    };
    outbox::append(conn, &event).await
}

impl Accounts {
    /// Sends a customer another token. Whoever has proved their address gets none.
    pub async fn request_verification(
        &self,
        customer: CustomerId,
        now: DateTime<Utc>,
    ) -> Result<CustomerRow, VerifyError> {
        self.db
            .transaction(async |conn| {
                // So that two requests at once do not both find room.
                if !db::customer::lock(conn, customer).await? {
                    return Err(VerifyError::NoCustomer);
                }
                let row = db::customer::by_ids(conn, &[customer]).await?.pop();
                let row = row.ok_or(VerifyError::NoCustomer)?;
                if row.email_verified_at.is_some() {
                    return Ok(row);
                }
                let since = now - WINDOW;
                let sent = db::mail_token::count_since(conn, customer, Purpose::VerifyEmail, since)
                    .await?;
                if sent >= MOST_MAILS {
                    return Err(VerifyError::TooManyMails);
                }
                send(conn, &row, now).await?;
                Ok(row)
            })
            .await
    }

    /// Takes a token back. A second time it is no error: mail programs follow links, too.
    pub async fn verify_email(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<CustomerRow, VerifyError> {
        let token = MailToken::parse(token).ok_or(VerifyError::TokenInvalid)?;
        self.db
            .transaction(async |conn| {
                let found =
                    db::mail_token::find(conn, &token.digest(), Purpose::VerifyEmail).await?;
                let (row, customer) = found.ok_or(VerifyError::TokenInvalid)?;
                if customer.email_verified_at.is_some() && customer.email == row.email {
                    return Ok(customer);
                }
                if !db::mail_token::spend(conn, &row.token_hash, now).await? {
                    return Err(VerifyError::TokenInvalid);
                }
                db::customer::verify_email(conn, customer.id, &row.email, now).await?;
                Ok(CustomerRow {
                    email_verified_at: Some(now),
                    ..customer
                })
            })
            .await
    }
}
