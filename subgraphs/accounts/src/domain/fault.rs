//! What can go wrong in any action, through nobody's input.

use subgraph_kit::db::DbError;
use thiserror::Error;

use super::{access_token::AccessTokenError, hashing::HashingError};

/// A fault of ours; its text is for the log.
#[derive(Debug, Error)]
pub enum Fault {
    #[error("no connection to the database")]
    Connection(#[source] DbError),
    #[error("a query failed")]
    Query(#[from] diesel::result::Error),
    #[error("an event could not be written to the outbox")]
    Outbox(#[source] DbError),
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
    #[error("no access token could be made")]
    AccessToken(#[from] AccessTokenError),
    #[error("a stored {what} cannot be read")]
    Stored { what: &'static str },
}
