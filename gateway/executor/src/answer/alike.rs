//! Objects of one answer that are written alike are read once.
//!
//! A subgraph's answer repeats itself: the author of a hundred reviews comes a hundred times, with all that hangs on it.
//! Where the plan allows it ([`Reader::alike`](crate::compiled::Reader)) the second one is the first: it is not parsed, and
//! later steps walk, look up and merge it once.

use std::hash::{BuildHasher, Hasher};

use ahash::RandomState;

use crate::compiled::ReaderId;
use crate::store::ObjectId;

/// Objects that are remembered; a later one takes the place of an earlier one.
const PLACES: usize = 128;

/// Bytes at the start of an object that say where it is remembered. What lies in it is not counted among them.
const HEAD: usize = 96;

/// So many objects are looked for before it is judged whether looking pays.
const TRIED: u32 = 128;

/// One in so many must have been there before, or else no more are looked for.
const WORTH: u32 = 8;

#[derive(Debug)]
pub(super) struct Alike {
    hasher: RandomState,
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
            hasher: RandomState::new(),
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
        let head = &rest[1..rest.len().min(HEAD)];
        // As far as the object's own first leaves: what lies in it may be long, and is compared anyway.
        let end = memchr::memchr3(b'{', b'}', b'[', head);
        let head = &head[..end.unwrap_or(head.len())];
        let mut hasher = self.hasher.build_hasher();
        hasher.write_u32(reader.0);
        hasher.write(head);
        let place = Place(hasher.finish() as usize % PLACES);
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

impl Known {
    fn text(self, text: &[u8]) -> &[u8] {
        let start = self.start as usize;
        &text[start..start + self.length as usize]
    }
}
