//! The rules of carts and checkouts.

pub(crate) mod cart;
pub(crate) mod claim;
pub(crate) mod code;
pub(crate) mod discount;
pub(crate) mod edit;
pub(crate) mod promote;
pub(crate) mod promotion;
pub(crate) mod quote;
pub(crate) mod reconcile;
pub(crate) mod refusal;
pub(crate) mod saga;
pub(crate) mod snapshot;
pub(crate) mod submit;
pub(crate) mod transition;

use subgraph_kit::db::{Conn, DbError};
use subgraph_kit::erasure::has_account;
use subgraph_kit::events::Failure;
use subgraph_kit::id::CustomerId;
use subgraph_kit::money::MoneyError;

/// What can go wrong that is nobody's mistake at the keyboard.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DomainError {
    #[error("the database failed")]
    Db(#[from] DbError),
    #[error("the amounts cannot be reckoned")]
    Money(#[from] MoneyError),
    /// The customer is gone; their token has outlived them.
    #[error("the account was erased")]
    AccountErased,
}

/// Refuses a customer who was erased; a guest has no account to lose. The first thing in each transaction that writes for a caller.
pub(crate) async fn require_account(
    conn: &mut Conn,
    customer: Option<CustomerId>,
) -> Result<(), DomainError> {
    match customer {
        Some(customer) if !has_account(conn, customer).await? => Err(DomainError::AccountErased),
        Some(_) | None => Ok(()),
    }
}

impl From<diesel::result::Error> for DomainError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

impl From<DomainError> for Failure {
    fn from(error: DomainError) -> Self {
        match error {
            DomainError::Db(error) => error.into(),
            DomainError::Money(error) => error.into(),
            // No event acts for a caller; one that did could never be handled.
            DomainError::AccountErased => Self::poison(error),
        }
    }
}
