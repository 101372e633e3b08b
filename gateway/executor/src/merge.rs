//! Merges answers into the tree.
//!
//! Objects that are there stay the ones they are, since fetches under way remember them; what is new is put into them.

use crate::compiled::{CompiledPlan, Copy, LayoutId};
use crate::store::{Full, ObjectId, Store, Value};

/// Merges all fields of an object into another of the same layout.
pub(crate) fn merge_object(plan: &CompiledPlan, store: &mut Store, into: ObjectId, from: ObjectId) {
    if into == from {
        return;
    }
    let layout = store.layout(from);
    if layout != store.layout(into) {
        // Values of one position have one layout; other values, from an answer that is not as it should be, are left alone.
        return;
    }
    for slot in 0..plan.layout(layout).slots.len() as u32 {
        let value = store.get(from, slot);
        merge_cell(plan, store, Store::cell_of(into, slot), value);
    }
}

/// Merges all fields of an object into each of several, which then share nothing.
pub(crate) fn merge_into_each(
    plan: &CompiledPlan,
    store: &mut Store,
    objects: &[ObjectId],
    from: ObjectId,
) -> Result<(), Full> {
    // The last one takes the object's own values.
    let (last, others) = match objects {
        [] => return Ok(()),
        [others @ .., last] => (last, others),
    };
    for into in others {
        if let Value::Object(copy) = duplicate(plan, store, Value::Object(from))? {
            merge_object(plan, store, *into, copy);
        }
    }
    merge_object(plan, store, *last, from);
    Ok(())
}

/// Copies the fields of an entity's result into the object that was looked up.
///
/// `again`: the result was used before, so that what may not be shared must be copied.
pub(crate) fn merge_result(
    plan: &CompiledPlan,
    store: &mut Store,
    into: ObjectId,
    result: ObjectId,
    copies: &[Copy],
    again: bool,
) -> Result<(), Full> {
    for copy in copies {
        let mut value = store.get(result, copy.from);
        if again && copy.private {
            value = duplicate(plan, store, value)?;
        }
        merge_cell(plan, store, Store::cell_of(into, copy.to), value);
    }
    Ok(())
}

fn merge_cell(plan: &CompiledPlan, store: &mut Store, cell: usize, new: Value) {
    match (store.cell(cell), new) {
        (_, Value::Absent) => {}
        (Value::Absent | Value::Null, new) => store.set_cell(cell, new),
        // One subgraph's null does not undo what another one knows.
        (_, Value::Null) => {}
        (Value::Object(into), Value::Object(from)) => merge_object(plan, store, into, from),
        (Value::List(into), Value::List(from)) => {
            if into != from {
                for (into, from) in into.cells().zip(from.cells()) {
                    merge_cell(plan, store, into, store.cell(from));
                }
            }
        }
        // A type the plan knows is not replaced by the name of an interface object.
        (Value::Type(_), Value::Text(_)) => {}
        (_, new) => store.set_cell(cell, new),
    }
}

/// A copy of a value that shares no object with it.
fn duplicate(plan: &CompiledPlan, store: &mut Store, value: Value) -> Result<Value, Full> {
    match value {
        Value::Object(object) => {
            let id: LayoutId = store.layout(object);
            let layout = plan.layout(id);
            let copy = store.object(id, layout)?;
            for slot in 0..layout.slots.len() as u32 {
                let value = store.get(object, slot);
                let value = duplicate(plan, store, value)?;
                store.set(copy, slot, value);
            }
            Ok(Value::Object(copy))
        }
        Value::List(list) => {
            let items = store.items(list).to_vec();
            let copy = store.list(&items)?;
            for (cell, item) in copy.cells().zip(items) {
                let item = duplicate(plan, store, item)?;
                store.set_cell(cell, item);
            }
            Ok(Value::List(copy))
        }
        leaf @ (Value::Absent
        | Value::Null
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Json(_)
        | Value::Type(_)
        | Value::Header { .. }) => Ok(leaf),
    }
}
