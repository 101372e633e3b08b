//! Objects of one answer that are written alike are read once.
//!
//! A subgraph's answer repeats itself: the author of a hundred reviews comes a hundred times, with all that hangs on it.
//! Where the plan allows it ([`Reader::alike`](crate::compiled::Reader)) the second one is the first: it is not parsed, and
//! later steps walk, look up and merge it once.

use crate::compiled::ReaderId;
use crate::store::ObjectId;

/// Objects that are remembered; a later one takes the place of an earlier one. A power of two.
const PLACES: usize = 128;

/// Bytes at the start of an object that say where it is remembered. What lies in it is not counted among them.
const HEAD: usize = 64;

/// So many objects are looked for before it is judged whether looking pays.
const TRIED: u32 = 128;

/// One in so many must have been there before, or else no more are looked for.
const WORTH: u32 = 8;

#[derive(Debug)]
pub(super) struct Alike {
    places: [Option<Known>; PLACES],
    tried: u32,
    found: u32,
}

/// An object that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) reader: ReaderId,
    pub(super) object: ObjectId,
    /// Where its text begins in the answer.
    pub(super) start: u32,
    pub(super) length: u32,
}

/// Where an object is to be remembered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(usize);

impl Alike {
    pub(super) fn new() -> Self {
        Self {
            places: [None; PLACES],
            tried: 0,
            found: 0,
        }
    }

    /// Whether it pays to look.
    #[inline]
    pub(super) fn pays(&self) -> bool {
        self.tried < TRIED || self.found >= self.tried / WORTH
    }

    /// Looks for the object that begins at `start`.
    pub(super) fn find(
        &mut self,
        reader: ReaderId,
        start: usize,
        text: &[u8],
    ) -> Result<Known, Place> {
        let rest = &text[start..];
        let place = Place::of(reader, rest);
        self.tried += 1;
        match self.places[place.0] {
            Some(known) if known.reader == reader && rest.starts_with(known.text(text)) => {
                self.found += 1;
                Ok(known)
            }
            Some(_) | None => Err(place),
        }
    }

    pub(super) fn remember(&mut self, place: Place, known: Known) {
        self.places[place.0] = Some(known);
    }
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

impl Place {
    /// By the object's own first leaves, eight bytes a step. What lies in it may be long, and is compared anyway: equality is
    /// always one of bytes, so that a collision costs a look-up and no more.
    #[inline]
    fn of(reader: ReaderId, object: &[u8]) -> Self {
        let mut hash = u64::from(reader.0);
        let mut at = 1;
        while at < HEAD
            && let Some(chunk) = object.get(at..at + 8)
        {
            let word = u64::from_le_bytes(chunk.try_into().expect("the chunk is eight bytes long"));
            let brackets = brackets(word);
            if brackets != 0 {
                let before = (1 << (brackets.trailing_zeros() & !7)) - 1;
                hash = mix(hash, word & before);
                break;
            }
            hash = mix(hash, word);
            at += 8;
        }
        // The highest bits depend on all others.
        Self((hash >> (u64::BITS - PLACES.trailing_zeros())) as usize)
    }
}

#[inline]
fn mix(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// The high bit of each byte that is a bracket or a brace, up to the first; above it a borrow may mislead.
#[inline]
fn brackets(word: u64) -> u64 {
    // Brackets differ from braces in one bit.
    let braces = word | (LOW * 0x20);
    let open = braces ^ (LOW * 0x7b);
    let close = braces ^ (LOW * 0x7d);
    ((open.wrapping_sub(LOW) & !open) | (close.wrapping_sub(LOW) & !close)) & HIGH
}

impl Known {
    fn text(self, text: &[u8]) -> &[u8] {
        let start = self.start as usize;
        &text[start..start + self.length as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(object: &str) -> usize {
        Place::of(ReaderId(3), object.as_bytes()).0
    }

    #[test]
    fn what_follows_an_object_does_not_decide_where_it_is_remembered() {
        for object in [
            r#"{"a":"1"}"#,
            r#"{"a":"12345678","b":2}"#,
            r#"{"a":"1234","b":{"c":1}}"#,
            r#"{"b":[1]}"#,
        ] {
            let longest = format!("{object}{}", ",x".repeat(100));
            let places: Vec<usize> = [",{\"a\":2}]", "]}]}]}]}", "          ", &longest]
                .iter()
                .map(|rest| place(&format!("{object}{rest}")))
                .collect();
            assert_eq!(places, [places[0]; 4], "{object}");
            assert!(places[0] < PLACES);
        }
    }

    #[test]
    fn objects_are_spread() {
        let mut taken = [false; PLACES];
        for number in 0..PLACES {
            taken[place(&format!(r#"{{"id":"{number}","name":"x"}}        "#))] = true;
        }
        let taken = taken.iter().filter(|taken| **taken).count();
        assert!(taken > PLACES / 2, "{taken} places of {PLACES}");
    }
}
