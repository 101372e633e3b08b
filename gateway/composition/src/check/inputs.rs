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
