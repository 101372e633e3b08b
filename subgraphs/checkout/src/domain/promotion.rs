//! A promotion: what a code takes off, from when to when, and what it can be at all.

use crate::db::promotion::PromotionRow;
use chrono::{DateTime, Utc};
use subgraph_kit::money::{CurrencyCode, Money};

/// Bounds of a code's length: long enough not to be guessed by chance, short enough to be typed.
const CODE_LENGTH: std::ops::RangeInclusive<usize> = 3..=40;

/// A promotion that may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Promotion {
    /// In capitals.
    pub(crate) code: String,
    pub(crate) takes: Takes,
    /// Of the goods; below it the code takes nothing off.
    pub(crate) minimum_subtotal: Money,
    pub(crate) starts_at: DateTime<Utc>,
    /// The first moment at which it is over.
    pub(crate) ends_at: Option<DateTime<Utc>>,
}

/// What a code takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// So many of a hundred of each line.
    Percent(i32),
    /// An amount of the whole, spread over the lines.
    Amount(Money),
}

/// Where a moment lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    NotYet,
    Valid,
    Over,
}

/// A code as it is kept, whatever the buyer's caps lock did.
pub(crate) fn normal(code: &str) -> String {
    code.trim().to_uppercase()
}

/// Whether there can be such a code; it is in capitals.
pub(crate) fn is_code(text: &str) -> bool {
    let typeable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    CODE_LENGTH.contains(&text.len()) && text.chars().all(typeable)
}

impl Promotion {
    /// The promotion of a row; `None` when the row makes no sense.
    pub(crate) fn of(row: PromotionRow) -> Option<Self> {
        let currency = row.currency;
        let takes = match (row.percent, row.amount) {
            (Some(percent @ 1..=100), None) => Takes::Percent(percent),
            (None, Some(amount @ 1..)) => Takes::Amount(Money::new(amount, currency)),
            (Some(_) | None, Some(_) | None) => return None,
        };
        let sound = is_code(&row.code)
            && row.minimum_subtotal >= 0
            && row.ends_at.is_none_or(|end| end > row.starts_at);
        sound.then(|| Self {
            code: row.code,
            takes,
            minimum_subtotal: Money::new(row.minimum_subtotal, currency),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        })
    }

    /// As stored.
    pub(crate) fn row(&self) -> PromotionRow {
        let (percent, amount) = match self.takes {
            Takes::Percent(percent) => (Some(percent), None),
            Takes::Amount(amount) => (None, Some(amount.amount)),
        };
        PromotionRow {
            code: self.code.clone(),
            percent,
            amount,
            currency: self.currency(),
            minimum_subtotal: self.minimum_subtotal.amount,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }

    pub(crate) fn currency(&self) -> CurrencyCode {
        self.minimum_subtotal.currency
    }

    pub(crate) fn validity(&self, now: DateTime<Utc>) -> Validity {
        if now < self.starts_at {
            Validity::NotYet
        } else if self.ends_at.is_some_and(|end| end <= now) {
            Validity::Over
        } else {
            Validity::Valid
        }
    }

    /// Whether it takes something off a cart of this subtotal at this moment.
    pub(crate) fn applies(&self, subtotal: Money, now: DateTime<Utc>) -> bool {
        self.validity(now) == Validity::Valid
            && self.currency() == subtotal.currency
            && subtotal.amount > 0
            && subtotal.amount >= self.minimum_subtotal.amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn row() -> PromotionRow {
        PromotionRow {
            code: "WELCOME10".to_owned(),
            percent: Some(10),
            amount: None,
            currency: CurrencyCode::Eur,
            minimum_subtotal: 2_000,
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: Some(DateTime::UNIX_EPOCH + TimeDelta::days(1)),
        }
    }

    #[test]
    fn what_can_be_is_kept_and_what_cannot_is_refused() {
        let promotion = Promotion::of(row()).unwrap();
        assert_eq!(promotion.row(), row());
        let bad: [(&str, PromotionRow); 8] = [
            (
                "nothing",
                PromotionRow {
                    percent: None,
                    ..row()
                },
            ),
            (
                "both",
                PromotionRow {
                    amount: Some(1),
                    ..row()
                },
            ),
            (
                "too much",
                PromotionRow {
                    percent: Some(101),
                    ..row()
                },
            ),
            (
                "none of it",
                PromotionRow {
                    percent: None,
                    amount: Some(0),
                    ..row()
                },
            ),
            (
                "short",
                PromotionRow {
                    code: "AB".to_owned(),
                    ..row()
                },
            ),
            (
                "small",
                PromotionRow {
                    code: "welcome".to_owned(),
                    ..row()
                },
            ),
            (
                "less than nothing",
                PromotionRow {
                    minimum_subtotal: -1,
                    ..row()
                },
            ),
            (
                "over at once",
                PromotionRow {
                    ends_at: Some(DateTime::UNIX_EPOCH),
                    ..row()
                },
            ),
        ];
        for (name, row) in bad {
            assert_eq!(Promotion::of(row), None, "{name}");
        }
        assert_eq!(normal(" welcome10 "), "WELCOME10");
    }

    #[test]
    fn it_applies_within_its_time_from_its_minimum_on() {
        let promotion = Promotion::of(row()).unwrap();
        let at = |hours: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let cases = [
            (-1, 2_000, Validity::NotYet, false),
            (0, 2_000, Validity::Valid, true),
            (23, 1_999, Validity::Valid, false),
            (24, 2_000, Validity::Over, false),
        ];
        for (hours, cents, validity, applies) in cases {
            assert_eq!(promotion.validity(at(hours)), validity, "{hours}");
            let subtotal = Money::new(cents, CurrencyCode::Eur);
            assert_eq!(
                promotion.applies(subtotal, at(hours)),
                applies,
                "{hours} {cents}"
            );
        }
    }
}
