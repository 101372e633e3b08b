//! The merged tree: one array of small values that refer to the subgraphs' answers.
//!
//! Indices instead of references: the answers arrive while others are read, and the whole must be `Send` between
//! two polls of the request's future.

use bytes::Bytes;

use crate::compiled::{Layout, LayoutId, TypeId};

/// A value of the merged tree: sixteen bytes, moved by one instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nobody gave a value (yet), which is not `null` (rule 21).
    Absent,
    Null,
    Bool(bool),
    /// JSON text of a string, quotes included, checked to be valid.
    Text(Span),
    /// JSON text of a number that is whole and fits 32 bits.
    Integer(Span),
    /// JSON text of any other number.
    Number(Span),
    /// JSON text of an object in the place of a leaf (a custom scalar).
    Json(Span),
    /// `__typename`, of a type the plan names.
    Type(TypeId),
    Object(ObjectId),
    List(List),
    /// First cell of each object.
    Header {
        layout: LayoutId,
        /// The last walk that came by, so that none takes an object twice.
        mark: u32,
    },
}

/// A piece of a subgraph's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) buffer: u16,
    pub(crate) start: u32,
    pub(crate) length: u32,
}

/// Index of an object's first cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ObjectId(pub(crate) u32);

/// The cells of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) start: u32,
    pub(crate) length: u32,
}

impl List {
    pub(crate) fn cells(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.length) as usize
    }
}

/// The merged tree would be larger than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

/// Texts up to this length are copied by a move of this length.
const SHORT: usize = 32;

#[derive(Debug)]
pub(crate) struct Store {
    buffers: Vec<Bytes>,
    cells: Vec<Value>,
    last_mark: u32,
    limit: usize,
}

impl Store {
    /// `expected`: cells to make room for; `limit`: cells at most.
    pub(crate) fn new(expected: usize, limit: usize) -> Self {
        // Cells are counted in 32 bits.
        let limit = limit.min(u32::MAX as usize / 2);
        Self {
            buffers: Vec::new(),
            cells: Vec::with_capacity(expected.min(limit)),
            last_mark: 0,
            limit,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Keeps an answer for as long as the store lives. `None`: no more can be numbered.
    pub(crate) fn keep(&mut self, bytes: Bytes) -> Option<u16> {
        let number = u16::try_from(self.buffers.len()).ok()?;
        u32::try_from(bytes.len()).ok()?;
        self.buffers.push(bytes);
        Some(number)
    }

    pub(crate) fn text(&self, span: Span) -> &[u8] {
        let start = span.start as usize;
        &self.buffers[usize::from(span.buffer)][start..start + span.length as usize]
    }

    /// Appends a text to `out`.
    #[inline]
    pub(crate) fn append(&self, span: Span, out: &mut Vec<u8>) {
        let buffer = &self.buffers[usize::from(span.buffer)];
        let (start, length) = (span.start as usize, span.length as usize);
        // Most texts are short, and a copy of fixed length is a move, not a call.
        match buffer.get(start..start + SHORT) {
            Some(chunk) if length <= SHORT => {
                let end = out.len() + length;
                let chunk: &[u8; SHORT] = chunk.try_into().expect("the chunk has that length");
                out.extend_from_slice(chunk);
                out.truncate(end);
            }
            Some(_) | None => out.extend_from_slice(&buffer[start..start + length]),
        }
    }

    /// A new object with nothing in it.
    pub(crate) fn object(&mut self, id: LayoutId, layout: &Layout) -> Result<ObjectId, Full> {
        let at = self.cells.len();
        let end = at + 1 + layout.slots.len();
        if end > self.limit {
            return Err(Full);
        }
        self.cells.push(Value::Header {
            layout: id,
            mark: 0,
        });
        self.cells.resize(end, Value::Absent);
        Ok(ObjectId(at as u32))
    }

    pub(crate) fn list(&mut self, items: &[Value]) -> Result<List, Full> {
        let start = self.cells.len();
        if start + items.len() > self.limit {
            return Err(Full);
        }
        self.cells.extend_from_slice(items);
        Ok(List {
            start: start as u32,
            length: items.len() as u32,
        })
    }

    pub(crate) fn get(&self, object: ObjectId, slot: u32) -> Value {
        self.cells[(object.0 + 1 + slot) as usize]
    }

    pub(crate) fn set(&mut self, object: ObjectId, slot: u32, value: Value) {
        self.cells[(object.0 + 1 + slot) as usize] = value;
    }

    /// Cell of an object's slot, to be used with [`Self::cell`].
    pub(crate) fn cell_of(object: ObjectId, slot: u32) -> usize {
        (object.0 + 1 + slot) as usize
    }

    pub(crate) fn cell(&self, at: usize) -> Value {
        self.cells[at]
    }

    pub(crate) fn set_cell(&mut self, at: usize, value: Value) {
        self.cells[at] = value;
    }

    pub(crate) fn items(&self, list: List) -> &[Value] {
        &self.cells[list.cells()]
    }

    pub(crate) fn layout(&self, object: ObjectId) -> LayoutId {
        match self.cells[object.0 as usize] {
            Value::Header { layout, .. } => layout,
            other => unreachable!("an object begins with its header, not with {other:?}"),
        }
    }

    /// A mark that no object bears.
    pub(crate) fn new_mark(&mut self) -> u32 {
        self.last_mark += 1;
        self.last_mark
    }

    /// Marks an object; whether it did not bear the mark before.
    pub(crate) fn mark(&mut self, object: ObjectId, new: u32) -> bool {
        match &mut self.cells[object.0 as usize] {
            Value::Header { mark, .. } => std::mem::replace(mark, new) != new,
            other => unreachable!("an object begins with its header, not with {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_sixteen_bytes() {
        assert_eq!(size_of::<Value>(), 16);
    }

    #[test]
    fn the_store_refuses_to_grow_beyond_its_limit() {
        let mut store = Store::new(0, 2);
        assert!(store.list(&[Value::Null, Value::Null]).is_ok());
        assert_eq!(store.list(&[Value::Null]), Err(Full));
    }
}
