//! Ways through the merged tree.

use crate::compiled::{CompiledPlan, Step, TypeId, admits};
use crate::store::{ObjectId, Store, Value};

/// The object that all answers are merged into is made first.
pub(crate) const ROOT: ObjectId = ObjectId(0);

/// The run-time type of an object, if it is known and the plan names it.
pub(crate) fn type_of(plan: &CompiledPlan, store: &Store, object: ObjectId) -> Option<TypeId> {
    let layout = plan.layout(store.layout(object));
    let said = layout.typename.map(|slot| store.get(object, slot));
    match said {
        Some(Value::Type(id)) => Some(id),
        None | Some(Value::Absent | Value::Null) => layout.fixed,
        Some(_) => None,
    }
}

/// What an object's `__typename` says, as a JSON string, also for a type that the plan does not name.
pub(crate) fn typename<'a>(
    plan: &'a CompiledPlan,
    store: &'a Store,
    object: ObjectId,
) -> Option<&'a [u8]> {
    let layout = plan.layout(store.layout(object));
    match layout.typename.map(|slot| store.get(object, slot)) {
        Some(Value::Text(span)) => Some(store.text(span)),
        Some(_) | None => Some(plan.types.json(type_of(plan, store, object)?)),
    }
}

/// Objects that there is room for from the start of a walk.
const ROOM: usize = 64;

/// The objects that a path leads to, each once, in order.
pub(crate) fn objects_at(steps: &[Step], plan: &CompiledPlan, store: &mut Store) -> Vec<ObjectId> {
    let mut here = Vec::with_capacity(ROOM);
    let mut next = Vec::with_capacity(ROOM);
    here.push(ROOT);
    for step in steps {
        let mark = store.new_mark();
        for object in here.drain(..) {
            collect(store.get(object, step.slot), mark, store, &mut next);
        }
        if step.on.is_some() {
            next.retain(|object| admits(&step.on, type_of(plan, store, *object)));
        }
        std::mem::swap(&mut here, &mut next);
    }
    here
}

/// Adds the objects of a value, lists gone through, unless they were met on this walk.
pub(crate) fn collect(value: Value, mark: u32, store: &mut Store, into: &mut Vec<ObjectId>) {
    match value {
        Value::Object(object) => {
            if store.mark(object, mark) {
                into.push(object);
            }
        }
        Value::List(list) => {
            for cell in list.cells() {
                // Most items are objects, for which no call is needed.
                match store.cell(cell) {
                    Value::Object(object) => {
                        if store.mark(object, mark) {
                            into.push(object);
                        }
                    }
                    item => collect(item, mark, store, into),
                }
            }
        }
        Value::Absent
        | Value::Null
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Json(_)
        | Value::Type(_)
        | Value::Header { .. } => {}
    }
}
