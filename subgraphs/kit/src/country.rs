//! The countries the shop sends to.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};

/// An ISO 3166-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
#[graphql(rename_items = "UPPERCASE")]
#[serde(rename_all = "UPPERCASE")]
pub enum CountryCode {
    /// Germany.
    De,
    /// France.
    Fr,
    /// The Netherlands.
    Nl,
    /// Austria.
    At,
    /// Belgium.
    Be,
    /// Great Britain.
    Gb,
    /// The United States.
    Us,
}
