//! Exchanging a refresh token for the next one and a new access token.

use chrono::{DateTime, Utc};
use subgraph_kit::{db::Conn, id::CustomerId};
use thiserror::Error;

use super::{
    fault::Fault,
    refresh_token::{RefreshToken, SuccessorSeed},
    rotation::{Verdict, judge},
    service::{Accounts, LoggedIn},
    session::{self, Grant, Revocation},
};
use crate::db::{self, customer::CustomerRow, refresh_token::RefreshTokenRow, session::SessionRow};

/// Why a refresh token is good for nothing.
#[derive(Debug, Error)]
pub enum RefreshError {
    /// Unknown, spent, expired or revoked: which of them is not for the caller to know.
    #[error("the session is over")]
    Invalid,
    #[error("refreshing failed")]
    Fault(#[from] Fault),
}

struct Renewed {
    customer: CustomerRow,
    scopes: Vec<String>,
    grant: Grant,
}

impl Accounts {
    /// Spends a refresh token. See [`super::refresh_token`] for what happens when it is spent
    /// already.
    pub async fn refresh(&self, token: &str, now: DateTime<Utc>) -> Result<LoggedIn, RefreshError> {
        let token = RefreshToken::parse(token).ok_or(RefreshError::Invalid)?;
        // A refusal commits too: it may have revoked the session.
        let renewed = self
            .db
            .transaction(async |conn| renew(conn, &token, now).await)
            .await?
            .ok_or(RefreshError::Invalid)?;
        let Renewed {
            customer,
            scopes,
            grant,
        } = renewed;
        Ok(self.logged_in(customer, grant, &scopes, now)?)
    }
}

async fn renew(
    conn: &mut Conn,
    token: &RefreshToken,
    now: DateTime<Utc>,
) -> Result<Option<Renewed>, RefreshError> {
    let Some((session, row)) = lock(conn, token).await? else {
        return Ok(None);
    };
    let seed = SuccessorSeed::from_stored(&session.successor_seed).ok_or(Fault::Stored {
        what: "successor seed",
    })?;
    let next = token.successor(&seed);
    let successor = db::refresh_token::find(conn, &next.digest()).await?;
    let grant = match judge(&row, &session, successor.as_ref(), now) {
        Verdict::Rotate => {
            db::refresh_token::spend(conn, &row.token_hash, now).await?;
            session::issue(conn, &session, next, now).await?
        }
        Verdict::Repeat => {
            let row = successor.ok_or(Fault::Stored { what: "successor" })?;
            Grant {
                session: session.id,
                refresh_token: next,
                refresh_expires_at: row.expires_at,
            }
        }
        Verdict::Reused => {
            tracing::warn!(session.id = %session.id, customer.id = %session.customer_id, "a spent refresh token came again: session revoked");
            db::session::revoke(conn, &[session.id], Revocation::Reuse, now).await?;
            return Ok(None);
        }
        Verdict::Superseded | Verdict::Expired | Verdict::Revoked => return Ok(None),
    };
    let customer = customer(conn, session.customer_id).await?;
    let scopes = db::staff::scopes(conn, customer.id).await?;
    Ok(Some(Renewed {
        customer,
        scopes,
        grant,
    }))
}

/// The token with its session, which is locked: the token is read only then, so that of two
/// callers the second sees what the first did.
async fn lock(
    conn: &mut Conn,
    token: &RefreshToken,
) -> Result<Option<(SessionRow, RefreshTokenRow)>, RefreshError> {
    let Some(unlocked) = db::refresh_token::find(conn, &token.digest()).await? else {
        return Ok(None);
    };
    let session = db::session::lock(conn, unlocked.session_id).await?;
    let row = db::refresh_token::find(conn, &token.digest()).await?;
    Ok(session.zip(row))
}

async fn customer(conn: &mut Conn, id: CustomerId) -> Result<CustomerRow, Fault> {
    let found = db::customer::by_ids(conn, &[id]).await?;
    // The session's foreign key holds the customer in place.
    found.into_iter().next().ok_or(Fault::Stored {
        what: "session's customer",
    })
}
