//! Places in the merged tree, in the words of the client.

use smallvec::SmallVec;

use crate::compiled::{
    CompiledPlan, LayoutId, Output, OutputKind, PartIndex, ROOT_SHAPE, ShapeId, admits,
};
use crate::error::PathSegment;
use crate::store::{ObjectId, Store, Value};
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
    let mut at = Viewpoint::top(plan);
    for segment in place {
        let key = match segment {
            PathSegment::Index(index) => {
                path.push(segment.clone());
                at = at.item(*index, store);
                continue;
            }
            PathSegment::Key(key) => key,
        };
        let slot = at.layout.and_then(|layout| plan.layout(layout).slot(key));
        let Some(slot) = slot else {
            return (path, true);
        };
        let (wanted, others) = at.fields(plan, store, |output| output.slot == Some(slot));
        // Of the parts that show it under the same key all are followed: each may show something else below.
        let Some(key) = wanted.first().map(|first| &first.output.response_key) else {
            return (path, others.is_empty() || !at.has(slot, store));
        };
        path.push(PathSegment::Key(key.clone()));
        let same = wanted
            .iter()
            .filter(|below| below.output.response_key == *key);
        at = at.member(slot, plan, store, same, &others);
    }
    (path, true)
}

/// Whether the client sees the place of an error, now that more types are known. The error is still told where it may
/// have taken more along than a field that the client does not want.
pub(crate) fn is_seen(plan: &CompiledPlan, store: &Store, path: &[PathSegment]) -> bool {
    let mut at = Viewpoint::top(plan);
    for segment in path {
        let key = match segment {
            PathSegment::Index(index) => {
                at = at.item(*index, store);
                continue;
            }
            PathSegment::Key(key) => key,
        };
        let (wanted, others) = at.fields(plan, store, |output| output.response_key == *key);
        let Some(first) = wanted.first() else {
            let slots = others.iter().filter_map(|below| below.output.slot);
            return !slots.into_iter().any(|slot| at.has(slot, store));
        };
        let Some(slot) = first.output.slot else {
            return true;
        };
        at = at.member(slot, plan, store, wanted.iter(), &others);
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

/// Where a walk along a path has come to. The value may be missing: an error is often the reason.
struct Viewpoint {
    shapes: Shapes,
    /// What would be shown here of objects of other types, were one of them on the way.
    others: Shapes,
    layout: Option<LayoutId>,
    value: Value,
}

impl Viewpoint {
    fn top(plan: &CompiledPlan) -> Self {
        Self {
            shapes: opened(plan, [(0, ROOT_SHAPE)]),
            others: Shapes::new(),
            layout: Some(plan.root),
            value: Value::Object(walk::ROOT),
        }
    }

    fn item(self, index: usize, store: &Store) -> Self {
        let value = match self.value {
            Value::List(list) => store
                .items(list)
                .get(index)
                .copied()
                .unwrap_or(Value::Absent),
            _ => Value::Absent,
        };
        Self { value, ..self }
    }

    fn object(&self) -> Option<ObjectId> {
        match self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether the object here has a value, `null` included.
    fn has(&self, slot: u32, store: &Store) -> bool {
        self.object()
            .is_some_and(|object| store.get(object, slot) != Value::Absent)
    }

    /// The fields here that are shown, and those that would be for another type.
    fn fields<'p>(
        &self,
        plan: &'p CompiledPlan,
        store: &Store,
        chosen: impl Fn(&Output) -> bool,
    ) -> (Shown<'p>, Shown<'p>) {
        let ty = self.object();
        let ty = ty.and_then(|object| walk::type_of(plan, store, object));
        let (wanted, mut others): (Shown<'p>, Shown<'p>) = below(plan, &self.shapes, &chosen)
            .into_iter()
            .partition(|below| ty.is_none() || admits(&below.output.on, ty));
        others.extend(below(plan, &self.others, &chosen));
        (wanted, others)
    }

    fn member<'p: 'b, 'b>(
        &self,
        slot: u32,
        plan: &'p CompiledPlan,
        store: &Store,
        shown: impl Iterator<Item = &'b Below<'p>>,
        others: &[Below<'p>],
    ) -> Self {
        let value = self.object().map(|object| store.get(object, slot));
        let layout = self.layout.map(|layout| plan.layout(layout));
        Self {
            shapes: opened(plan, shown.filter_map(Below::shape)),
            others: opened(plan, others.iter().filter_map(Below::shape)),
            layout: layout.and_then(|layout| layout.child(slot)),
            value: value.unwrap_or(Value::Absent),
        }
    }
}

fn shape_of(kind: &OutputKind) -> Option<ShapeId> {
    match kind {
        OutputKind::Leaf(_) => None,
        OutputKind::Composite(composite) => Some(composite.shape),
        OutputKind::List(item) => shape_of(&item.kind),
    }
}
