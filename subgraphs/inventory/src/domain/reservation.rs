//! A reservation: what is held for a checkout, and what is answered to its commands.

use super::allocation::Shortage;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use subgraph_kit::text_column;

/// The state of a reservation.
///
/// ```text
///              reserve              commit
///   (nothing) ---------> RESERVED ---------> COMMITTED
///       |  \                |  \                |
///       |   \ reserve,      |   \ time is over  | release: the sale is undone
///       |    \ not enough   |    `--> EXPIRED   |
///       |     `-> REJECTED  | release   | commit, if there is still enough: COMMITTED
///       |                   v           v release
///       `--- release ---> RELEASED <----'
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub(crate) enum ReservationState {
    /// Its pieces are reserved.
    Reserved,
    /// Its pieces are sold.
    Committed,
    /// Given back, or never made: whatever comes later for this checkout is refused.
    Released,
    /// Given back because its time was over. A commit may still come.
    Expired,
    /// There was not enough.
    Rejected,
}

text_column!(ReservationState {
    Reserved = "RESERVED",
    Committed = "COMMITTED",
    Released = "RELEASED",
    Expired = "EXPIRED",
    Rejected = "REJECTED",
});

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// All lines are reserved.
    Reserved,
    /// The pieces are sold.
    Committed,
    /// Nothing is held.
    Released,
    /// Nothing is held, and nothing will be.
    Rejected(Refusal),
}

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refusal {
    pub(crate) reason: Reason,
    /// The lines that could not be had; empty when there is another reason.
    pub(crate) lines: Vec<Shortage>,
}

/// The kinds of [`Refusal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Reason {
    /// Not enough pieces of some variants.
    InsufficientStock,
    /// The command came after its time.
    ReservationExpired,
    /// The command came after its compensation.
    ReservationReleased,
    /// A commit without a reservation.
    ReservationUnknown,
}

impl Refusal {
    pub(crate) fn short_of(lines: Vec<Shortage>) -> Self {
        Self {
            reason: Reason::InsufficientStock,
            lines,
        }
    }

    pub(crate) fn because(reason: Reason) -> Self {
        Self {
            reason,
            lines: Vec::new(),
        }
    }
}
