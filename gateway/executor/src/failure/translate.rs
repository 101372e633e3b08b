//! Places in the merged tree, in the words of the client.

use crate::compiled::{CompiledPlan, LayoutId, OutputKind, ROOT_SHAPE, ShapeId, admits};
use crate::error::PathSegment;
use crate::store::{Store, Value};
use crate::walk;

/// A place in the words of the client: response keys for storage keys, up to the last part that it can see.
pub(super) fn to_client(
    plan: &CompiledPlan,
    store: &Store,
    place: &[PathSegment],
) -> Vec<PathSegment> {
    let mut path = Vec::with_capacity(place.len());
    let mut at = Viewpoint {
        shape: Some(ROOT_SHAPE),
        layout: Some(plan.root),
        value: Value::Object(walk::ROOT),
    };
    for segment in place {
        let translated = match segment {
            PathSegment::Index(index) => at.item(*index, store),
            PathSegment::Key(key) => at.member(key, plan, store),
        };
        let Some((segment, below)) = translated else {
            break;
        };
        path.push(segment);
        at = below;
    }
    path
}

/// Where a translation has come to. The value may be missing: an error is often the reason.
#[derive(Clone, Copy)]
struct Viewpoint {
    shape: Option<ShapeId>,
    layout: Option<LayoutId>,
    value: Value,
}

impl Viewpoint {
    fn item(self, index: usize, store: &Store) -> Option<(PathSegment, Self)> {
        let value = match self.value {
            Value::List(list) => store
                .items(list)
                .get(index)
                .copied()
                .unwrap_or(Value::Absent),
            _ => Value::Absent,
        };
        Some((PathSegment::Index(index), Self { value, ..self }))
    }

    fn member(self, key: &str, plan: &CompiledPlan, store: &Store) -> Option<(PathSegment, Self)> {
        let slot = plan.layout(self.layout?).slot(key)?;
        let object = match self.value {
            Value::Object(object) => Some(object),
            _ => None,
        };
        let ty = object.and_then(|object| walk::type_of(plan, store, object));
        let outputs = plan.projection.shape(self.shape?);
        let output = outputs
            .iter()
            .filter(|output| output.slot == Some(slot))
            .find(|output| ty.is_none() || admits(&output.on, ty))?;
        let below = Self {
            shape: shape_of(&output.kind),
            layout: plan.layout(self.layout?).child(slot),
            value: object.map_or(Value::Absent, |object| store.get(object, slot)),
        };
        Some((PathSegment::Key(output.response_key.clone()), below))
    }
}

fn shape_of(kind: &OutputKind) -> Option<ShapeId> {
    match kind {
        OutputKind::Leaf(_) => None,
        OutputKind::Composite(composite) => Some(composite.shape),
        OutputKind::List(item) => shape_of(&item.kind),
    }
}
