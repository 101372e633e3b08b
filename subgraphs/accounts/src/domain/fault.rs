//! What can go wrong in any action, through nobody's input.

use subgraph_kit::db::DbError;
use thiserror::Error;

use super::{access_token::AccessTokenError, hashing::HashingError};

/// A fault of ours; its text is for the log.
#[derive(Debug, Error)]
pub enum Fault {
    #[error("the database failed")]
    Db(#[from] DbError),
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
    #[error("no access token could be made")]
    AccessToken(#[from] AccessTokenError),
    #[error("a stored {what} cannot be read")]
    Stored { what: &'static str },
}

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

/// Makes database errors of an action faults, so that `?` works in it.
macro_rules! database_errors_are_faults {
    ($($error:ty),+) => {$(
        impl From<subgraph_kit::db::DbError> for $error {
            fn from(error: subgraph_kit::db::DbError) -> Self {
                Self::Fault(error.into())
            }
        }

        impl From<diesel::result::Error> for $error {
            fn from(error: diesel::result::Error) -> Self {
                Self::Fault(error.into())
            }
        }
    )+};
}

database_errors_are_faults!(
    super::address_book::AddressBookError,
    super::erasure::EraseError,
    super::login::LoginError,
    super::password_reset::ResetError,
    super::refresh::RefreshError,
    super::register::RegisterError,
    super::verification::VerifyError
);
