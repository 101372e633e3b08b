//! Writes one demo review: a grade, a title and a few sentences that go with it.

use super::{
    dice::Dice,
    phrases::{DELIGHTED, DISAPPOINTED, PLEASED, Phrases, TORN},
};

/// A review without its author, product and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) rating: i16,
    pub(super) title: String,
    pub(super) body: String,
}

/// How good a product is, as its buyers see it: where their grades gather.
#[derive(Clone, Copy, Debug)]
pub(super) enum Standing {
    Loved,
    Liked,
    Disputed,
}

impl Standing {
    /// Of a hundred buyers, how many give 5, 4, 3 and 2 stars; the rest give one.
    fn grades(self) -> [usize; 4] {
        match self {
            Self::Loved => [72, 20, 6, 1],
            Self::Liked => [45, 37, 12, 4],
            Self::Disputed => [24, 30, 24, 14],
        }
    }
}

/// Writes about the product with that title.
pub(super) fn write(dice: &mut Dice, standing: Standing, product_title: &str) -> Written {
    let rating = grade(dice, standing);
    let phrases = phrases(rating);
    let mut sentences = vec![*dice.pick(phrases.openings)];
    let details = 1 + dice.below(if rating < 5 { 3 } else { 2 });
    sentences.extend(dice.shuffled(phrases.details).into_iter().take(details));
    if dice.below(4) > 0 {
        sentences.push(*dice.pick(phrases.closings));
    }
    Written {
        rating,
        title: (*dice.pick(phrases.titles)).to_owned(),
        body: sentences.join(" ").replace("{title}", product_title),
    }
}

fn grade(dice: &mut Dice, standing: Standing) -> i16 {
    let mut roll = dice.below(100);
    for (stars, share) in [5, 4, 3, 2].into_iter().zip(standing.grades()) {
        if roll < share {
            return stars;
        }
        roll -= share;
    }
    1
}

fn phrases(rating: i16) -> &'static Phrases {
    match rating {
        5.. => &DELIGHTED,
        4 => &PLEASED,
        3 => &TORN,
        ..3 => &DISAPPOINTED,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn writes_varied_texts_that_fit_the_table() {
        let mut bodies = HashSet::new();
        for n in 0..600 {
            let mut dice = Dice::named(&["product", &n.to_string()]);
            let review = write(&mut dice, Standing::Liked, "Tidal Teapot");
            assert!((1..=5).contains(&review.rating));
            assert!((1..=120).contains(&review.title.chars().count()));
            assert!((40..=4000).contains(&review.body.chars().count()));
            assert!(!review.body.contains('{'), "{}", review.body);
            assert!(review.body.ends_with(['.', '?', '!']), "{}", review.body);
            bodies.insert(review.body);
        }
        assert!(bodies.len() >= 590, "{} of 600 differ", bodies.len());
    }

    #[test]
    fn grades_follow_the_standing() {
        let average = |standing| {
            let mut dice = Dice::named(&["grades"]);
            (0..2000)
                .map(|_| f64::from(grade(&mut dice, standing)))
                .sum::<f64>()
                / 2000.0
        };
        let (loved, liked, disputed) = (
            average(Standing::Loved),
            average(Standing::Liked),
            average(Standing::Disputed),
        );
        assert!(
            loved > 4.5 && liked > 4.0 && disputed < 3.7,
            "{loved} {liked} {disputed}"
        );
    }
}
