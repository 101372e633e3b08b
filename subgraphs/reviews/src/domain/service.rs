//! What all actions share. Each action is a method in a file of its own.

use subgraph_kit::db::{Db, DbError};
use thiserror::Error;

/// Reviews. Cloning shares everything.
#[derive(Clone, Debug)]
pub struct Reviews {
    pub db: Db,
}

/// What can go wrong in any action, through nobody's input.
#[derive(Debug, Error)]
#[error("the database failed")]
pub struct Fault(#[from] DbError);

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}
