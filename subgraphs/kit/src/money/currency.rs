//! The currencies the shop knows.

use async_graphql::Enum;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use serde::{Deserialize, Serialize};

// To add a currency: a variant here, its text below, its minor digits.
/// An ISO 4217 currency code.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Enum, Serialize, Deserialize, AsExpression, FromSqlRow,
)]
#[diesel(sql_type = Text)]
#[graphql(rename_items = "UPPERCASE")]
#[serde(rename_all = "UPPERCASE")]
pub enum CurrencyCode {
    /// Euro.
    Eur,
}

/// No currency of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no currency of this shop")]
pub struct UnknownCurrency(String);

impl CurrencyCode {
    /// Every currency.
    pub const ALL: [Self; 1] = [Self::Eur];

    /// The three letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
        }
    }

    /// Decimal places of the major unit.
    pub const fn minor_digits(self) -> u32 {
        match self {
            Self::Eur => 2,
        }
    }

    pub(super) const fn units_per_major(self) -> i64 {
        10i64.pow(self.minor_digits())
    }
}

impl std::fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for CurrencyCode {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|currency| currency.as_str() == text)
            .ok_or_else(|| UnknownCurrency(text.to_owned()))
    }
}

impl ToSql<Text, Pg> for CurrencyCode {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(self.as_str(), out)
    }
}

impl FromSql<Text, Pg> for CurrencyCode {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
    }
}
