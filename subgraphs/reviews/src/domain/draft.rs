//! What a review must be.

use subgraph_kit::user_error::Code;
use thiserror::Error;

use super::code;

pub const MAX_TITLE_CHARS: usize = 120;
pub const MAX_BODY_CHARS: usize = 4_000;
/// A body of a word or two helps nobody to decide.
pub const MIN_BODY_CHARS: usize = 10;

/// A review as its author gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub rating: i32,
    pub title: String,
    pub body: String,
}

/// A review that may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub stars: Stars,
    pub title: String,
    pub body: String,
}

/// One to five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stars {
    One = 1,
    Two = 2,
    Three = 3,
    Four = 4,
    Five = 5,
}

/// What is wrong with one field; all such faults are reported together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DraftFault {
    #[error("a rating is 1, 2, 3, 4 or 5")]
    Rating,
    #[error("a title has 1 to {MAX_TITLE_CHARS} characters on one line")]
    Title,
    #[error("a review has {MIN_BODY_CHARS} to {MAX_BODY_CHARS} characters")]
    Body,
}

impl DraftFault {
    /// The stable code that clients see.
    pub fn code(self) -> Code {
        match self {
            Self::Rating => code::RATING_OUT_OF_RANGE,
            Self::Title => code::REVIEW_TITLE_INVALID,
            Self::Body => code::REVIEW_BODY_INVALID,
        }
    }

    /// The input field at fault.
    pub fn field(self) -> &'static str {
        match self {
            Self::Rating => "rating",
            Self::Title => "title",
            Self::Body => "body",
        }
    }
}

impl Stars {
    pub fn from_number(number: i32) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            4 => Some(Self::Four),
            5 => Some(Self::Five),
            _ => None,
        }
    }

    pub fn number(self) -> i16 {
        self as i16
    }
}

impl Draft {
    /// The review trimmed, or all that is wrong with it.
    pub fn check(self) -> Result<Checked, Vec<DraftFault>> {
        let (title, body) = (self.title.trim(), self.body.trim());
        let stars = Stars::from_number(self.rating);
        let title_fits = (1..=MAX_TITLE_CHARS).contains(&title.chars().count())
            && !title.chars().any(char::is_control);
        let body_fits = (MIN_BODY_CHARS..=MAX_BODY_CHARS).contains(&body.chars().count())
            && !body
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        match stars {
            Some(stars) if title_fits && body_fits => Ok(Checked {
                stars,
                title: title.to_owned(),
                body: body.to_owned(),
            }),
            stars => Err([
                (stars.is_some(), DraftFault::Rating),
                (title_fits, DraftFault::Title),
                (body_fits, DraftFault::Body),
            ]
            .into_iter()
            .filter_map(|(fits, fault)| (!fits).then_some(fault))
            .collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rating: i32, title: &str, body: &str) -> Result<Checked, Vec<DraftFault>> {
        Draft {
            rating,
            title: title.into(),
            body: body.into(),
        }
        .check()
    }

    #[test]
    fn accepts_and_trims() {
        let checked = verdict(5, " Lovely ", "  Pours well.\nNever drips. ").unwrap();
        assert_eq!(checked.stars.number(), 5);
        assert_eq!(checked.title, "Lovely");
        assert_eq!(checked.body, "Pours well.\nNever drips.");
    }

    #[test]
    fn refuses() {
        use DraftFault::{Body, Rating, Title};
        let fine = "long enough to help";
        let (long_title, long_body) = ("x".repeat(121), "x".repeat(4_001));
        for (rating, title, body, faults) in [
            (0, "Fine", fine, vec![Rating]),
            (6, "Fine", fine, vec![Rating]),
            (-1, "Fine", fine, vec![Rating]),
            (1_000_000_000, "Fine", fine, vec![Rating]),
            (3, "  ", fine, vec![Title]),
            (3, "a\nb", fine, vec![Title]),
            (3, &long_title, fine, vec![Title]),
            (3, "Fine", "too short", vec![Body]),
            (3, "Fine", &long_body, vec![Body]),
            (3, "Fine", "bell \u{7} in the text", vec![Body]),
            (9, "", "", vec![Rating, Title, Body]),
        ] {
            assert_eq!(
                verdict(rating, title, body),
                Err(faults),
                "{rating} {title:.9} {body:.9}"
            );
        }
    }
}
