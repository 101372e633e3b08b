//! What all actions share. Each action is a method in a file of its own.

use std::sync::Arc;

use subgraph_kit::db::{Db, DbError};
use thiserror::Error;

use crate::mail::Mailer;

/// Notifications. Cloning shares everything.
#[derive(Clone)]
pub struct Notifications {
    pub db: Db,
    pub mailer: Arc<dyn Mailer>,
}

impl std::fmt::Debug for Notifications {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notifications")
            .field("db", &self.db)
            .finish_non_exhaustive()
    }
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
