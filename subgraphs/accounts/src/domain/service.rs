//! What all actions share. Each action is a method in a file of its own.

use chrono::{DateTime, Utc};
use subgraph_kit::db::Db;

use super::{
    access_token::{self, AccessToken},
    fault::Fault,
    hashing::Hashing,
    key_ring::KeyRing,
    session::Grant,
};
use crate::db::customer::CustomerRow;

/// Accounts. Cloning shares everything.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub db: Db,
    pub hashing: Hashing,
    pub keys: KeyRing,
}

/// What a client gets that has logged in or refreshed.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    pub customer: CustomerRow,
    pub access: AccessToken,
    pub grant: Grant,
}

impl Accounts {
    /// Makes the access token that goes with a grant.
    pub(super) fn logged_in(
        &self,
        customer: CustomerRow,
        grant: Grant,
        scopes: &[String],
        now: DateTime<Utc>,
    ) -> Result<LoggedIn, Fault> {
        let access = access_token::issue(&self.keys, customer.id, grant.session, scopes, now)?;
        Ok(LoggedIn {
            customer,
            access,
            grant,
        })
    }
}
