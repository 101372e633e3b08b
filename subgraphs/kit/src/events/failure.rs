//! How handling an event can fail, which decides what becomes of it.

use super::EnvelopeError;
use crate::db::DbError;
use crate::money::MoneyError;

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A handler's failure.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Can never work: the event contradicts its contract. It goes to the dead letters at once.
    #[error("the event can never be handled")]
    Poison(#[source] BoxError),
    /// Did not work, for no known reason: tried again, a dead letter after 8 attempts.
    #[error("handling the event failed")]
    Fault(#[source] BoxError),
    /// A dependency is away: tried again for as long as that takes, without counting.
    #[error("a dependency is away")]
    Unavailable(#[source] BoxError),
}

impl Failure {
    /// A [`Failure::Poison`].
    pub fn poison(error: impl Into<BoxError>) -> Self {
        Self::Poison(error.into())
    }

    /// A [`Failure::Fault`].
    pub fn fault(error: impl Into<BoxError>) -> Self {
        Self::Fault(error.into())
    }

    /// A [`Failure::Unavailable`].
    pub fn unavailable(error: impl Into<BoxError>) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        DbError::Query(error).into()
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        if error.is_transient() {
            Self::unavailable(error)
        } else {
            Self::fault(error)
        }
    }
}

impl From<EnvelopeError> for Failure {
    fn from(error: EnvelopeError) -> Self {
        Self::poison(error)
    }
}

impl From<MoneyError> for Failure {
    fn from(error: MoneyError) -> Self {
        Self::poison(error)
    }
}
