//! Pieces and how they move.

use crate::db;
use crate::db::reservation::LineRow;
use crate::events::level;
use std::collections::BTreeSet;
use subgraph_kit::db::{Conn, DbError};
use subgraph_kit::id::VariantId;

/// A move of the stock failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StockError {
    /// The database failed.
    #[error("cannot read or write the stock")]
    Db(#[from] DbError),
    /// Pieces that a locked row promised are not there: the books are wrong. Nothing is written.
    #[error("{missing} of {wanted} levels do not have the pieces that were to be moved")]
    Books {
        /// Levels that were to change.
        wanted: usize,
        /// Levels that did not.
        missing: usize,
    },
}

impl From<diesel::result::Error> for StockError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

/// From which state to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Available to reserved: a checkout holds them.
    Reserve,
    /// Reserved to available: they are given back.
    Release,
    /// Reserved to sold.
    Commit,
    /// Available to sold: the reservation had expired, and there is still enough.
    Sell,
    /// Sold to available: the sale was undone before anything was sent.
    TakeBack,
}

/// Pieces of a level that change their state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) variant: VariantId,
    pub(crate) location: String,
    pub(crate) quantity: i32,
    pub(crate) way: Way,
}

/// What a move adds to each state of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) available: i32,
    pub(crate) reserved: i32,
    pub(crate) sold: i32,
}

impl Move {
    /// What it adds to each state; the three always sum to nothing.
    pub(crate) fn change(&self) -> Change {
        let (available, reserved, sold) = match self.way {
            Way::Reserve => (-1, 1, 0),
            Way::Release => (1, -1, 0),
            Way::Commit => (0, -1, 1),
            Way::Sell => (-1, 0, 1),
            Way::TakeBack => (1, 0, -1),
        };
        Change {
            available: available * self.quantity,
            reserved: reserved * self.quantity,
            sold: sold * self.quantity,
        }
    }

    /// The pieces of a reservation's line.
    pub(crate) fn of_line(line: &LineRow, way: Way) -> Self {
        Self {
            variant: line.variant_id,
            location: line.location.clone(),
            quantity: line.quantity,
            way,
        }
    }
}

/// Makes the moves, all or none, and tells how many pieces of their variants can be bought now. Rows of levels are locked
/// by the caller, or by this in their order.
pub(crate) async fn make(conn: &mut Conn, moves: &[Move]) -> Result<(), StockError> {
    let variants: BTreeSet<VariantId> = moves.iter().map(|one| one.variant).collect();
    let variants: Vec<VariantId> = variants.into_iter().collect();
    // The update itself locks rows in no order of ours.
    db::level::lock(conn, &variants).await?;
    let changed = db::level::apply(conn, moves).await?;
    if changed != moves.len() {
        return Err(StockError::Books {
            wanted: moves.len(),
            missing: moves.len() - changed,
        });
    }
    announce(conn, &variants).await
}

/// Tells how many pieces of these variants can be bought now.
pub(crate) async fn announce(conn: &mut Conn, variants: &[VariantId]) -> Result<(), StockError> {
    for row in db::availability::of_variants(conn, variants).await? {
        level::changed(conn, &row).await?;
    }
    Ok(())
}
