//! What promotions take off the lines of a cart.
//!
//! Codes take off one after the other, each of what the ones before it have left. The rounding rule: a percentage is
//! taken of each line by itself and rounded half away from zero to a whole cent; an amount is spread over the lines in
//! proportion, so that its parts are whole cents and add up to it exactly. No line falls below zero.

use super::promotion::{Promotion, Takes};
use subgraph_kit::money::{CurrencyCode, Money, MoneyError};

/// What was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Discounts {
    /// What is left of each line.
    pub(crate) left: Vec<Money>,
    /// What each promotion took.
    pub(crate) taken: Vec<Money>,
}

/// Takes promotions that apply off these lines.
pub(crate) fn take_off<'p>(
    currency: CurrencyCode,
    lines: &[Money],
    promotions: impl IntoIterator<Item = &'p Promotion>,
) -> Result<Discounts, MoneyError> {
    let mut left = lines.to_vec();
    let mut taken = Vec::new();
    for promotion in promotions {
        let before = Money::sum(currency, left.iter().copied())?;
        left = match promotion.takes {
            Takes::Percent(percent) => percentage(&left, percent)?,
            Takes::Amount(amount) => spread(&left, before, amount)?,
        };
        let after = Money::sum(currency, left.iter().copied())?;
        taken.push(before.checked_sub(after)?);
    }
    Ok(Discounts { left, taken })
}

fn percentage(lines: &[Money], percent: i32) -> Result<Vec<Money>, MoneyError> {
    lines
        .iter()
        .map(|line| line.checked_sub(line.share(percent.into(), 100)?))
        .collect()
}

/// The parts are the steps of the rounded running share, which reaches the amount with the last line.
fn spread(lines: &[Money], sum: Money, amount: Money) -> Result<Vec<Money>, MoneyError> {
    if sum.amount <= 0 {
        return Ok(lines.to_vec());
    }
    let amount = amount.amount.min(sum.amount);
    let mut running = Money::zero(sum.currency);
    let mut given = Money::zero(sum.currency);
    let mut left = Vec::with_capacity(lines.len());
    for line in lines {
        running = running.checked_add(*line)?;
        let until_here = running.share(amount, sum.amount)?;
        left.push(line.checked_sub(until_here.checked_sub(given)?)?);
        given = until_here;
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn eur(cents: i64) -> Money {
        Money::new(cents, CurrencyCode::Eur)
    }

    fn promotion(takes: Takes) -> Promotion {
        Promotion {
            code: "CODE".to_owned(),
            takes,
            minimum_subtotal: eur(0),
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: None,
        }
    }

    fn cents(lines: &[i64], takes: &[Takes]) -> (Vec<i64>, Vec<i64>) {
        let lines: Vec<Money> = lines.iter().map(|cents| eur(*cents)).collect();
        let promotions: Vec<Promotion> = takes.iter().map(|takes| promotion(*takes)).collect();
        let off = take_off(CurrencyCode::Eur, &lines, &promotions).unwrap();
        let plain = |amounts: Vec<Money>| amounts.iter().map(|money| money.amount).collect();
        (plain(off.left), plain(off.taken))
    }

    /// Lines, promotions, what is left, what is taken.
    type Case<'a> = (&'a [i64], &'a [Takes], &'a [i64], &'a [i64]);

    #[test]
    fn what_is_left_of_lines() {
        let (ten, five) = (Takes::Percent(10), Takes::Amount(eur(500)));
        let cases: [Case<'_>; 7] = [
            (&[], &[ten, five], &[], &[0, 0]),
            (&[1_000, 1_995], &[], &[1_000, 1_995], &[]),
            // 199.5 is rounded away from zero.
            (&[1_000, 1_995], &[ten], &[900, 1_795], &[300]),
            (&[1_000, 2_000], &[five], &[833, 1_667], &[500]),
            (
                &[100, 100, 100],
                &[Takes::Amount(eur(100))],
                &[67, 66, 67],
                &[100],
            ),
            (&[300], &[five], &[0], &[300]),
            // The second takes of what the first has left.
            (&[10_000], &[five, ten], &[8_550], &[500, 950]),
        ];
        for (lines, takes, left, taken) in cases {
            assert_eq!(
                cents(lines, takes),
                (left.to_vec(), taken.to_vec()),
                "{lines:?} {takes:?}"
            );
        }
    }

    fn takes() -> impl Strategy<Value = Takes> {
        prop_oneof![
            (1i32..=100).prop_map(Takes::Percent),
            (1i64..100_000).prop_map(|cents| Takes::Amount(eur(cents))),
        ]
    }

    proptest! {
        #[test]
        fn no_line_falls_below_zero_and_all_adds_up(
            lines in prop::collection::vec(0i64..200_000, 0..20),
            takes in prop::collection::vec(takes(), 0..4),
        ) {
            let (left, taken) = cents(&lines, &takes);
            for (before, after) in lines.iter().zip(&left) {
                prop_assert!((0..=*before).contains(after), "{before} -> {after}");
            }
            prop_assert_eq!(lines.iter().sum::<i64>() - left.iter().sum::<i64>(), taken.iter().sum::<i64>());
        }

        #[test]
        fn an_amount_is_taken_exactly(lines in prop::collection::vec(0i64..200_000, 1..20), amount in 1i64..100_000) {
            let (_, taken) = cents(&lines, &[Takes::Amount(eur(amount))]);
            prop_assert_eq!(taken, vec![amount.min(lines.iter().sum())]);
        }
    }
}
