//! What a cart costs: goods, shipping, and the tax that is contained in both.
//!
//! Prices include tax, as shops in Europe must show them. The rounding rule: the tax of each line, and that of the
//! shipping, is its share of the gross amount, rounded half away from zero to a whole cent; the tax of the cart is their
//! sum. Nothing else is rounded. So `total = subtotal - discount + shipping`, and `tax` is part of `total`.

use serde::{Deserialize, Serialize};
use subgraph_kit::money::{CurrencyCode, Money, MoneyError};

/// Percent of the net price: the German standard rate.
const TAX_PERCENT: i64 = 19;
/// Shipping of up to [`BASE_WEIGHT_GRAMS`], in cents.
const BASE_SHIPPING: i64 = 490;
/// What the base price of shipping carries.
const BASE_WEIGHT_GRAMS: i64 = 5_000;
/// Each further started kilogram, in cents.
const SHIPPING_PER_KILOGRAM: i64 = 50;
/// From this subtotal on, shipping is free, in cents.
const FREE_SHIPPING_FROM: i64 = 7_500;

/// What is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// The sum of the lines.
    pub subtotal: Money,
    /// What is taken off; not below zero.
    pub discount: Money,
    /// Sending it.
    pub shipping: Money,
    /// Contained in the total.
    pub tax: Money,
    /// To be paid.
    pub total: Money,
}

/// A line as the quote sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuoteLine {
    pub(crate) unit_price: Money,
    pub(crate) quantity: i32,
    pub(crate) weight_grams: i32,
}

impl QuoteLine {
    /// The line's gross price.
    pub(crate) fn total(&self) -> Result<Money, MoneyError> {
        self.unit_price.checked_mul(i64::from(self.quantity))
    }
}

/// Reckons what these lines cost.
pub(crate) fn quote(currency: CurrencyCode, lines: &[QuoteLine]) -> Result<Cost, MoneyError> {
    let totals = lines
        .iter()
        .map(QuoteLine::total)
        .collect::<Result<Vec<_>, _>>()?;
    let subtotal = Money::sum(currency, totals.iter().copied())?;
    let shipping = shipping(subtotal, lines);
    let taxed = totals.into_iter().chain([shipping]);
    let taxes = taxed.map(contained_tax).collect::<Result<Vec<_>, _>>()?;
    let discount = Money::zero(currency);
    Ok(Cost {
        subtotal,
        discount,
        shipping,
        tax: Money::sum(currency, taxes)?,
        total: subtotal.checked_sub(discount)?.checked_add(shipping)?,
    })
}

fn contained_tax(gross: Money) -> Result<Money, MoneyError> {
    gross.share(TAX_PERCENT, 100 + TAX_PERCENT)
}

fn shipping(subtotal: Money, lines: &[QuoteLine]) -> Money {
    if lines.is_empty() || subtotal.amount >= FREE_SHIPPING_FROM {
        return Money::zero(subtotal.currency);
    }
    // At most a hundred lines of a hundred pieces: far from overflowing.
    let grams: i64 = lines
        .iter()
        .map(|line| i64::from(line.weight_grams) * i64::from(line.quantity))
        .sum();
    let over = (grams - BASE_WEIGHT_GRAMS).max(0);
    let kilograms = (over + 999) / 1_000;
    Money::new(
        BASE_SHIPPING + kilograms * SHIPPING_PER_KILOGRAM,
        subtotal.currency,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(cents: i64, quantity: i32, weight_grams: i32) -> QuoteLine {
        QuoteLine {
            unit_price: Money::new(cents, CurrencyCode::Eur),
            quantity,
            weight_grams,
        }
    }

    #[test]
    fn costs_of_carts() {
        // (lines, subtotal, shipping, tax, total)
        let cases: [(&[QuoteLine], i64, i64, i64, i64); 5] = [
            (&[], 0, 0, 0, 0),
            (&[line(1_190, 1, 100)], 1_190, 490, 190 + 78, 1_680),
            (&[line(1_000, 2, 2_600)], 2_000, 540, 319 + 86, 2_540),
            (&[line(7_499, 1, 1)], 7_499, 490, 1_197 + 78, 7_989),
            (&[line(7_500, 1, 90_000)], 7_500, 0, 1_197, 7_500),
        ];
        for (lines, subtotal, shipping, tax, total) in cases {
            let cost = quote(CurrencyCode::Eur, lines).unwrap();
            let found = (
                cost.subtotal.amount,
                cost.shipping.amount,
                cost.tax.amount,
                cost.total.amount,
            );
            assert_eq!(found, (subtotal, shipping, tax, total), "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_and_contains_the_tax(
            lines in prop::collection::vec((1i64..1_000_000, 1i32..=100, 0i32..50_000), 0..20)
        ) {
            let lines: Vec<_> = lines.into_iter().map(|(cents, quantity, grams)| line(cents, quantity, grams)).collect();
            let cost = quote(CurrencyCode::Eur, &lines).unwrap();
            prop_assert_eq!(cost.total.amount, cost.subtotal.amount - cost.discount.amount + cost.shipping.amount);
            prop_assert!(cost.tax.amount <= cost.total.amount && cost.tax.amount >= 0);
            // Rounding each line is off by at most half a cent a line from rounding once.
            let exact = cost.total.share(TAX_PERCENT, 100 + TAX_PERCENT).unwrap();
            prop_assert!((exact.amount - cost.tax.amount).abs() <= 1 + lines.len() as i64);
        }
    }
}
