//! Writes `data`: one pass over the plan's table of outputs, nulls bubbling by truncating what was written (rule 41).

use crate::codes;
use crate::compiled::{
    CompiledPlan, Composite, Decisions, LeafKind, Output, OutputKind, ROOT_SHAPE, TypeId, admits,
};
use crate::error::{Errors, PathSegment, ResponseError};
use crate::request::close;
use crate::store::{List, ObjectId, Store, Value};
use crate::walk;

/// The response would be longer than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Appends the value of `data` to `out`.
pub(crate) fn write_data(
    plan: &CompiledPlan,
    store: &Store,
    decisions: &Decisions,
    errors: &mut Errors,
    limit: usize,
    out: &mut Vec<u8>,
) -> Result<(), TooLong> {
    let start = out.len();
    let mut projector = Projector {
        plan,
        store,
        decisions,
        errors,
        out,
        discarded: 0,
        limit,
    };
    let shape = plan.projection.shape(ROOT_SHAPE);
    match projector.members(shape, walk::ROOT, None, None) {
        Ok(()) => close(out, start, b'{', b'}'),
        Err(Stop::Null) => {
            out.truncate(start);
            out.extend_from_slice(b"null");
        }
        Err(Stop::TooLong) => return Err(TooLong),
    }
    Ok(())
}

/// Why a value was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// It is null, and so is all up to the nearest place that may be.
    Null,
    TooLong,
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Written,
    /// Nothing was written.
    Null,
}

/// The way to a value, kept on the stack and only put together when an error needs it.
#[derive(Clone, Copy)]
struct Trail<'t> {
    up: Option<&'t Trail<'t>>,
    step: TrailStep<'t>,
}

#[derive(Clone, Copy)]
enum TrailStep<'t> {
    Key(&'t str),
    Index(usize),
}

impl Trail<'_> {
    fn path(&self) -> Vec<PathSegment> {
        let mut path = Vec::new();
        let mut at = Some(self);
        while let Some(trail) = at {
            path.push(match trail.step {
                TrailStep::Key(key) => PathSegment::Key(key.into()),
                TrailStep::Index(index) => PathSegment::Index(index),
            });
            at = trail.up;
        }
        path.reverse();
        path
    }
}

struct Projector<'a> {
    plan: &'a CompiledPlan,
    store: &'a Store,
    decisions: &'a Decisions,
    errors: &'a mut Errors,
    out: &'a mut Vec<u8>,
    /// Bytes that were written and taken back: work that counts as well.
    discarded: usize,
    limit: usize,
}

impl Projector<'_> {
    /// Writes each `,"key":value` of an object.
    fn members(
        &mut self,
        shape: &[Output],
        object: ObjectId,
        ty: Option<TypeId>,
        up: Option<&Trail<'_>>,
    ) -> Result<(), Stop> {
        for (index, output) in shape.iter().enumerate() {
            if !admits(&output.on, ty) || !self.decisions.hold(output.guard) {
                continue;
            }
            if output.contested && self.is_taken(&shape[..index], output, ty) {
                continue;
            }
            self.out.extend_from_slice(&output.key);
            let value = match output.slot {
                Some(slot) => self.store.get(object, slot),
                None => Value::Absent,
            };
            let trail = Trail {
                up,
                step: TrailStep::Key(&output.response_key),
            };
            if let Some(denial) = output.denied {
                self.report(&trail, || ResponseError::denied(denial));
                self.null(output.non_null)?;
                continue;
            }
            self.position(output.non_null, &output.kind, value, ty, &trail)?;
        }
        Ok(())
    }

    /// Whether an earlier output of the same response key was written.
    fn is_taken(&self, earlier: &[Output], output: &Output, ty: Option<TypeId>) -> bool {
        earlier.iter().any(|other| {
            other.response_key == output.response_key
                && admits(&other.on, ty)
                && self.decisions.hold(other.guard)
        })
    }

    /// Writes a value, or `null` where that may stand.
    #[inline]
    fn position(
        &mut self,
        non_null: bool,
        kind: &OutputKind,
        value: Value,
        ty: Option<TypeId>,
        trail: &Trail<'_>,
    ) -> Result<(), Stop> {
        let start = self.out.len();
        let outcome = match kind {
            OutputKind::Leaf(leaf) => Ok(self.leaf(leaf, value, ty, trail)),
            OutputKind::Composite(composite) => self.composite(composite, value, trail),
            OutputKind::List(item) => self.list(item.non_null, &item.kind, value, ty, trail),
        };
        match outcome {
            Ok(Outcome::Written) => Ok(()),
            Ok(Outcome::Null) => {
                if non_null {
                    self.report_null(trail);
                }
                self.null(non_null)
            }
            Err(Stop::Null) => {
                self.discarded += self.out.len() - start;
                self.out.truncate(start);
                self.null(non_null)
            }
            Err(Stop::TooLong) => Err(Stop::TooLong),
        }
    }

    fn null(&mut self, non_null: bool) -> Result<(), Stop> {
        if non_null {
            return Err(Stop::Null);
        }
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn check_length(&self) -> Result<(), Stop> {
        if self.out.len() + self.discarded > self.limit {
            return Err(Stop::TooLong);
        }
        Ok(())
    }

    fn list(
        &mut self,
        non_null: bool,
        kind: &OutputKind,
        value: Value,
        ty: Option<TypeId>,
        trail: &Trail<'_>,
    ) -> Result<Outcome, Stop> {
        let list: List = match value {
            Value::List(list) => list,
            Value::Absent | Value::Null => return Ok(Outcome::Null),
            _ => return Ok(self.invalid(trail, "a list")),
        };
        let start = self.out.len();
        for (index, cell) in list.cells().enumerate() {
            self.check_length()?;
            self.out.push(b',');
            let trail = Trail {
                up: Some(trail),
                step: TrailStep::Index(index),
            };
            self.position(non_null, kind, self.store.cell(cell), ty, &trail)?;
        }
        close(self.out, start, b'[', b']');
        Ok(Outcome::Written)
    }

    fn composite(
        &mut self,
        composite: &Composite,
        value: Value,
        trail: &Trail<'_>,
    ) -> Result<Outcome, Stop> {
        let object = match value {
            Value::Object(object) => object,
            Value::Absent | Value::Null => return Ok(Outcome::Null),
            _ => return Ok(self.invalid(trail, "an object")),
        };
        self.check_length()?;
        let Ok(ty) = self.type_at(composite, object) else {
            self.report(trail, || {
                ResponseError::new(
                    codes::SUBGRAPH_INVALID_TYPE,
                    "The subgraph answered with an object of a type that may not stand here.",
                )
            });
            return Ok(Outcome::Null);
        };
        let start = self.out.len();
        let plan = self.plan;
        let shape = plan.projection.shape(composite.shape);
        self.members(shape, object, ty, Some(trail))?;
        close(self.out, start, b'{', b'}');
        Ok(Outcome::Written)
    }

    /// The type of an object; `Err`: one that may not be shown here (rules 38 and 49).
    fn type_at(&self, composite: &Composite, object: ObjectId) -> Result<Option<TypeId>, ()> {
        let said = composite.typename.map(|slot| self.store.get(object, slot));
        match said {
            None | Some(Value::Absent | Value::Null) => Ok(composite.only),
            Some(Value::Type(id)) if admits(&composite.possible, Some(id)) => Ok(Some(id)),
            // An interface object may say the interface instead, where nobody asked for the type itself (rule 34).
            Some(Value::Type(id)) if *self.plan.types.json(id) == *composite.name => Ok(None),
            Some(Value::Text(span)) if *self.store.text(span) == *composite.name => Ok(None),
            Some(_) => Err(()),
        }
    }

    #[inline]
    fn leaf(
        &mut self,
        leaf: &LeafKind,
        value: Value,
        ty: Option<TypeId>,
        trail: &Trail<'_>,
    ) -> Outcome {
        match (leaf, value) {
            (LeafKind::String | LeafKind::Id | LeafKind::Custom, Value::Text(span)) => {
                self.out.extend_from_slice(self.store.text(span));
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
            (LeafKind::Float, Value::Number(span)) => self.float(self.store.text(span), trail),
            (LeafKind::Id, Value::Number(span)) => self.id(self.store.text(span), trail),
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
            return self.invalid(trail, "a Float");
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
            Value::Text(span) | Value::Number(span) | Value::Json(span) => {
                self.out.extend_from_slice(self.store.text(span));
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

    #[cold]
    fn invalid(&mut self, trail: &Trail<'_>, expected: &str) -> Outcome {
        self.report(trail, || {
            ResponseError::new(
                codes::SUBGRAPH_INVALID_VALUE,
                format!("The subgraph's value is not {expected}."),
            )
        });
        Outcome::Null
    }

    #[cold]
    fn report(&mut self, trail: &Trail<'_>, error: impl FnOnce() -> ResponseError) {
        self.errors.push_with(|| error().at(trail.path()));
    }

    /// A field that may not be null is: an error, unless one tells why already.
    #[cold]
    fn report_null(&mut self, trail: &Trail<'_>) {
        let path = trail.path();
        if self.errors.explain(&path) {
            return;
        }
        let error = ResponseError::new(
            codes::SUBGRAPH_NULL,
            "The subgraph gave no value for a field that may not be null.",
        );
        self.errors.push(error.at(path));
    }
}
