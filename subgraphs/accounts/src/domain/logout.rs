//! Ending sessions. An access token that is out stays good until it expires, see
//! [`super::access_token::LIFETIME`].

use chrono::{DateTime, Utc};
use subgraph_kit::id::CustomerId;

use super::{fault::Fault, refresh_token::RefreshToken, service::Accounts, session::Revocation};
use crate::db;

impl Accounts {
    /// Ends the session of a refresh token, spent or not, and says how many sessions that were:
    /// none when it is unknown or over, which is no error, since that is what was wanted.
    pub async fn logout(&self, token: &str, now: DateTime<Utc>) -> Result<usize, Fault> {
        let Some(token) = RefreshToken::parse(token) else {
            return Ok(0);
        };
        let mut conn = self.db.conn().await?;
        match db::refresh_token::find(&mut conn, &token.digest()).await? {
            None => Ok(0),
            Some(row) => {
                let ids = [row.session_id];
                Ok(db::session::revoke(&mut conn, &ids, Revocation::Logout, now).await?)
            }
        }
    }

    /// Ends all of a customer's sessions.
    pub async fn logout_everywhere(
        &self,
        customer: CustomerId,
        now: DateTime<Utc>,
    ) -> Result<usize, Fault> {
        let mut conn = self.db.conn().await?;
        let live = db::session::live_of(&mut conn, customer, now).await?;
        Ok(db::session::revoke(&mut conn, &live, Revocation::LogoutAll, now).await?)
    }
}
