//! What sending a parcel costs: the one rule, which a product's page shows for one piece of it alone and a cart for all it
//! holds.
//!
//! * Goods that come to [`FREE_FROM`] or more, discounts taken off, are sent for nothing.
//! * Below that, a parcel costs [`BASE`] up to [`BASE_GRAMS`], and [`PER_KILOGRAM`] for each further started kilogram.

use crate::money::Money;

/// From goods of this worth on sending is free, in minor units.
pub const FREE_FROM: i64 = 7_500;
/// What a parcel of up to [`BASE_GRAMS`] costs, in minor units.
pub const BASE: i64 = 490;
/// What the base price carries.
pub const BASE_GRAMS: i64 = 5_000;
/// Each further started kilogram, in minor units.
pub const PER_KILOGRAM: i64 = 50;

/// What it costs to send goods of this worth, discounts taken off, and of this weight, in the currency of the goods.
pub fn shipping(goods: Money, grams: i64) -> Money {
    if goods.amount >= FREE_FROM {
        return Money::zero(goods.currency);
    }
    let over = grams.saturating_sub(BASE_GRAMS).max(0);
    let kilograms = over / 1_000 + i64::from(over % 1_000 > 0);
    Money::new(BASE + kilograms * PER_KILOGRAM, goods.currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::CurrencyCode;

    #[test]
    fn parcels() {
        for (cents, grams, expected) in [
            (1_200, 0, 490),
            (1_200, 5_000, 490),
            (1_200, 5_001, 540),
            (1_200, 6_000, 540),
            (1_200, 6_001, 590),
            (7_499, 1, 490),
            (7_500, 90_000, 0),
            (8_000, 1, 0),
        ] {
            let found = shipping(Money::new(cents, CurrencyCode::Eur), grams);
            assert_eq!(
                found,
                Money::new(expected, CurrencyCode::Eur),
                "{cents} {grams}"
            );
        }
        let heaviest = shipping(Money::zero(CurrencyCode::Eur), i64::MAX);
        assert!(heaviest.amount > 0, "no weight overflows");
    }
}
