//! Money: whole minor units and a currency. Never a float.

mod currency;
mod graphql;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::currency::CurrencyCode;
pub use self::graphql::MoneyInput;

/// An amount of one currency, in its minor units (cents for EUR).
///
/// In the graph and in events: `{"amount": "12.30", "currencyCode": "EUR"}`. Every operation is checked: it answers an
/// error instead of wrapping around or mixing currencies.
///
/// Rounding: a share of an amount (tax, discount) is rounded half away from zero to a whole minor unit, once a line;
/// totals are sums of rounded lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "EventForm", try_from = "EventForm")]
pub struct Money {
    /// Minor units.
    pub amount: i64,
    /// What they are units of.
    pub currency: CurrencyCode,
}

/// Why two amounts make no third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit 64 bits of minor units.
    #[error("the amount is out of range")]
    OutOfRange,
    /// The two amounts are of different currencies.
    #[error("cannot reckon {0} with {1}")]
    CurrencyMismatch(CurrencyCode, CurrencyCode),
    /// The decimal has more places than the currency has minor digits.
    #[error("{0} has no such small unit")]
    TooPrecise(CurrencyCode),
}

impl Money {
    /// `amount` minor units of `currency`.
    pub const fn new(amount: i64, currency: CurrencyCode) -> Self {
        Self { amount, currency }
    }

    /// Nothing.
    pub const fn zero(currency: CurrencyCode) -> Self {
        Self::new(0, currency)
    }

    /// From major units, as typed: `12.30` EUR is 1230. More places than the currency has are refused, not rounded.
    pub fn from_decimal(amount: Decimal, currency: CurrencyCode) -> Result<Self, MoneyError> {
        let scale = Decimal::from(currency.units_per_major());
        let minor = amount.checked_mul(scale).ok_or(MoneyError::OutOfRange)?;
        if !minor.fract().is_zero() {
            return Err(MoneyError::TooPrecise(currency));
        }
        i64::try_from(minor.trunc())
            .map(|amount| Self::new(amount, currency))
            .map_err(|_| MoneyError::OutOfRange)
    }

    /// In major units, with all the currency's places: 1230 EUR is `12.30`.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.amount, self.currency.minor_digits())
    }

    /// The sum.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(self.amount.checked_add(other.amount))
    }

    /// The difference; may be negative.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(self.amount.checked_sub(other.amount))
    }

    /// `quantity` times the amount.
    pub fn checked_mul(self, quantity: i64) -> Result<Self, MoneyError> {
        self.with(self.amount.checked_mul(quantity))
    }

    /// The sum of all; zero of `currency` when there are none.
    pub fn sum(
        currency: CurrencyCode,
        parts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        parts
            .into_iter()
            .try_fold(Self::zero(currency), Self::checked_add)
    }

    /// `numerator / denominator` of the amount, rounded half away from zero to a whole minor unit.
    ///
    /// The tax contained in a gross price at 19 % is `gross.share(19, 119)`.
    ///
    /// # Panics
    /// When `denominator` is not positive.
    pub fn share(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        assert!(denominator > 0, "a share has a positive denominator");
        let product = i128::from(self.amount) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let rounded = (2 * product.abs() + denominator) / (2 * denominator);
        let signed = if product < 0 { -rounded } else { rounded };
        self.with(i64::try_from(signed).ok())
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch(self.currency, other.currency))
        }
    }

    fn with(self, amount: Option<i64>) -> Result<Self, MoneyError> {
        amount
            .map(|amount| Self::new(amount, self.currency))
            .ok_or(MoneyError::OutOfRange)
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

/// How money is written in events.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventForm {
    #[serde(with = "rust_decimal::serde::str")]
    amount: Decimal,
    currency_code: CurrencyCode,
}

impl From<Money> for EventForm {
    fn from(money: Money) -> Self {
        Self {
            amount: money.to_decimal(),
            currency_code: money.currency,
        }
    }
}

impl TryFrom<EventForm> for Money {
    type Error = MoneyError;

    fn try_from(form: EventForm) -> Result<Self, Self::Error> {
        Self::from_decimal(form.amount, form.currency_code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(amount: i64) -> Money {
        Money::new(amount, CurrencyCode::Eur)
    }

    #[test]
    fn event_form_has_all_places() {
        let json = serde_json::to_string(&eur(1230)).unwrap();
        assert_eq!(json, r#"{"amount":"12.30","currencyCode":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), eur(1230));
        assert!(
            serde_json::from_str::<Money>(r#"{"amount":"1.001","currencyCode":"EUR"}"#).is_err()
        );
    }

    #[test]
    fn shares_round_half_away_from_zero() {
        for (amount, share, expected) in [
            (119, (19, 119), 19),
            (1, (1, 2), 1),
            (-1, (1, 2), -1),
            (10, (1, 3), 3),
        ] {
            assert_eq!(
                eur(amount).share(share.0, share.1),
                Ok(eur(expected)),
                "{amount}"
            );
        }
    }

    #[test]
    fn refuses_to_overflow() {
        assert_eq!(
            eur(i64::MAX).checked_add(eur(1)),
            Err(MoneyError::OutOfRange)
        );
        assert_eq!(
            eur(i64::MIN).checked_sub(eur(1)),
            Err(MoneyError::OutOfRange)
        );
        assert_eq!(eur(i64::MAX).checked_mul(2), Err(MoneyError::OutOfRange));
        assert_eq!(eur(i64::MIN).share(-1, 1), Err(MoneyError::OutOfRange));
    }

    proptest! {
        #[test]
        fn adding_and_taking_away_is_nothing(a in any::<i32>(), b in any::<i32>()) {
            let (a, b) = (eur(a.into()), eur(b.into()));
            prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b).unwrap(), a);
            prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        }

        #[test]
        fn every_amount_survives_its_decimal(amount: i64) {
            prop_assert_eq!(Money::from_decimal(eur(amount).to_decimal(), CurrencyCode::Eur), Ok(eur(amount)));
        }

        #[test]
        fn a_share_and_its_rest_differ_by_at_most_one_unit(amount in any::<i32>(), part in 0i64..1000) {
            let whole = eur(amount.into());
            let sum = whole.share(part, 1000).unwrap().checked_add(whole.share(1000 - part, 1000).unwrap()).unwrap();
            prop_assert!((sum.amount - whole.amount).abs() <= 1);
        }
    }
}
