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

/// Not a country the shop sends to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the shop does not send to `{0}`")]
pub struct UnknownCountry(String);

impl CountryCode {
    /// Every country.
    pub const ALL: [Self; 7] = [
        Self::De,
        Self::Fr,
        Self::Nl,
        Self::At,
        Self::Be,
        Self::Gb,
        Self::Us,
    ];

    /// What people call it, as after "of" or "to".
    pub const fn name(self) -> &'static str {
        match self {
            Self::De => "Germany",
            Self::Fr => "France",
            Self::Nl => "the Netherlands",
            Self::At => "Austria",
            Self::Be => "Belgium",
            Self::Gb => "Great Britain",
            Self::Us => "the United States",
        }
    }

    /// The two letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::De => "DE",
            Self::Fr => "FR",
            Self::Nl => "NL",
            Self::At => "AT",
            Self::Be => "BE",
            Self::Gb => "GB",
            Self::Us => "US",
        }
    }
}

impl std::str::FromStr for CountryCode {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL
            .into_iter()
            .find(|country| country.as_str() == text);
        known.ok_or_else(|| UnknownCountry(text.to_owned()))
    }
}
