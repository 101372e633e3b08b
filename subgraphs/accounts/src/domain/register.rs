//! Opening an account.
//!
//! Registering logs in at once, so whoever registers with an address learns whether it has an
//! account: that cannot be hidden here, only in a flow that proves the address by mail first. What
//! does not tell is logging in (see `login`), which is what address lists are checked against
//! because it is silent; registering for a free address leaves an account and a mail behind.

use chrono::{DateTime, Utc};
use subgraph_kit::{events::outbox, id::CustomerId, scalars::EmailAddress};
use thiserror::Error;

use super::{
    display_name::{DisplayName, DisplayNameFault},
    email::Email,
    fault::Fault,
    password::{self, PasswordFault},
    service::{Accounts, LoggedIn},
    session, verification,
};
use crate::{
    db::{self, customer::CustomerRow},
    events::AccountRegistered,
};

/// What somebody gives to register. Not printable: it holds a password.
#[allow(missing_debug_implementations)]
pub struct Registration {
    pub email: EmailAddress,
    pub password: String,
    pub display_name: String,
}

/// Why there is no account. All that is wrong with the input comes together.
#[derive(Debug, Error)]
pub enum RegisterError {
    #[error("the registration was refused")]
    Refused(Vec<RegisterRefusal>),
    #[error("registering failed")]
    Fault(#[from] Fault),
}

/// What is wrong with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegisterRefusal {
    #[error(transparent)]
    Password(#[from] PasswordFault),
    #[error(transparent)]
    DisplayName(#[from] DisplayNameFault),
    #[error("this address cannot be registered; if it is yours, log in instead")]
    EmailUnavailable,
}

impl Accounts {
    /// Opens an account and logs in.
    pub async fn register(
        &self,
        registration: Registration,
        now: DateTime<Utc>,
    ) -> Result<LoggedIn, RegisterError> {
        let Registration {
            email,
            password,
            display_name,
        } = registration;
        let email = Email::from(&email);
        let display_name = check(&email, &password, &display_name)?;
        let hash = self.hashing.hash(password).await.map_err(Fault::from)?;
        let customer = CustomerRow {
            id: CustomerId::new(),
            email: email.as_str().to_owned(),
            display_name: display_name.as_str().to_owned(),
            registered_at: now,
            email_verified_at: None,
        };
        let grant = self
            .db
            .transaction(async |conn| {
                if !db::customer::insert(conn, &customer).await? {
                    return Err(RegisterError::Refused(vec![
                        RegisterRefusal::EmailUnavailable,
                    ]));
                }
                db::credential::insert(conn, customer.id, &hash, now).await?;
                outbox::append(conn, &AccountRegistered::from(&customer)).await?;
                verification::send(conn, &customer, now).await?;
                Ok(session::open(conn, customer.id, now).await?)
            })
            .await?;
        Ok(self.logged_in(customer, grant, &[], now)?)
    }
}

fn check(email: &Email, password: &str, display_name: &str) -> Result<DisplayName, RegisterError> {
    let password = password::check(password, email);
    let display_name = DisplayName::parse(display_name);
    match (password, display_name) {
        (Ok(()), Ok(display_name)) => Ok(display_name),
        (password, display_name) => {
            let password = password.err().map(RegisterRefusal::from);
            let display_name = display_name.err().map(RegisterRefusal::from);
            Err(RegisterError::Refused(
                password.into_iter().chain(display_name).collect(),
            ))
        }
    }
}
