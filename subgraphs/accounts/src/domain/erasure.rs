//! Erasing an account: here all rows of the customer go, and the event tells the others to forget
//! who they were.

use chrono::{DateTime, Utc};
use subgraph_kit::{events::outbox, id::CustomerId};
use thiserror::Error;

use super::{fault::Fault, hashing::Verdict, password, service::Accounts};
use crate::{db, events::AccountErased};

/// Why an account is still there.
#[derive(Debug, Error)]
pub enum EraseError {
    #[error("the password is wrong")]
    WrongPassword,
    #[error("there is no such customer")]
    NoCustomer,
    #[error("erasing failed")]
    Fault(#[from] Fault),
}

impl Accounts {
    /// Erases a customer who says their password. An access token that is out names nobody from
    /// then on.
    pub async fn erase(
        &self,
        customer: CustomerId,
        password: String,
        now: DateTime<Utc>,
    ) -> Result<(), EraseError> {
        if password.len() > password::MAX_BYTES {
            return Err(EraseError::WrongPassword);
        }
        let mut conn = self.db.conn().await?;
        let stored = db::credential::of_customer(&mut conn, customer).await?;
        // No connection is held while the password is hashed.
        drop(conn);
        let verdict = self.hashing.verify(password, stored).await;
        match verdict.map_err(Fault::from)? {
            Verdict::Right { .. } => {}
            Verdict::Wrong => return Err(EraseError::WrongPassword),
        }
        self.db
            .transaction(async |conn| {
                if !db::customer::delete(conn, customer).await? {
                    return Err(EraseError::NoCustomer);
                }
                let event = AccountErased {
                    customer_id: customer,
                    erased_at: now,
                };
                outbox::append(conn, &event).await?;
                Ok(())
            })
            .await
    }
}
