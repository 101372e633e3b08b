//! Leaf values, each checked by its kind.

use crate::codes;
use crate::compiled::{LeafKind, Output, TypeId};
use crate::error::ResponseError;
use crate::request::close;
use crate::store::Value;

use super::{Outcome, Projector, Trail};

impl Projector<'_, '_> {
    /// Writes a leaf that is as it should be, key first; whether it was one.
    #[inline]
    pub(super) fn plain_leaf(&mut self, output: &Output, leaf: &LeafKind, value: Value) -> bool {
        match (leaf, value) {
            (LeafKind::String | LeafKind::Id, Value::Text(span))
            | (LeafKind::Int | LeafKind::Float, Value::Integer(span)) => {
                output.key.append(self.out);
                self.store.append(span, self.out);
                true
            }
            _ => false,
        }
    }

    #[inline]
    pub(super) fn leaf(
        &mut self,
        leaf: &LeafKind,
        value: Value,
        ty: Option<TypeId>,
        trail: &Trail<'_>,
    ) -> Outcome {
        match (leaf, value) {
            (LeafKind::String | LeafKind::Id | LeafKind::Custom, Value::Text(span))
            | (LeafKind::Int | LeafKind::Float | LeafKind::Custom, Value::Integer(span)) => {
                self.store.append(span, self.out);
                Outcome::Written
            }
            (LeafKind::Boolean | LeafKind::Custom, Value::Bool(value)) => {
                let text: &[u8] = if value { b"true" } else { b"false" };
                self.out.extend_from_slice(text);
                Outcome::Written
            }
            (LeafKind::Constant(name), _) => {
                self.out.extend_from_slice(name);
                Outcome::Written
            }
            (LeafKind::Typename, _) => self.typename(ty),
            (LeafKind::Unreachable, _) => {
                self.report(trail, || {
                    ResponseError::new(
                        codes::FIELD_UNREACHABLE,
                        "No subgraph can give this field at this place.",
                    )
                });
                Outcome::Null
            }
            (_, Value::Absent | Value::Null) => Outcome::Null,
            (LeafKind::Int, Value::Number(span)) => self.int(self.store.text(span), trail),
            (LeafKind::Float | LeafKind::Custom, Value::Number(span)) => {
                self.float(self.store.text(span), trail)
            }
            (LeafKind::Id, Value::Integer(span) | Value::Number(span)) => {
                self.id(self.store.text(span), trail)
            }
            (LeafKind::Enum(values), Value::Text(span)) => {
                self.enumeration(values, self.store.text(span), trail)
            }
            (LeafKind::Custom, value) => {
                self.json(value);
                Outcome::Written
            }
            (LeafKind::Int, _) => self.invalid(trail, "an Int"),
            (LeafKind::Float, _) => self.invalid(trail, "a Float"),
            (LeafKind::String, _) => self.invalid(trail, "a String"),
            (LeafKind::Boolean, _) => self.invalid(trail, "a Boolean"),
            (LeafKind::Id, _) => self.invalid(trail, "an ID"),
            (LeafKind::Enum(_), _) => self.invalid(trail, "a value of the enum"),
        }
    }

    fn typename(&mut self, ty: Option<TypeId>) -> Outcome {
        match ty {
            Some(id) => {
                self.out.extend_from_slice(self.plan.types.json(id));
                Outcome::Written
            }
            None => Outcome::Null,
        }
    }

    /// Writes an integer of 32 bits, however it is spelled.
    fn int(&mut self, text: &[u8], trail: &Trail<'_>) -> Outcome {
        let number = std::str::from_utf8(text).unwrap_or_default();
        if number.parse::<i32>().is_ok() {
            self.out.extend_from_slice(text);
            return Outcome::Written;
        }
        let value: f64 = number.parse().unwrap_or(f64::NAN);
        if value.fract() != 0.0 || value.abs() > f64::from(i32::MAX) {
            return self.invalid(trail, "an Int");
        }
        // Whole and in range, so that nothing is lost.
        let whole = value as i32;
        self.out.extend_from_slice(whole.to_string().as_bytes());
        Outcome::Written
    }

    /// Writes a number as it stands, if it is a finite one.
    fn float(&mut self, text: &[u8], trail: &Trail<'_>) -> Outcome {
        // Short and without an exponent: finite for sure.
        let plain = text.len() < 40 && !text.iter().any(|byte| matches!(byte, b'e' | b'E'));
        let finite = plain
            || std::str::from_utf8(text)
                .is_ok_and(|number| number.parse::<f64>().is_ok_and(f64::is_finite));
        if !finite {
            return self.invalid(trail, "a finite number");
        }
        self.out.extend_from_slice(text);
        Outcome::Written
    }

    /// Writes a whole number as a string, which is what an ID is for clients.
    fn id(&mut self, text: &[u8], trail: &Trail<'_>) -> Outcome {
        if text.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            return self.invalid(trail, "an ID");
        }
        self.out.push(b'"');
        self.out.extend_from_slice(text);
        self.out.push(b'"');
        Outcome::Written
    }

    fn enumeration(&mut self, values: &[Box<[u8]>], text: &[u8], trail: &Trail<'_>) -> Outcome {
        if values.iter().any(|value| **value == *text) {
            self.out.extend_from_slice(text);
            return Outcome::Written;
        }
        self.invalid(trail, "a value of the enum")
    }

    /// Writes any JSON, for a custom scalar.
    fn json(&mut self, value: Value) {
        match value {
            Value::Absent | Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(value) => {
                let text: &[u8] = if value { b"true" } else { b"false" };
                self.out.extend_from_slice(text);
            }
            Value::Text(span) | Value::Integer(span) | Value::Number(span) | Value::Json(span) => {
                self.store.append(span, self.out)
            }
            Value::Type(id) => self.out.extend_from_slice(self.plan.types.json(id)),
            Value::List(list) => {
                let start = self.out.len();
                for cell in list.cells() {
                    self.out.push(b',');
                    self.json(self.store.cell(cell));
                }
                close(self.out, start, b'[', b']');
            }
            // An object that was asked for its fields is no scalar.
            Value::Object(_) => self.out.extend_from_slice(b"null"),
            Value::Header { .. } => unreachable!("a header is no value"),
        }
    }
}
