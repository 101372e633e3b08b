//! Secrets that are sent by mail: who brings one back reads that address.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{QueryResult, deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use sha2::{Digest, Sha256};
use subgraph_kit::{db::Conn, text_column};

use crate::db::{self, customer::CustomerRow, mail_token::MailTokenRow};

/// Tokens say what they are, so that scanners for leaked secrets can find them.
const PREFIX: &str = "pmt_";
const BYTES: usize = 32;

/// What a token is good for, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum Purpose {
    /// To prove that the address is the customer's.
    VerifyEmail,
    /// To set a new password.
    ResetPassword,
}

text_column!(Purpose { VerifyEmail = "verify_email", ResetPassword = "reset_password" });

impl Purpose {
    /// How long a token can be used: proving an address may wait for Monday, a new password is
    /// wanted now and worth stealing.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::VerifyEmail => TimeDelta::days(3),
            Self::ResetPassword => TimeDelta::hours(1),
        }
    }
}

/// A token; it is in the clear in the mail, and on its way there.
#[derive(Clone, PartialEq, Eq)]
pub struct MailToken([u8; BYTES]);

impl MailToken {
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Reads what [`Self::reveal`] wrote; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The text for the mail.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// What is stored. The token has 256 random bits, so a fast hash hides it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for MailToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailToken(..)")
    }
}

/// Makes a token for a customer, the only one for its purpose from now on.
pub async fn issue(
    conn: &mut Conn,
    customer: &CustomerRow,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> QueryResult<(MailToken, DateTime<Utc>)> {
    db::mail_token::spend_all(conn, customer.id, purpose, now).await?;
    let (token, expires_at) = (MailToken::random(), now + purpose.lifetime());
    let row = MailTokenRow {
        token_hash: token.digest().to_vec(),
        customer_id: customer.id,
        purpose,
        email: customer.email.clone(),
        created_at: now,
        expires_at,
        spent_at: None,
    };
    db::mail_token::insert(conn, &row).await?;
    Ok((token, expires_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_refuses() {
        let token = MailToken::random();
        assert_eq!(MailToken::parse(&token.reveal()), Some(token.clone()));
        let longer = format!("{}AA", token.reveal());
        for text in ["", "pmt_", "pmt_AAAA", "prt_AAAA", longer.as_str()] {
            assert_eq!(MailToken::parse(text), None, "{text:?}");
        }
        assert_eq!(format!("{token:?}"), "MailToken(..)");
    }
}
