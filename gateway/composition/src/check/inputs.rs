//! Input objects.

use apollo_compiler::schema::InputObjectType;

use super::arguments::{Kinds, pair};
use super::{ChangeKind, Changes};

const INPUT_FIELD: Kinds = Kinds {
    what: "input field",
    ty: ChangeKind::InputFieldTypeChanged,
    default: ChangeKind::InputFieldDefaultChanged,
};

pub(super) fn compare(old: &InputObjectType, new: &InputObjectType, changes: &mut Changes) {
    one_of(old, new, changes);
    for (name, before) in &old.fields {
        let coordinate = format!("{}.{name}", old.name);
        match new.fields.get(name) {
            Some(after) => pair(&INPUT_FIELD, &coordinate, before, after, changes),
            None => {
                let message = format!("the input field `{coordinate}` was removed");
                changes.breaking(ChangeKind::InputFieldRemoved, coordinate, message);
            }
        }
    }
    for (name, after) in &new.fields {
        if old.fields.contains_key(name) {
            continue;
        }
        let coordinate = format!("{}.{name}", old.name);
        if after.is_required() {
            let message = format!("the required input field `{coordinate}` was added");
            changes.breaking(ChangeKind::InputFieldAdded, coordinate, message);
        } else {
            let message = format!("the optional input field `{coordinate}` was added");
            changes.safe(ChangeKind::InputFieldAdded, coordinate, message);
        }
    }
}

fn one_of(old: &InputObjectType, new: &InputObjectType, changes: &mut Changes) {
    let asks = |ty: &InputObjectType| ty.directives.has("oneOf");
    let name = old.name.as_str();
    match (asks(old), asks(new)) {
        (false, true) => {
            let message = format!("`{name}` takes exactly one of its fields now");
            changes.breaking(ChangeKind::InputOneOfAdded, name, message);
        }
        (true, false) => {
            let message = format!("`{name}` takes any of its fields now");
            changes.safe(ChangeKind::InputOneOfRemoved, name, message);
        }
        (true, true) | (false, false) => {}
    }
}
