//! Places in the merged tree, in the words of the client.

use smallvec::SmallVec;

use crate::compiled::{
    CompiledPlan, LayoutId, Output, OutputKind, PartIndex, ROOT_SHAPE, ShapeId, admits,
};
use crate::error::PathSegment;
use crate::store::{Store, Value};
use crate::walk;

/// A place in the words of the client: response keys for storage keys, up to the last part that it can see.
pub(super) fn to_client(
    plan: &CompiledPlan,
    store: &Store,
    place: &[PathSegment],
) -> Vec<PathSegment> {
    follow(plan, store, place).0
}

/// As [`to_client`]; `None` where the place lies in a field of another type's objects: it was asked before the type was
/// known (rule 34), and the client does not see it.
pub(super) fn to_client_if_seen(
    plan: &CompiledPlan,
    store: &Store,
    place: &[PathSegment],
) -> Option<Vec<PathSegment>> {
    let (path, seen) = follow(plan, store, place);
    seen.then_some(path)
}

/// The place in the words of the client, and whether it may see it.
fn follow(plan: &CompiledPlan, store: &Store, place: &[PathSegment]) -> (Vec<PathSegment>, bool) {
    let mut path = Vec::with_capacity(place.len());
    let mut at = Viewpoint {
        shapes: opened(plan, [(0, ROOT_SHAPE)]),
        layout: Some(plan.root),
        value: Value::Object(walk::ROOT),
    };
    for segment in place {
        let translated = match segment {
            PathSegment::Index(index) => Some(at.item(*index, store)),
            PathSegment::Key(key) => at.member(key, plan, store),
        };
        let Some((segment, below)) = translated else {
            let seen = match segment {
                PathSegment::Key(key) => !at.hides(key, plan, store),
                PathSegment::Index(_) => true,
            };
            return (path, seen);
        };
        path.push(segment);
        at = below;
    }
    (path, true)
}

/// Whether the client sees the place of an error. It does not where a field was asked of an object before its type was
/// known, and then is of none of the types that the client wants the field of (rule 34). The error is still told where it
/// may have taken more along than that field.
pub(crate) fn is_seen(plan: &CompiledPlan, store: &Store, path: &[PathSegment]) -> bool {
    let mut shapes = opened(plan, [(0, ROOT_SHAPE)]);
    let mut value = Value::Object(walk::ROOT);
    for segment in path {
        let (key, object) = match (segment, value) {
            (PathSegment::Key(key), Value::Object(object)) => (key, object),
            (PathSegment::Index(index), Value::List(list)) => {
                let items = store.items(list);
                value = items.get(*index).copied().unwrap_or(Value::Absent);
                continue;
            }
            _ => return true,
        };
        let ty = walk::type_of(plan, store, object);
        let named = below(plan, &shapes, |output| output.response_key == *key);
        let (wanted, others): (Shown<'_>, Shown<'_>) = named
            .into_iter()
            .partition(|below| ty.is_none() || admits(&below.output.on, ty));
        let given = |below: &Below<'_>| {
            let slot = below.output.slot;
            slot.map_or(Value::Absent, |slot| store.get(object, slot))
        };
        let Some(first) = wanted.first() else {
            return others.iter().all(|below| given(below) == Value::Absent);
        };
        value = given(first);
        shapes = opened(plan, wanted.iter().filter_map(Below::shape));
    }
    true
}

/// The part of the answer that shows a place, as far as its path can be followed.
pub(crate) fn part_of(plan: &CompiledPlan, path: &[PathSegment]) -> PartIndex {
    let mut shapes = opened(plan, [(0, ROOT_SHAPE)]);
    let mut part = 0;
    for segment in path {
        let PathSegment::Key(key) = segment else {
            continue;
        };
        let below = below(plan, &shapes, |output| output.response_key == *key);
        let Some(first) = below.first() else {
            break;
        };
        part = first.part;
        shapes = opened(plan, below.iter().filter_map(Below::shape));
    }
    part
}

/// What the parts of an answer show of an object.
type Shapes = SmallVec<[(PartIndex, ShapeId); 1]>;

/// Adds the fragments that are deferred in shapes, and in these.
fn opened(plan: &CompiledPlan, shapes: impl IntoIterator<Item = (PartIndex, ShapeId)>) -> Shapes {
    let mut shapes: Shapes = shapes.into_iter().collect();
    let mut at = 0;
    // Fragments are nested as the operation has them: this ends.
    while let Some((_, shape)) = shapes.get(at).copied() {
        at += 1;
        let anchors = plan.projection.anchors(shape).iter();
        shapes.extend(anchors.map(|anchor| (anchor.part, anchor.shape)));
    }
    shapes
}

/// A field that a part shows.
struct Below<'p> {
    part: PartIndex,
    output: &'p Output,
}

impl Below<'_> {
    fn shape(&self) -> Option<(PartIndex, ShapeId)> {
        Some((self.part, shape_of(&self.output.kind)?))
    }
}

/// Fields of one key, in several parts or for several types.
type Shown<'p> = SmallVec<[Below<'p>; 1]>;

fn below<'p>(
    plan: &'p CompiledPlan,
    shapes: &Shapes,
    chosen: impl Fn(&Output) -> bool,
) -> Shown<'p> {
    let mut found = Shown::new();
    for (part, shape) in shapes {
        let outputs = plan.projection.shape(*shape).iter();
        found.extend(outputs.filter(|output| chosen(output)).map(|output| Below {
            part: *part,
            output,
        }));
    }
    found
}

/// Where a translation has come to. The value may be missing: an error is often the reason.
struct Viewpoint {
    shapes: Shapes,
    layout: Option<LayoutId>,
    value: Value,
}

impl Viewpoint {
    fn item(&self, index: usize, store: &Store) -> (PathSegment, Self) {
        let value = match self.value {
            Value::List(list) => store
                .items(list)
                .get(index)
                .copied()
                .unwrap_or(Value::Absent),
            _ => Value::Absent,
        };
        let below = Self {
            shapes: self.shapes.clone(),
            layout: self.layout,
            value,
        };
        (PathSegment::Index(index), below)
    }

    /// Whether an object has a value that the client wants of objects of other types only.
    fn hides(&self, key: &str, plan: &CompiledPlan, store: &Store) -> bool {
        let slot = self.layout.and_then(|layout| plan.layout(layout).slot(key));
        let (Some(slot), Value::Object(object)) = (slot, self.value) else {
            return false;
        };
        let shown = below(plan, &self.shapes, |output| output.slot == Some(slot));
        !shown.is_empty() && store.get(object, slot) != Value::Absent
    }

    fn member(&self, key: &str, plan: &CompiledPlan, store: &Store) -> Option<(PathSegment, Self)> {
        let slot = plan.layout(self.layout?).slot(key)?;
        let object = match self.value {
            Value::Object(object) => Some(object),
            _ => None,
        };
        let ty = object.and_then(|object| walk::type_of(plan, store, object));
        let below = below(plan, &self.shapes, |output| {
            output.slot == Some(slot) && (ty.is_none() || admits(&output.on, ty))
        });
        // Of the parts that show it under the same key all are followed: each may show something else below.
        let key = below.first()?.output.response_key.clone();
        let same = below
            .iter()
            .filter(|below| below.output.response_key == key);
        let viewpoint = Self {
            shapes: opened(plan, same.filter_map(Below::shape)),
            layout: plan.layout(self.layout?).child(slot),
            value: object.map_or(Value::Absent, |object| store.get(object, slot)),
        };
        Some((PathSegment::Key(key), viewpoint))
    }
}

fn shape_of(kind: &OutputKind) -> Option<ShapeId> {
    match kind {
        OutputKind::Leaf(_) => None,
        OutputKind::Composite(composite) => Some(composite.shape),
        OutputKind::List(item) => shape_of(&item.kind),
    }
}
