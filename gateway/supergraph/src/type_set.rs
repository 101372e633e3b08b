//! A set of object types, as bits.

use std::fmt;

use crate::TypeId;

/// A set of [`TypeId`]s: the run-time types a value can have, or a type condition.
///
/// Intersecting type conditions on the way down a selection is the planner's innermost loop, hence
/// bits rather than names.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct TypeSet {
    words: Vec<u64>,
}

impl TypeSet {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn one(id: TypeId) -> Self {
        let mut set = Self::new();
        set.insert(id);
        set
    }

    pub fn insert(&mut self, id: TypeId) {
        let word = (id.0 / 64) as usize;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (id.0 % 64);
    }

    pub fn contains(&self, id: TypeId) -> bool {
        let word = self.words.get((id.0 / 64) as usize).copied().unwrap_or(0);
        word & (1 << (id.0 % 64)) != 0
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// In ascending order of id.
    pub fn iter(&self) -> impl Iterator<Item = TypeId> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .map(move |bit| TypeId(index as u32 * 64 + bit))
        })
    }

    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::trimmed(
            self.words
                .iter()
                .zip(&other.words)
                .map(|(a, b)| a & b)
                .collect(),
        )
    }

    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let length = self.words.len().max(other.words.len());
        let word = |set: &Self, index: usize| set.words.get(index).copied().unwrap_or(0);
        Self::trimmed(
            (0..length)
                .map(|index| word(self, index) | word(other, index))
                .collect(),
        )
    }

    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let word = |index: usize| other.words.get(index).copied().unwrap_or(0);
        Self::trimmed(
            self.words
                .iter()
                .enumerate()
                .map(|(index, a)| a & !word(index))
                .collect(),
        )
    }

    pub fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(a, b)| a & b == 0)
    }

    /// Equal sets have equal words, so that derived equality and hashing hold.
    fn trimmed(mut words: Vec<u64>) -> Self {
        while words.last() == Some(&0) {
            words.pop();
        }
        Self { words }
    }
}

impl FromIterator<TypeId> for TypeSet {
    fn from_iter<I: IntoIterator<Item = TypeId>>(ids: I) -> Self {
        let mut set = Self::new();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

impl fmt::Debug for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|id| id.0)).finish()
    }
}
