//! Objects that stand at several places are written once, and copied from there.

use std::ops::Range;

use crate::compiled::ShapeId;
use crate::store::ObjectId;

/// Objects that are remembered; a later one takes the place of an earlier one. A power of two.
const PLACES: usize = 128;

/// So many objects are looked for before it is judged whether looking pays.
const TRIED: u32 = 128;

/// One in so many must have been written before, or else no more are looked for.
const WORTH: u32 = 8;

/// Where objects were written.
#[derive(Debug)]
pub(super) struct Again {
    places: [Option<Written>; PLACES],
    tried: u32,
    found: u32,
}

#[derive(Debug, Clone, Copy)]
struct Written {
    object: ObjectId,
    shape: ShapeId,
    start: usize,
    end: usize,
}

impl Again {
    pub(super) fn new() -> Self {
        Self {
            places: [None; PLACES],
            tried: 0,
            found: 0,
        }
    }

    /// The text of an object in that shape, if it was written and is remembered.
    #[inline]
    pub(super) fn find(&mut self, object: ObjectId, shape: ShapeId) -> Option<Range<usize>> {
        if self.tried >= TRIED && self.found < self.tried / WORTH {
            return None;
        }
        self.tried += 1;
        let known = self.places[place(object, shape)]?;
        let same = known.object == object && known.shape == shape;
        self.found += u32::from(same);
        same.then_some(known.start..known.end)
    }

    #[inline]
    pub(super) fn remember(&mut self, object: ObjectId, shape: ShapeId, text: Range<usize>) {
        self.places[place(object, shape)] = Some(Written {
            object,
            shape,
            start: text.start,
            end: text.end,
        });
    }

    /// What was written is taken back in part.
    pub(super) fn forget(&mut self) {
        self.places = [None; PLACES];
    }
}

/// Objects lie some cells apart: a multiplication spreads them.
#[inline]
fn place(object: ObjectId, shape: ShapeId) -> usize {
    let mixed = (object.0 ^ shape.0.rotate_left(16)).wrapping_mul(0x9E37_79B1);
    (mixed >> (u32::BITS - PLACES.trailing_zeros())) as usize
}
