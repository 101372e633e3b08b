//! Reads values by a plan's readers into the store.

use crate::compiled::{CompiledPlan, Reader, ReaderField, ReaderId};
use crate::store::{ObjectId, Span, Store, Value};

use super::alike::{Alike, Known};
use super::json::{Cursor, Fault};

/// List items that there is room for from the start.
const ROOM: usize = 64;

#[derive(Debug)]
pub(crate) struct ValueReader<'a> {
    pub(crate) cursor: Cursor<'a>,
    plan: &'a CompiledPlan,
    store: &'a mut Store,
    buffer: u16,
    /// Items of the lists that are being read.
    items: Vec<Value>,
    alike: Alike,
}

impl<'a> ValueReader<'a> {
    pub(crate) fn new(
        text: &'a [u8],
        buffer: u16,
        plan: &'a CompiledPlan,
        store: &'a mut Store,
        depth: usize,
    ) -> Self {
        Self {
            cursor: Cursor::new(text, depth),
            plan,
            store,
            buffer,
            items: Vec::with_capacity(ROOM),
            alike: Alike::new(),
        }
    }

    /// Reads a value; objects in it with that reader, or as plain JSON where there is none.
    pub(crate) fn value(&mut self, reader: Option<ReaderId>) -> Result<Value, Fault> {
        match self.cursor.peek()? {
            b'"' => {
                let start = self.cursor.position();
                self.cursor.string()?;
                Ok(Value::Text(self.span(start)))
            }
            b'{' => match reader {
                Some(reader) => self.object(reader),
                None => {
                    let start = self.cursor.position();
                    self.cursor.skip()?;
                    Ok(Value::Json(self.span(start)))
                }
            },
            b'[' => self.list(reader),
            b't' => self.literal(b"true", Value::Bool(true)),
            b'f' => self.literal(b"false", Value::Bool(false)),
            b'n' => self.literal(b"null", Value::Null),
            _ => {
                let start = self.cursor.position();
                if self.cursor.number()? {
                    return Ok(Value::Integer(self.span(start)));
                }
                Ok(Value::Number(self.span(start)))
            }
        }
    }

    #[inline]
    fn literal(&mut self, literal: &[u8], value: Value) -> Result<Value, Fault> {
        self.cursor.literal(literal)?;
        Ok(value)
    }

    #[inline]
    fn span(&self, start: usize) -> Span {
        // Lengths fit 32 bits: the store keeps no longer answer.
        Span {
            buffer: self.buffer,
            start: start as u32,
            length: (self.cursor.position() - start) as u32,
        }
    }

    fn list(&mut self, reader: Option<ReaderId>) -> Result<Value, Fault> {
        let first = self.items.len();
        let mut item = self.cursor.open_list()?;
        while item {
            let value = self.value(reader)?;
            self.items.push(value);
            item = self.cursor.next_item()?;
        }
        let list = self.store.list(&self.items[first..])?;
        self.items.truncate(first);
        Ok(Value::List(list))
    }

    fn object(&mut self, id: ReaderId) -> Result<Value, Fault> {
        let reader = self.plan.reader(id);
        if !reader.alike || !self.alike.pays() {
            return self.new_object(reader).map(Value::Object);
        }
        let start = self.cursor.position();
        let place = match self.alike.find(id, start, self.cursor.text()) {
            Ok(known) => {
                self.cursor.set_position(start + known.length as usize);
                return Ok(Value::Object(known.object));
            }
            Err(place) => place,
        };
        let object = self.new_object(reader)?;
        let Span { start, length, .. } = self.span(start);
        let known = Known {
            reader: id,
            object,
            start,
            length,
        };
        self.alike.remember(place, known);
        Ok(Value::Object(object))
    }

    fn new_object(&mut self, reader: &Reader) -> Result<ObjectId, Fault> {
        let plan = self.plan;
        let object = self
            .store
            .object(reader.layout, plan.layout(reader.layout))?;
        // The field that is expected next: answers come in the order of the document.
        let mut next = 0;
        let mut member = self.cursor.open_object()?;
        while member {
            match self.field(reader, next)? {
                Some(at) => {
                    let field = &reader.fields[at];
                    next = at + 1;
                    let value = self.field_value(field)?;
                    self.store.set(object, field.slot, value);
                }
                None => {
                    self.cursor.skip()?;
                }
            }
            member = self.cursor.next_member()?;
        }
        Ok(object)
    }

    /// Takes the key; which field it is. `None`: one that was not asked for.
    #[inline]
    fn field(&mut self, reader: &Reader, next: usize) -> Result<Option<usize>, Fault> {
        if let Some(field) = reader.fields.get(next)
            && self.cursor.take_key(&field.written_key)?
        {
            return Ok(Some(next));
        }
        self.field_elsewhere(reader)
    }

    #[cold]
    fn field_elsewhere(&mut self, reader: &Reader) -> Result<Option<usize>, Fault> {
        let key = self.cursor.key()?;
        let Ok(key) = std::str::from_utf8(key) else {
            return Err(Fault::Syntax);
        };
        if !key.contains('\\') {
            return Ok(reader.find(key));
        }
        // A key may be written with escapes.
        let key: String = serde_json::from_str(&format!("\"{key}\"")).map_err(|_| Fault::Syntax)?;
        Ok(reader.find(&key))
    }

    #[inline]
    fn field_value(&mut self, field: &ReaderField) -> Result<Value, Fault> {
        let value = self.value(field.child)?;
        if !field.typename {
            return Ok(value);
        }
        match value {
            Value::Text(span) => Ok(self.type_named(span)),
            other => Ok(other),
        }
    }

    /// A type the plan names, or else the text as it stands.
    fn type_named(&self, span: Span) -> Value {
        let text = self.store.text(span);
        if let Some(id) = self.plan.types.by_json(text) {
            return Value::Type(id);
        }
        // An unusual spelling, with escapes.
        let plain = serde_json::from_slice::<String>(text).ok();
        match plain.and_then(|plain| self.plan.types.id(&plain)) {
            Some(id) => Value::Type(id),
            None => Value::Text(span),
        }
    }
}
