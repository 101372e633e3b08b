//! What it costs to send one piece alone, by the rule by which checkout reckons a whole cart: the kit's `shipping`.

use subgraph_kit::money::{CurrencyCode, Money};
use subgraph_kit::shipping;

/// What sending a piece of this price and weight costs. Of an unknown price, which catalog is about to tell, nothing is known
/// but that the piece may have to be paid for.
pub(crate) fn estimate(price: Option<Money>, weight_grams: i32) -> Money {
    let goods = price.unwrap_or(Money::zero(CurrencyCode::Eur));
    shipping::shipping(goods, i64::from(weight_grams))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_alone() {
        let eur = |cents| Money::new(cents, CurrencyCode::Eur);
        for (price, grams, cents) in [
            (None, 100, 490),
            (Some(eur(1_200)), 5_000, 490),
            (Some(eur(1_200)), 5_001, 540),
            (Some(eur(7_499)), 100, 490),
            (Some(eur(7_500)), i32::MAX, 0),
        ] {
            assert_eq!(estimate(price, grams), eur(cents), "{price:?} {grams}");
        }
    }
}
