//! Which demo reviewer says what of which product, and when. Pure: the same at every start.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use subgraph_kit::id::{CustomerId, ProductId, ReviewId};
#[cfg(test)]
use uuid::Uuid;

use super::{
    dice::Dice,
    writer::{Standing, Written, write},
};
use crate::db::review::ReviewRow;

/// Reviews of one product: from a few to as many as fill more than a page of a small list.
const FEWEST: usize = 3;
const MOST: usize = 14;
/// How far back the oldest review lies.
const SPAN: TimeDelta = TimeDelta::days(400);
/// Tries to find words that the product's other reviewers have not used. Enough for the
/// largest number of reviews; after that a repetition is let through.
const TRIES: usize = 40;

/// A product to write about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedProduct {
    pub id: ProductId,
    pub title: String,
}

/// The reviews of a product by some of the reviewers, written before `until`.
pub(super) fn reviews_of(
    product: &SeedProduct,
    reviewers: &[CustomerId],
    until: DateTime<Utc>,
) -> Vec<ReviewRow> {
    let product_id = product.id.to_string();
    let mut dice = Dice::named(&["reviews of", &product_id]);
    let count = FEWEST + dice.below(MOST - FEWEST + 1);
    let standing = standing(&mut dice);
    let mut said = HashSet::new();
    let authors = dice.shuffled(reviewers);
    let authors = authors.into_iter().take(count);
    authors
        .map(|author| {
            let words = unsaid(&mut dice, standing, &product.title, &mut said);
            ReviewRow {
                id: id(product.id, author),
                product_id: product.id,
                customer_id: author,
                rating: words.rating,
                title: words.title,
                body: words.body,
                created_at: moment(&mut dice, until),
                disowned: false,
            }
        })
        .collect()
}

fn standing(dice: &mut Dice) -> Standing {
    match dice.below(10) {
        0..5 => Standing::Loved,
        5..9 => Standing::Liked,
        _ => Standing::Disputed,
    }
}

/// A review that shares neither its title nor its first sentence with one before.
fn unsaid(
    dice: &mut Dice,
    standing: Standing,
    product_title: &str,
    said: &mut HashSet<String>,
) -> Written {
    let mut words = write(dice, standing, product_title);
    for _ in 0..TRIES {
        if !said.contains(&words.title) && !said.contains(first_sentence(&words.body)) {
            break;
        }
        words = write(dice, standing, product_title);
    }
    said.insert(words.title.clone());
    said.insert(first_sentence(&words.body).to_owned());
    words
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first)
}

/// Denser towards the present, as sales of a growing shop are.
fn moment(dice: &mut Dice, until: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = usize::try_from(SPAN.num_minutes()).expect("the span is positive");
    let ago = dice.below(minutes).min(dice.below(minutes)) + 60;
    until - TimeDelta::minutes(i64::try_from(ago).expect("a year has few minutes"))
}

/// Made of both ids, so that a second seeding finds the first one's rows.
fn id(product: ProductId, author: CustomerId) -> ReviewId {
    let mut dice = Dice::named(&["review", &product.to_string(), &author.to_string()]);
    let mut bytes = [0_u8; 16];
    bytes.fill_with(|| u8::try_from(dice.below(256)).expect("below 256"));
    ReviewId::from_uuid(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> (Vec<SeedProduct>, Vec<CustomerId>) {
        let products = (0..60).map(|n| SeedProduct {
            id: ProductId::from_uuid(Uuid::from_u128(n)),
            title: format!("Product {n}"),
        });
        let reviewers = (0..24).map(|n| CustomerId::from_uuid(Uuid::from_u128(1000 + n)));
        (products.collect(), reviewers.collect())
    }

    #[test]
    fn hundreds_of_reviews_that_fit_the_table() {
        let (products, reviewers) = shop();
        let until = Utc::now();
        let all: Vec<ReviewRow> = products
            .iter()
            .flat_map(|product| reviews_of(product, &reviewers, until))
            .collect();
        assert!((400..700).contains(&all.len()), "{}", all.len());
        let ids: HashSet<ReviewId> = all.iter().map(|review| review.id).collect();
        let pairs: HashSet<_> = all.iter().map(|r| (r.product_id, r.customer_id)).collect();
        let bodies: HashSet<&str> = all.iter().map(|r| r.body.as_str()).collect();
        assert_eq!(ids.len(), all.len());
        assert_eq!(pairs.len(), all.len());
        assert!(
            bodies.len() + 15 > all.len(),
            "{} of {}",
            bodies.len(),
            all.len()
        );
        assert!(all.iter().all(|review| review.created_at < until));
        assert!(all.iter().any(|review| review.rating < 3));
    }

    #[test]
    fn nobody_repeats_another_below_one_product() {
        let (products, reviewers) = shop();
        for product in &products {
            let reviews = reviews_of(product, &reviewers, Utc::now());
            let titles: HashSet<&str> = reviews.iter().map(|r| r.title.as_str()).collect();
            let openings: HashSet<&str> = reviews.iter().map(|r| first_sentence(&r.body)).collect();
            assert_eq!(
                (titles.len(), openings.len()),
                (reviews.len(), reviews.len())
            );
        }
    }

    #[test]
    fn a_second_time_gives_the_same() {
        let (products, reviewers) = shop();
        let until = Utc::now();
        let once = reviews_of(&products[3], &reviewers, until);
        assert_eq!(once, reviews_of(&products[3], &reviewers, until));
        let few = &reviewers[..2];
        assert!(reviews_of(&products[3], few, until).len() <= 2);
    }
}
