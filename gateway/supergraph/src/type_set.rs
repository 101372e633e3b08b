//! A set of object types, as bits.

use std::fmt;

use crate::TypeId;

/// A set of [`TypeId`]s: the run-time types a value can have, or a type condition.
///
/// Intersecting type conditions on the way down a selection is the planner's innermost loop, hence
/// bits rather than names.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct TypeSet {
    /// The place of the first word: sets are narrow, and a set of one late type should not cost a long list of zeros.
    first: usize,
    /// Neither the first nor the last is 0, so that derived equality and hashing hold.
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
        let place = (id.0 / 64) as usize;
        if self.words.is_empty() {
            self.first = place;
        } else if place < self.first {
            let missing = self.first - place;
            self.words.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = place;
        }
        let index = place - self.first;
        if self.words.len() <= index {
            self.words.resize(index + 1, 0);
        }
        self.words[index] |= 1 << (id.0 % 64);
    }

    pub fn contains(&self, id: TypeId) -> bool {
        self.word((id.0 / 64) as usize) & (1 << (id.0 % 64)) != 0
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
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
            let start = (self.first + index) as u32 * 64;
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .map(move |bit| TypeId(start + bit))
        })
    }

    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let first = self.first.max(other.first);
        let end = self.end().min(other.end());
        let words = (first..end).map(|place| self.word(place) & other.word(place));
        Self::trimmed(first, words.collect())
    }

    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() {
            return other.clone();
        }
        if other.is_empty() {
            return self.clone();
        }
        let first = self.first.min(other.first);
        let end = self.end().max(other.end());
        let words = (first..end).map(|place| self.word(place) | other.word(place));
        Self::trimmed(first, words.collect())
    }

    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let words = (self.first..self.end()).map(|place| self.word(place) & !other.word(place));
        Self::trimmed(self.first, words.collect())
    }

    pub fn is_subset(&self, other: &Self) -> bool {
        (self.first..self.end()).all(|place| self.word(place) & !other.word(place) == 0)
    }

    pub fn is_disjoint(&self, other: &Self) -> bool {
        let first = self.first.max(other.first);
        let end = self.end().min(other.end());
        (first..end).all(|place| self.word(place) & other.word(place) == 0)
    }

    fn end(&self) -> usize {
        self.first + self.words.len()
    }

    fn word(&self, place: usize) -> u64 {
        let index = place.checked_sub(self.first);
        let word = index.and_then(|index| self.words.get(index));
        word.copied().unwrap_or(0)
    }

    fn trimmed(mut first: usize, mut words: Vec<u64>) -> Self {
        while words.last() == Some(&0) {
            words.pop();
        }
        let zeros = words.iter().take_while(|word| **word == 0).count();
        words.drain(..zeros);
        first += zeros;
        if words.is_empty() {
            first = 0;
        }
        Self { first, words }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TypeSet;
    use crate::TypeId;

    /// Sets of a few numbers, among them neighbours, the ends of words, and far ones.
    fn samples() -> Vec<BTreeSet<u32>> {
        let numbers = [0, 1, 63, 64, 65, 127, 128, 640, 20_000];
        (0..1_u32 << numbers.len())
            .step_by(7)
            .map(|mask| {
                let chosen = numbers.iter().enumerate();
                let chosen = chosen.filter(|(bit, _)| mask & (1 << bit) != 0);
                chosen.map(|(_, number)| *number).collect()
            })
            .collect()
    }

    fn set<'a>(numbers: impl IntoIterator<Item = &'a u32>) -> TypeSet {
        numbers.into_iter().map(|number| TypeId(*number)).collect()
    }

    #[test]
    fn it_is_a_set() {
        let samples = samples();
        for one in &samples {
            let backwards: TypeSet = one.iter().rev().map(|n| TypeId(*n)).collect();
            assert_eq!(backwards, set(one));
            assert_eq!(
                set(one).iter().map(|id| id.0).collect::<BTreeSet<_>>(),
                *one
            );
            assert_eq!(
                (set(one).len(), set(one).is_empty()),
                (one.len(), one.is_empty())
            );
            for other in samples.iter().step_by(5) {
                let (left, right) = (set(one), set(other));
                assert_eq!(left.intersection(&right), set(one.intersection(other)));
                assert_eq!(left.union(&right), set(one.union(other)));
                assert_eq!(left.difference(&right), set(one.difference(other)));
                assert_eq!(left.is_subset(&right), one.is_subset(other));
                assert_eq!(left.is_disjoint(&right), one.is_disjoint(other));
                assert_eq!(left.contains(TypeId(64)), one.contains(&64));
            }
        }
    }
}
