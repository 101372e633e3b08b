//! Promotions, as staff set them.

use super::payload::{UserError, user_errors};
use crate::db::promotion::PromotionRow;
use crate::domain::promotion::{self as domain, Takes, normal};
use crate::domain::refusal::Refusal;
use async_graphql::{InputObject, SimpleObject};
use chrono::Utc;
use subgraph_kit::money::{CurrencyCode, Money, MoneyError, MoneyInput};
use subgraph_kit::scalars::DateTime;
use subgraph_kit::user_error::Warning;

/// What a discount code takes off. Give either `percent` or `amount`.
#[derive(Debug, Clone, Copy, InputObject)]
pub(super) struct PromotionInput {
    /// 1 to 100, of each line.
    percent: Option<i32>,
    /// Of the whole, spread over the lines.
    amount: Option<MoneyInput>,
    /// Of the goods; below it the code takes nothing off.
    minimum_subtotal: Option<MoneyInput>,
    /// Now, when absent.
    starts_at: Option<DateTime>,
    /// Never, when absent.
    ends_at: Option<DateTime>,
}

impl PromotionInput {
    pub(super) fn row(self, code: &str) -> Result<PromotionRow, MoneyError> {
        let amount = self.amount.map(Money::try_from).transpose()?;
        let minimum = self.minimum_subtotal.map(Money::try_from).transpose()?;
        let currency = amount
            .or(minimum)
            .map_or(CurrencyCode::Eur, |money| money.currency);
        // Refuses an amount of one currency with a minimum of another.
        let minimum = minimum.unwrap_or(Money::zero(currency));
        Money::zero(currency).checked_add(minimum)?;
        Ok(PromotionRow {
            code: normal(code),
            percent: self.percent,
            amount: amount.map(|money| money.amount),
            currency,
            minimum_subtotal: minimum.amount,
            starts_at: self.starts_at.map_or_else(Utc::now, |at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
        })
    }
}

/// What a discount code takes off.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct Promotion {
    /// In capitals.
    code: String,
    /// Of each line.
    percent: Option<i32>,
    /// Of the whole, spread over the lines.
    amount: Option<Money>,
    /// Of the goods; below it the code takes nothing off.
    minimum_subtotal: Money,
    starts_at: DateTime,
    ends_at: Option<DateTime>,
}

impl From<domain::Promotion> for Promotion {
    fn from(promotion: domain::Promotion) -> Self {
        let (percent, amount) = match promotion.takes {
            Takes::Percent(percent) => (Some(percent), None),
            Takes::Amount(amount) => (None, Some(amount)),
        };
        Self {
            code: promotion.code,
            percent,
            amount,
            minimum_subtotal: promotion.minimum_subtotal,
            starts_at: promotion.starts_at.into(),
            ends_at: promotion.ends_at.map(Into::into),
        }
    }
}

/// What became of a promotion.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct PromotionPayload {
    promotion: Option<Promotion>,
    user_errors: Vec<UserError>,
    warnings: Vec<Warning>,
}

impl From<Result<domain::Promotion, Vec<Refusal>>> for PromotionPayload {
    fn from(outcome: Result<domain::Promotion, Vec<Refusal>>) -> Self {
        let (promotion, user_errors) = match outcome {
            Ok(promotion) => (Some(promotion.into()), Vec::new()),
            Err(refusals) => (None, user_errors(refusals)),
        };
        Self {
            promotion,
            user_errors,
            warnings: Vec::new(),
        }
    }
}
