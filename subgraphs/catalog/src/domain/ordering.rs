//! The orders in which products are listed, and positions in them.

use crate::db::product::ProductRow;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use subgraph_kit::id::ProductId;

/// What a list is ordered by; the id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SortKey {
    /// By title.
    Title,
    /// By the lowest price of the variants.
    Price,
    /// By the time of publication.
    PublishedAt,
}

/// A key and whether it runs downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ordering {
    pub(crate) key: SortKey,
    pub(crate) reverse: bool,
}

/// The value of a row under a sort key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum SortValue {
    #[serde(rename = "t")]
    Title(String),
    #[serde(rename = "p")]
    Price(i64),
    #[serde(rename = "a")]
    PublishedAt(DateTime<Utc>),
}

impl SortValue {
    fn key(&self) -> SortKey {
        match self {
            Self::Title(_) => SortKey::Title,
            Self::Price(_) => SortKey::Price,
            Self::PublishedAt(_) => SortKey::PublishedAt,
        }
    }
}

/// As PostgreSQL reads it.
impl std::fmt::Display for SortValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Title(title) => f.write_str(title),
            Self::Price(price) => write!(f, "{price}"),
            Self::PublishedAt(instant) => {
                f.write_str(&instant.to_rfc3339_opts(SecondsFormat::Micros, true))
            }
        }
    }
}

/// Where a row stands in a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Position {
    pub(crate) value: SortValue,
    pub(crate) id: ProductId,
}

/// What a cursor of a list holds.
pub(crate) type PositionKey = (SortValue, ProductId);

impl Ordering {
    /// The place of a row.
    pub(crate) fn position(self, row: &ProductRow) -> PositionKey {
        let value = match self.key {
            SortKey::Title => SortValue::Title(row.title.clone()),
            SortKey::Price => SortValue::Price(row.min_price),
            SortKey::PublishedAt => SortValue::PublishedAt(row.published_at),
        };
        (value, row.id)
    }

    /// The position a cursor holds; nothing when it is one of a list with another order.
    pub(crate) fn admit(self, (value, id): PositionKey) -> Option<Position> {
        // No title holds a NUL, nor would PostgreSQL read one.
        let readable = !matches!(&value, SortValue::Title(title) if title.contains('\0'));
        (readable && value.key() == self.key).then_some(Position { value, id })
    }
}
