//! Which pieces a checkout gets: all it wants, or none.

use super::pieces::{Move, Way};
use crate::db::level::LevelRow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use subgraph_kit::id::VariantId;

/// Pieces wanted, by variant; each more than nothing. Sorted, so that all who want the same ask in the same order.
pub(crate) type Wanted = BTreeMap<VariantId, i32>;

/// A line that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shortage {
    pub(crate) variant_id: VariantId,
    pub(crate) requested: i32,
    pub(crate) available: i32,
}

/// Takes the wanted pieces from the levels: of each variant from the first location that has enough, else from several.
pub(crate) fn allocate(
    wanted: &Wanted,
    levels: &[LevelRow],
    way: Way,
) -> Result<Vec<Move>, Vec<Shortage>> {
    let mut moves = Vec::new();
    let mut shortages = Vec::new();
    for (&variant, &requested) in wanted {
        let of_variant: Vec<&LevelRow> = levels
            .iter()
            .filter(|level| level.variant_id == variant)
            .collect();
        let available = of_variant
            .iter()
            .fold(0i32, |sum, level| sum.saturating_add(level.available));
        if available < requested {
            shortages.push(Shortage {
                variant_id: variant,
                requested,
                available,
            });
        } else {
            moves.extend(take(&of_variant, requested, way));
        }
    }
    if shortages.is_empty() {
        Ok(moves)
    } else {
        Err(shortages)
    }
}

/// There is enough in all of them together.
fn take(levels: &[&LevelRow], requested: i32, way: Way) -> Vec<Move> {
    let one = |level: &LevelRow, quantity| Move {
        variant: level.variant_id,
        location: level.location.clone(),
        quantity,
        way,
    };
    if let Some(level) = levels.iter().find(|level| level.available >= requested) {
        return vec![one(level, requested)];
    }
    let mut missing = requested;
    let mut moves = Vec::new();
    for level in levels {
        let quantity = missing.min(level.available);
        if quantity > 0 {
            moves.push(one(level, quantity));
            missing -= quantity;
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn variant(number: u8) -> VariantId {
        VariantId::from_uuid(Uuid::from_u128(number.into()))
    }

    fn level(number: u8, location: u8, available: i32) -> LevelRow {
        LevelRow {
            variant_id: variant(number),
            location: format!("place-{location}"),
            available,
            reserved: 0,
            sold: 0,
        }
    }

    #[test]
    fn one_location_is_preferred() {
        let levels = [level(1, 1, 2), level(1, 2, 3)];
        let take = |quantity| {
            allocate(
                &Wanted::from([(variant(1), quantity)]),
                &levels,
                Way::Reserve,
            )
        };
        let places = |quantity: i32| -> Vec<(String, i32)> {
            let moves = take(quantity).unwrap();
            moves
                .into_iter()
                .map(|one| (one.location, one.quantity))
                .collect()
        };
        assert_eq!(places(2), [("place-1".to_owned(), 2)]);
        assert_eq!(places(3), [("place-2".to_owned(), 3)]);
        assert_eq!(
            places(4),
            [("place-1".to_owned(), 2), ("place-2".to_owned(), 2)]
        );
        assert_eq!(
            take(6),
            Err(vec![Shortage {
                variant_id: variant(1),
                requested: 6,
                available: 5
            }])
        );
    }

    proptest! {
        #[test]
        fn all_or_nothing_and_never_more_than_there_is(
            stock in proptest::collection::vec((0u8..4, 0u8..3, 0i32..5), 0..12),
            wanted in proptest::collection::btree_map(0u8..5, 1i32..9, 1..4),
        ) {
            let by_place: BTreeMap<(u8, u8), i32> = stock.iter().map(|&(v, place, n)| ((v, place), n)).collect();
            let levels: Vec<LevelRow> = by_place.iter().map(|(&(v, place), &n)| level(v, place, n)).collect();
            let wanted: Wanted = wanted.into_iter().map(|(v, n)| (variant(v), n)).collect();
            let of = |id: VariantId| levels.iter().filter(|level| level.variant_id == id).map(|level| level.available).sum::<i32>();
            match allocate(&wanted, &levels, Way::Reserve) {
                Ok(moves) => {
                    for (&id, &requested) in &wanted {
                        let taken: i32 = moves.iter().filter(|one| one.variant == id).map(|one| one.quantity).sum();
                        prop_assert_eq!(taken, requested);
                    }
                    for one in &moves {
                        let place = levels.iter().find(|level| level.variant_id == one.variant && level.location == one.location);
                        prop_assert!(one.quantity > 0 && one.quantity <= place.unwrap().available);
                    }
                }
                Err(shortages) => {
                    let short: Vec<VariantId> = wanted.iter().filter(|&(&id, &n)| of(id) < n).map(|(&id, _)| id).collect();
                    prop_assert_eq!(shortages.iter().map(|line| line.variant_id).collect::<Vec<_>>(), short);
                }
            }
        }
    }
}
