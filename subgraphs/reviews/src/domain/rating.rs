//! A product's rating, from the counted grades.

use rust_decimal::{Decimal, RoundingStrategy};
use subgraph_kit::id::ProductId;

use super::draft::Stars;
use crate::db::rating::RatingRow;

/// How many reviews gave one star, two, and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    counts: [i32; 5],
}

impl From<&RatingRow> for Rating {
    fn from(row: &RatingRow) -> Self {
        Self {
            counts: [
                row.count_1,
                row.count_2,
                row.count_3,
                row.count_4,
                row.count_5,
            ],
        }
    }
}

impl Rating {
    /// The rating by these grades.
    pub fn of(grades: impl IntoIterator<Item = Stars>) -> Self {
        let mut rating = Self::default();
        for stars in grades {
            rating.counts[usize::try_from(stars.number() - 1).expect("stars begin at one")] += 1;
        }
        rating
    }

    /// The row that holds it.
    pub fn row(self, product_id: ProductId) -> RatingRow {
        let [count_1, count_2, count_3, count_4, count_5] = self.counts;
        RatingRow {
            product_id,
            count_1,
            count_2,
            count_3,
            count_4,
            count_5,
        }
    }

    /// How many reviews there are.
    pub fn count(self) -> i32 {
        self.counts.iter().sum()
    }

    /// How many reviews gave each grade, from one star to five.
    pub fn counts(self) -> [i32; 5] {
        self.counts
    }

    /// The mean with one decimal, halves rounded up; `None` without reviews.
    pub fn average(self) -> Option<Decimal> {
        let count = self.count();
        let stars: i64 = (1..)
            .zip(self.counts)
            .map(|(stars, count)| stars * i64::from(count))
            .sum();
        (count > 0).then(|| {
            let mut mean = (Decimal::from(stars) / Decimal::from(count))
                .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
            mean.rescale(1);
            mean
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(grades: &[i32]) -> Option<String> {
        Rating::of(grades.iter().filter_map(|n| Stars::from_number(*n)))
            .average()
            .map(|mean| mean.to_string())
    }

    #[test]
    fn averages() {
        for (grades, mean) in [
            (&[][..], None),
            (&[5], Some("5.0")),
            (&[4, 5], Some("4.5")),
            (&[4, 4, 5], Some("4.3")),
            (&[4, 4, 4, 5], Some("4.3")),
            (&[1, 1, 1, 1, 1, 1, 1, 1, 1, 2], Some("1.1")),
        ] {
            assert_eq!(shown(grades).as_deref(), mean, "{grades:?}");
        }
    }

    proptest! {
        #[test]
        fn the_mean_is_near_the_mean(grades in prop::collection::vec(1..=5i32, 1..200)) {
            let rating = Rating::of(grades.iter().filter_map(|n| Stars::from_number(*n)));
            let exact = f64::from(grades.iter().sum::<i32>()) / grades.len() as f64;
            let mean: f64 = rating.average().unwrap().to_string().parse().unwrap();
            prop_assert!((mean - exact).abs() <= 0.05 + 1e-9);
            prop_assert_eq!(rating.count() as usize, grades.len());
            prop_assert_eq!(Rating::from(&rating.row(ProductId::new())), rating);
        }
    }
}
