//! Money in the graph.

use super::{CurrencyCode, Money, MoneyError};
use crate::scalars::Decimal;
use async_graphql::{InputObject, Object};

/// An amount of one currency.
#[Object(shareable)]
impl Money {
    /// Decimal number as a string.
    async fn amount(&self) -> Decimal {
        Decimal(self.to_decimal())
    }

    /// Its currency.
    async fn currency_code(&self) -> CurrencyCode {
        self.currency
    }
}

/// An amount of one currency, as given by a caller.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct MoneyInput {
    /// Decimal number as a string.
    pub amount: Decimal,
    /// Its currency.
    pub currency_code: CurrencyCode,
}

impl TryFrom<MoneyInput> for Money {
    type Error = MoneyError;

    fn try_from(input: MoneyInput) -> Result<Self, Self::Error> {
        Self::from_decimal(input.amount.0, input.currency_code)
    }
}
