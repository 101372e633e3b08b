//! Writes `data`: one pass over the plan's table of outputs, nulls bubbling by truncating what was written (rule 41).

mod again;
mod later;
mod leaf;

use crate::codes;
use crate::compiled::{
    CompiledPlan, Composite, Decisions, Output, OutputKind, ROOT_SHAPE, ShapeId, TypeId, admits,
    are_for_all,
};
use crate::error::{Errors, PathSegment, ResponseError};
use crate::request::close;
use crate::store::{List, ObjectId, Store, Value};
use crate::walk;

use again::Again;
pub(crate) use later::{Later, Waiting, write_fragment};

/// The response would be longer than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// What is written, and how much of it may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources<'a, 'p> {
    pub(crate) plan: &'p CompiledPlan,
    pub(crate) store: &'a Store,
    pub(crate) decisions: &'a Decisions,
    /// Bytes.
    pub(crate) limit: usize,
    /// Objects whose deferred fragments may be outstanding.
    pub(crate) objects: usize,
}

/// Appends the value of `data` to `out`. `later`: where what is deferred is noted.
pub(crate) fn write_data<'p>(
    sources: Sources<'_, 'p>,
    errors: &mut Errors,
    later: Option<&mut Later<'p>>,
    out: &mut Vec<u8>,
) -> Result<(), TooLong> {
    let mut projector = Projector::new(sources, errors, later, out);
    projector.whole(ROOT_SHAPE, walk::ROOT, None, None)
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
    /// The way to a deferred fragment.
    Prefix(&'t [PathSegment]),
}

impl Trail<'_> {
    fn path(&self) -> Vec<PathSegment> {
        let mut path = Vec::new();
        let mut at = Some(self);
        while let Some(trail) = at {
            match trail.step {
                TrailStep::Key(key) => path.push(PathSegment::Key(key.into())),
                TrailStep::Index(index) => path.push(PathSegment::Index(index)),
                TrailStep::Prefix(prefix) => path.extend(prefix.iter().rev().cloned()),
            }
            at = trail.up;
        }
        path.reverse();
        path
    }
}

struct Projector<'a, 'p> {
    plan: &'p CompiledPlan,
    store: &'a Store,
    decisions: &'a Decisions,
    errors: &'a mut Errors,
    out: &'a mut Vec<u8>,
    /// Bytes that were written and taken back: work that counts as well.
    discarded: usize,
    limit: usize,
    objects: usize,
    /// Where the answer comes in parts.
    later: Option<&'a mut Later<'p>>,
    again: Again,
    /// Counts what depends on the place where a value stands: errors, and nulls that take more along.
    placed: usize,
}

impl<'a, 'p> Projector<'a, 'p> {
    fn new(
        sources: Sources<'a, 'p>,
        errors: &'a mut Errors,
        later: Option<&'a mut Later<'p>>,
        out: &'a mut Vec<u8>,
    ) -> Self {
        let Sources {
            plan,
            store,
            decisions,
            limit,
            objects,
        } = sources;
        Self {
            plan,
            store,
            decisions,
            errors,
            out,
            discarded: 0,
            limit,
            objects,
            later,
            again: Again::new(),
            placed: 0,
        }
    }
}

impl Projector<'_, '_> {
    /// Writes an object that stands at the top: `null` where a null came all the way up.
    fn whole(
        &mut self,
        shape: ShapeId,
        object: ObjectId,
        ty: Option<TypeId>,
        up: Option<&Trail<'_>>,
    ) -> Result<(), TooLong> {
        let (start, noted) = (self.out.len(), self.noted());
        let plan = self.plan;
        let written = self
            .members(plan.projection.shape(shape), object, ty, up)
            .and_then(|()| self.defer(shape, object, ty, up));
        match written {
            Ok(()) => close(self.out, start, b'{', b'}'),
            Err(Stop::Null) => {
                self.forget(noted);
                self.out.truncate(start);
                self.out.extend_from_slice(b"null");
            }
            Err(Stop::TooLong) => return Err(TooLong),
        }
        Ok(())
    }

    /// Writes each `,"key":value` of an object.
    fn members(
        &mut self,
        shape: &[Output],
        object: ObjectId,
        ty: Option<TypeId>,
        up: Option<&Trail<'_>>,
    ) -> Result<(), Stop> {
        for (index, output) in shape.iter().enumerate() {
            if !self.applies(shape, output, ty) || !self.decisions.hold(output.guard) {
                continue;
            }
            if output.contested && self.is_taken(shape, index, ty) {
                continue;
            }
            let value = match output.slot {
                Some(slot) => self.store.get(object, slot),
                None => Value::Absent,
            };
            if let OutputKind::Leaf(leaf) = &output.kind
                && output.denied.is_none()
                && self.plain_leaf(output, leaf, value)
            {
                continue;
            }
            output.key.append(self.out);
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

    /// Whether an output is written for an object of that type.
    #[inline]
    fn applies(&self, shape: &[Output], output: &Output, ty: Option<TypeId>) -> bool {
        admits(&output.on, ty) || (ty.is_none() && self.whatever_type(shape, output))
    }

    /// Whether the client asks for an output's key of objects of all types that are possible: conditions may leave some
    /// out.
    #[cold]
    fn whatever_type(&self, shape: &[Output], output: &Output) -> bool {
        output.untyped.as_deref().is_some_and(|types| {
            let asked = shape.iter().filter(|it| self.decisions.hold(it.guard));
            are_for_all(asked, &output.response_key, types)
        })
    }

    /// Whether an output of the same response key stands before the one at `index` and was written.
    fn is_taken(&self, shape: &[Output], index: usize, ty: Option<TypeId>) -> bool {
        shape[..index].iter().any(|other| {
            other.response_key == shape[index].response_key
                && self.applies(shape, other, ty)
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
        let (start, noted) = (self.out.len(), self.noted());
        if self.was_nulled(kind, trail) {
            return self.null(non_null);
        }
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
                self.forget(noted);
                self.again.forget();
                self.placed += 1;
                if !non_null {
                    self.note_null(trail);
                }
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
        // Deferred fragments are noted by place.
        if self.later.is_none()
            && let Some(text) = self.again.find(object, composite.shape)
        {
            if self.out.len() + self.discarded + text.len() > self.limit {
                return Err(Stop::TooLong);
            }
            self.out.extend_from_within(text);
            return Ok(Outcome::Written);
        }
        let (start, placed) = (self.out.len(), self.placed);
        let plan = self.plan;
        let shape = plan.projection.shape(composite.shape);
        self.members(shape, object, ty, Some(trail))?;
        self.defer(composite.shape, object, ty, Some(trail))?;
        close(self.out, start, b'{', b'}');
        if self.placed == placed {
            let text = start..self.out.len();
            self.again.remember(object, composite.shape, text);
        }
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
        self.placed += 1;
        self.errors.push_with(|| error().at(trail.path()));
    }

    /// A field that may not be null is: an error, unless one tells why already.
    #[cold]
    fn report_null(&mut self, trail: &Trail<'_>) {
        self.placed += 1;
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
