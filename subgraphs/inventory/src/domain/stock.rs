//! Counting: what staff say is there.

use super::pieces::{self, StockError};
use crate::db;
use subgraph_kit::db::{Conn, Db, DbError};
use subgraph_kit::id::VariantId;

/// More pieces of one thing are a typing error.
const MAX_PIECES: i32 = 1_000_000;
/// Longest name of a location.
const MAX_NAME: usize = 40;

/// Why a count was not taken over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CountError {
    /// Catalog has not told of the variant.
    #[error("there is no such variant")]
    UnknownVariant,
    /// No name of a location.
    #[error("a location is named by lower-case letters, digits and hyphens, at most {MAX_NAME}")]
    Location,
    /// Out of range.
    #[error("a count is between 0 and {MAX_PIECES}")]
    Count,
    /// Fewer than are held for checkouts.
    #[error("{reserved} pieces are reserved there")]
    BelowReserved {
        /// How many.
        reserved: i32,
    },
    /// The stock could not be written.
    #[error("cannot set the stock")]
    Stock(#[from] StockError),
}

impl From<DbError> for CountError {
    fn from(error: DbError) -> Self {
        Self::Stock(error.into())
    }
}

impl From<diesel::result::Error> for CountError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Stock(error.into())
    }
}

/// Takes over a count: so many pieces lie in the location, reserved ones among them.
pub(crate) async fn set(
    db: &Db,
    variant: VariantId,
    location: &str,
    on_hand: i32,
) -> Result<(), CountError> {
    let letters = location
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if location.is_empty() || location.len() > MAX_NAME || !letters {
        return Err(CountError::Location);
    }
    if !(0..=MAX_PIECES).contains(&on_hand) {
        return Err(CountError::Count);
    }
    db.transaction(async |conn| set_in(conn, variant, location, on_hand).await)
        .await
}

async fn set_in(
    conn: &mut Conn,
    variant: VariantId,
    location: &str,
    on_hand: i32,
) -> Result<(), CountError> {
    if !db::variant::is_known(conn, variant).await? {
        return Err(CountError::UnknownVariant);
    }
    let level = db::level::lock_or_add(conn, variant, location).await?;
    let available = on_hand - level.reserved;
    if available < 0 {
        return Err(CountError::BelowReserved {
            reserved: level.reserved,
        });
    }
    if available != level.available {
        db::level::set_available(conn, &level, available).await?;
        pieces::announce(conn, &[variant]).await?;
    }
    Ok(())
}
