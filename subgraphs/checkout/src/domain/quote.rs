//! What a cart costs: goods less discounts, shipping, and the tax that is contained in both.
//!
//! Prices include tax, as shops in Europe must show them. The rounding rule: the tax of each line, and that of the
//! shipping, is its share of the gross amount that is left after discounts, rounded half away from zero to a whole cent; the
//! tax of the cart is their sum. How discounts are rounded, `discount` says. Nothing else is rounded. So
//! `total = subtotal - discount + shipping`, and `tax` is part of `total`. What sending costs is the rule of the kit's
//! `shipping`.

use super::discount::take_off;
use super::promotion::Promotion;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use subgraph_kit::money::{CurrencyCode, Money, MoneyError};
use subgraph_kit::shipping::shipping;

/// Percent of the net price: the German standard rate.
const TAX_PERCENT: i64 = 19;

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

/// What lines cost, and what each promotion takes off; `None` for one that does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) cost: Cost,
    pub(crate) taken: Vec<Option<Money>>,
}

/// Reckons what these lines cost at this moment.
pub(crate) fn quote(
    currency: CurrencyCode,
    lines: &[QuoteLine],
    promotions: &[Promotion],
    now: DateTime<Utc>,
) -> Result<Quote, MoneyError> {
    let totals = lines
        .iter()
        .map(QuoteLine::total)
        .collect::<Result<Vec<_>, _>>()?;
    let subtotal = Money::sum(currency, totals.iter().copied())?;
    let applies = |promotion: &&Promotion| promotion.applies(subtotal, now);
    let off = take_off(currency, &totals, promotions.iter().filter(applies))?;
    let discount = Money::sum(currency, off.taken.iter().copied())?;
    let goods = subtotal.checked_sub(discount)?;
    let shipping = shipping_of(goods, lines);
    let taxed = off.left.into_iter().chain([shipping]);
    let taxes = taxed.map(contained_tax).collect::<Result<Vec<_>, _>>()?;
    let mut taken = off.taken.into_iter();
    Ok(Quote {
        cost: Cost {
            subtotal,
            discount,
            shipping,
            tax: Money::sum(currency, taxes)?,
            total: goods.checked_add(shipping)?,
        },
        taken: promotions
            .iter()
            .map(|promotion| applies(&promotion).then(|| taken.next()).flatten())
            .collect(),
    })
}

fn contained_tax(gross: Money) -> Result<Money, MoneyError> {
    gross.share(TAX_PERCENT, 100 + TAX_PERCENT)
}

/// An empty cart is not sent.
fn shipping_of(goods: Money, lines: &[QuoteLine]) -> Money {
    if lines.is_empty() {
        return Money::zero(goods.currency);
    }
    // At most a hundred lines of a hundred pieces: far from overflowing.
    let grams = lines
        .iter()
        .map(|line| i64::from(line.weight_grams) * i64::from(line.quantity))
        .sum();
    shipping(goods, grams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::promotion::Takes;
    use proptest::prelude::*;

    fn plain(lines: &[QuoteLine]) -> Cost {
        quote(CurrencyCode::Eur, lines, &[], Utc::now())
            .unwrap()
            .cost
    }

    fn percent(percent: i32, minimum_cents: i64) -> Promotion {
        Promotion {
            code: format!("OFF{percent}"),
            takes: Takes::Percent(percent),
            minimum_subtotal: Money::new(minimum_cents, CurrencyCode::Eur),
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: None,
        }
    }

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
            let cost = plain(lines);
            let found = (
                cost.subtotal.amount,
                cost.shipping.amount,
                cost.tax.amount,
                cost.total.amount,
            );
            assert_eq!(found, (subtotal, shipping, tax, total), "{lines:?}");
        }
    }

    #[test]
    fn a_discount_lowers_tax_and_may_cost_free_shipping() {
        let lines = [line(8_000, 1, 1_000)];
        let promotions = [percent(50, 9_000), percent(10, 8_000)];
        let found = quote(CurrencyCode::Eur, &lines, &promotions, Utc::now()).unwrap();
        let eur = |cents| Money::new(cents, CurrencyCode::Eur);
        assert_eq!(
            found.cost,
            Cost {
                subtotal: eur(8_000),
                discount: eur(800),
                shipping: eur(490),
                // 19/119 of 72.00 and of 4.90.
                tax: eur(1_150 + 78),
                total: eur(7_690),
            }
        );
        assert_eq!(found.taken, [None, Some(eur(800))]);
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_and_contains_the_tax(
            lines in prop::collection::vec((1i64..1_000_000, 1i32..=100, 0i32..50_000), 0..20),
            percents in prop::collection::vec(1i32..=100, 0..3),
        ) {
            let lines: Vec<_> = lines.into_iter().map(|(cents, quantity, grams)| line(cents, quantity, grams)).collect();
            let promotions: Vec<_> = percents.into_iter().map(|of| percent(of, 0)).collect();
            let cost = quote(CurrencyCode::Eur, &lines, &promotions, Utc::now()).unwrap().cost;
            prop_assert!((0..=cost.subtotal.amount).contains(&cost.discount.amount));
            prop_assert_eq!(cost.total.amount, cost.subtotal.amount - cost.discount.amount + cost.shipping.amount);
            prop_assert!(cost.tax.amount <= cost.total.amount && cost.tax.amount >= 0);
            // Rounding each line is off by at most half a cent a line from rounding once.
            let exact = cost.total.share(TAX_PERCENT, 100 + TAX_PERCENT).unwrap();
            prop_assert!((exact.amount - cost.tax.amount).abs() <= 1 + lines.len() as i64);
        }
    }
}
