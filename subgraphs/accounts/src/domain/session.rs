//! A session: one login, and all refresh tokens that descend from it.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use subgraph_kit::{db::Conn, define_id, id::CustomerId};

use super::refresh_token::{RefreshToken, SESSION_LIFETIME, SuccessorSeed, TOKEN_LIFETIME};
use crate::db::{self, refresh_token::RefreshTokenRow, session::SessionRow};

define_id!(
    /// A login. Stands in access tokens as `sid`.
    SessionId, "ses"
);

/// How many logins a customer has at most; one more ends the oldest.
pub const MAX_SESSIONS: usize = 50;

/// Why a session was ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The customer logged out.
    Logout,
    /// The customer logged out everywhere.
    LogoutAll,
    /// A spent refresh token came again: somebody else holds a copy.
    Reuse,
    /// The customer logged in more often than sessions are kept.
    Displaced,
    /// The customer forgot the password, or somebody else knew it.
    PasswordReset,
}

impl Revocation {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::LogoutAll => "logout_all",
            Self::Reuse => "reuse",
            Self::Displaced => "displaced",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// What a client holds of a session, before the access token is made.
#[derive(Clone, Debug)]
pub struct Grant {
    pub session: SessionId,
    pub refresh_token: RefreshToken,
    pub refresh_expires_at: DateTime<Utc>,
}

/// Opens a session with its first refresh token, inside the caller's transaction.
pub async fn open(conn: &mut Conn, customer: CustomerId, now: DateTime<Utc>) -> QueryResult<Grant> {
    // So that two logins at once do not both find room.
    db::customer::lock(conn, customer).await?;
    displace_oldest(conn, customer, now).await?;
    let session = SessionRow {
        id: SessionId::new(),
        customer_id: customer,
        successor_seed: SuccessorSeed::random().as_bytes().to_vec(),
        created_at: now,
        expires_at: now + SESSION_LIFETIME,
        revoked_at: None,
        revoked_why: None,
    };
    db::session::insert(conn, &session).await?;
    issue(conn, &session, RefreshToken::random(), now).await
}

/// Adds a refresh token to a session.
pub async fn issue(
    conn: &mut Conn,
    session: &SessionRow,
    token: RefreshToken,
    now: DateTime<Utc>,
) -> QueryResult<Grant> {
    let expires_at = (now + TOKEN_LIFETIME).min(session.expires_at);
    let row = RefreshTokenRow {
        token_hash: token.digest().to_vec(),
        session_id: session.id,
        issued_at: now,
        expires_at,
        spent_at: None,
    };
    db::refresh_token::insert(conn, &row).await?;
    Ok(Grant {
        session: session.id,
        refresh_token: token,
        refresh_expires_at: expires_at,
    })
}

async fn displace_oldest(
    conn: &mut Conn,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let live = db::session::live_of(conn, customer, now).await?;
    if let Some(surplus) = live.get(MAX_SESSIONS - 1..) {
        db::session::revoke(conn, surplus, Revocation::Displaced, now).await?;
    }
    Ok(())
}
