//! What a customer looks for, in the forms the search understands, and how the hits divide.

use serde::{Deserialize, Serialize};
use subgraph_kit::id::ProductId;

/// Longer queries are cut: nobody types them, and each word costs.
const MAX_CHARS: usize = 200;
/// Words of the prefix form; see [`MAX_CHARS`].
const MAX_WORDS: usize = 16;

/// A search as typed, bounded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct SearchQuery {
    text: String,
    prefix_form: String,
}

impl SearchQuery {
    /// Takes what was typed.
    pub(crate) fn new(typed: &str) -> Self {
        let text: String = typed
            .trim()
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_CHARS)
            .collect();
        let prefix_form = prefix_form(&text);
        Self { text, prefix_form }
    }

    /// As typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// `word & word & last:*` for `to_tsquery`; empty when operators were typed.
    pub(crate) fn prefix_form(&self) -> &str {
        &self.prefix_form
    }
}

fn prefix_form(text: &str) -> String {
    let operators = text.contains('"')
        || text
            .split_whitespace()
            .any(|word| word.starts_with('-') || word.eq_ignore_ascii_case("or"));
    if operators {
        return String::new();
    }
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .collect();
    match words.as_slice() {
        [] => String::new(),
        [..] => format!("{}:*", words.join(" & ")),
    }
}

/// Where a hit stands: its rank, bit for bit, so that no digit is lost on the way through a cursor, and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RankPosition {
    bits: u32,
    pub(crate) id: ProductId,
}

/// What a cursor of a search holds.
pub(crate) type RankKey = (u32, ProductId);

impl RankPosition {
    pub(crate) fn key(rank: f32, id: ProductId) -> RankKey {
        (rank.to_bits(), id)
    }

    /// The position a cursor holds; nothing when its rank is no number.
    pub(crate) fn admit((bits, id): RankKey) -> Option<Self> {
        f32::from_bits(bits)
            .is_finite()
            .then_some(Self { bits, id })
    }

    pub(crate) fn rank(self) -> f32 {
        f32::from_bits(self.bits)
    }
}

/// A price band of a facet, in minor units, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PriceBand {
    pub(crate) label: &'static str,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

/// Bands that divide this shop's prices into parts of about the same size; together they cover every price, none twice.
pub(crate) const PRICE_BANDS: [PriceBand; 5] = [
    PriceBand {
        label: "Under €25",
        min: None,
        max: Some(2_499),
    },
    PriceBand {
        label: "€25 to €50",
        min: Some(2_500),
        max: Some(4_999),
    },
    PriceBand {
        label: "€50 to €100",
        min: Some(5_000),
        max: Some(9_999),
    },
    PriceBand {
        label: "€100 to €200",
        min: Some(10_000),
        max: Some(19_999),
    },
    PriceBand {
        label: "€200 and more",
        min: Some(20_000),
        max: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_becomes_a_prefix() {
        for (typed, expected) in [
            ("enam", "enam:*"),
            ("  Stoneware  mu", "Stoneware & mu:*"),
            ("pour-over", "pour & over:*"),
            ("o'neill & (x | !y):*", "o & neill & x & y:*"),
            ("\"wool throw\"", ""),
            ("lamp -brass", ""),
            ("lamp OR lantern", ""),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(SearchQuery::new(typed).prefix_form(), expected, "{typed}");
        }
    }

    #[test]
    fn a_long_query_is_cut() {
        let query = SearchQuery::new(&"word ".repeat(1_000));
        assert_eq!(query.text().chars().count(), MAX_CHARS);
        assert_eq!(query.prefix_form().matches('&').count(), MAX_WORDS - 1);
    }

    #[test]
    fn bands_cover_every_price_once() {
        for pair in PRICE_BANDS.windows(2) {
            assert_eq!(pair[0].max.unwrap() + 1, pair[1].min.unwrap());
        }
        assert_eq!((PRICE_BANDS[0].min, PRICE_BANDS[4].max), (None, None));
    }

    #[test]
    fn only_numbers_are_positions() {
        let id = ProductId::new();
        assert_eq!(
            RankPosition::admit(RankPosition::key(0.25, id)).map(RankPosition::rank),
            Some(0.25)
        );
        assert_eq!(RankPosition::admit((f32::NAN.to_bits(), id)), None);
    }
}
