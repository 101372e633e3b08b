//! What it costs to send one piece, before checkout reckons the whole parcel.

use subgraph_kit::money::{CurrencyCode, Money};

/// Up to how many grams, for how much, as the home country's parcel rates go.
const RATES: [(i32, i64); 7] = [
    (500, 290),
    (1_000, 390),
    (2_000, 490),
    (5_000, 690),
    (10_000, 990),
    (20_000, 1_590),
    (31_500, 1_990),
];
/// What no parcel carries goes by freight.
const FREIGHT: i64 = 4_900;

/// The estimate for a piece of this weight.
pub(crate) fn estimate(weight_grams: i32) -> Money {
    let rate = RATES.iter().find(|(up_to, _)| weight_grams <= *up_to);
    Money::new(rate.map_or(FREIGHT, |(_, price)| *price), CurrencyCode::Eur)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavier_is_dearer() {
        for (grams, cents) in [
            (1, 290),
            (500, 290),
            (501, 390),
            (31_500, 1_990),
            (31_501, 4_900),
            (i32::MAX, 4_900),
        ] {
            assert_eq!(estimate(grams).amount, cents, "{grams}");
        }
    }
}
