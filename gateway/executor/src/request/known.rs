//! The representations of one list: equal ones are found again and sent once (rule 7).

use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;

use ahash::RandomState;
use hashbrown::HashTable;

use crate::compiled::{RepresentationWriter, TypeId, TypenameSource};
use crate::store::{ObjectId, Store, Value};

/// Finds a representation by the values it is made of, before it is written, or else by its text. The second finds all;
/// the first is for the many objects that differ in nothing, and spares writing them.
#[derive(Debug)]
pub(super) struct Known<'w> {
    hasher: RandomState,
    by_values: HashTable<Remembered<'w>>,
    by_text: HashTable<u32>,
    /// Where each stands.
    spans: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Remembered<'w> {
    hash: u64,
    glance: Glance<'w>,
    number: u32,
}

/// An object and the way it would be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance<'w> {
    /// Which of the group's representations it gets.
    pub(super) kind: usize,
    pub(super) writer: &'w RepresentationWriter,
    pub(super) ty: Option<TypeId>,
    pub(super) object: ObjectId,
}

impl Glance<'_> {
    fn values<'s>(&'s self, store: &'s Store) -> impl Iterator<Item = Value> + 's {
        let value =
            |slot: Option<u32>| slot.map_or(Value::Absent, |slot| store.get(self.object, slot));
        self.writer
            .fields
            .iter()
            .map(move |field| value(field.slot))
    }

    /// Whether the values tell all.
    fn is_flat(&self) -> bool {
        let named = match self.writer.typename {
            TypenameSource::Constant(_) => true,
            TypenameSource::Own => self.ty.is_some(),
        };
        named && self.writer.flat
    }

    fn equals(&self, other: &Self, store: &Store) -> bool {
        let same_type = match self.writer.typename {
            TypenameSource::Constant(_) => true,
            TypenameSource::Own => self.ty == other.ty,
        };
        same_type
            && self.kind == other.kind
            && self
                .values(store)
                .zip(other.values(store))
                .all(|(a, b)| equal(a, b, store))
    }
}

/// Representations that there is room for from the start.
const ROOM: usize = 14;

impl<'w> Known<'w> {
    /// `objects`: how many will be looked for.
    pub(super) fn new(objects: usize) -> Self {
        let room = objects.min(ROOM);
        Self {
            hasher: RandomState::new(),
            by_values: HashTable::with_capacity(room),
            by_text: HashTable::with_capacity(room),
            spans: Vec::with_capacity(room),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// A number for the values; `None`: they don't tell all.
    pub(super) fn hash_values(&self, glance: &Glance<'w>, store: &Store) -> Option<u64> {
        if !glance.is_flat() {
            return None;
        }
        let mut hasher = self.hasher.build_hasher();
        for value in glance.values(store) {
            match value {
                Value::Absent => hasher.write_u8(0),
                Value::Null => hasher.write_u8(1),
                Value::Bool(value) => hasher.write_u8(2 + u8::from(value)),
                Value::Text(span) | Value::Integer(span) | Value::Number(span) => {
                    store.text(span).hash(&mut hasher);
                }
                Value::Type(id) => hasher.write_u32(id.0),
                Value::Json(_) | Value::Object(_) | Value::List(_) | Value::Header { .. } => {
                    return None;
                }
            }
        }
        Some(hasher.finish())
    }

    pub(super) fn find_values(&self, hash: u64, glance: &Glance<'w>, store: &Store) -> Option<u32> {
        let equal = |known: &Remembered<'_>| known.glance.equals(glance, store);
        Some(self.by_values.find(hash, equal)?.number)
    }

    pub(super) fn remember_values(&mut self, hash: u64, glance: Glance<'w>, number: u32) {
        let remembered = Remembered {
            hash,
            glance,
            number,
        };
        self.by_values
            .insert_unique(hash, remembered, |known| known.hash);
    }

    /// The number of the representation that was just written from `start` on; taken back if it stood there before.
    pub(super) fn number(&mut self, out: &mut Vec<u8>, start: usize) -> u32 {
        let Self {
            hasher,
            by_text,
            spans,
            ..
        } = self;
        let text = &out[start..];
        let hash = hasher.hash_one(text);
        let equal = |number: &u32| out[spans[*number as usize].clone()] == *text;
        if let Some(number) = by_text.find(hash, equal) {
            let number = *number;
            out.truncate(start);
            return number;
        }
        let number = spans.len() as u32;
        spans.push(start..out.len());
        let hash_of = |number: &u32| hasher.hash_one(&out[spans[*number as usize].clone()]);
        by_text.insert_unique(hash, number, hash_of);
        number
    }
}

/// Whether two leaves are written alike.
fn equal(a: Value, b: Value, store: &Store) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b))
        | (Value::Integer(a), Value::Integer(b))
        | (Value::Number(a), Value::Number(b)) => a == b || store.text(a) == store.text(b),
        (a, b) => a == b,
    }
}
