//! Enums: a value that goes breaks who sends it or looks for it; one that comes may surprise who receives it.

use apollo_compiler::Schema;
use apollo_compiler::schema::{EnumType, ExtendedType};

use super::{ChangeKind, Changes};

pub(super) fn compare(base: &Schema, old: &EnumType, new: &EnumType, changes: &mut Changes) {
    for value in old
        .values
        .keys()
        .filter(|value| !new.values.contains_key(*value))
    {
        let coordinate = format!("{}.{value}", old.name);
        let message = format!("the value `{coordinate}` was removed");
        changes.breaking(ChangeKind::EnumValueRemoved, coordinate, message);
    }
    let added = new
        .values
        .keys()
        .filter(|value| !old.values.contains_key(*value));
    let returned = is_returned(base, &old.name);
    for value in added {
        let coordinate = format!("{}.{value}", old.name);
        let message = format!("the value `{coordinate}` was added");
        if returned {
            changes.dangerous(ChangeKind::EnumValueAdded, coordinate, message);
        } else {
            changes.safe(ChangeKind::EnumValueAdded, coordinate, message);
        }
    }
}

fn is_returned(schema: &Schema, name: &str) -> bool {
    schema
        .types
        .values()
        .filter(|ty| !ty.is_built_in())
        .any(|ty| match ty {
            ExtendedType::Object(ty) => ty.fields.values().any(|f| f.ty.inner_named_type() == name),
            ExtendedType::Interface(ty) => {
                ty.fields.values().any(|f| f.ty.inner_named_type() == name)
            }
            ExtendedType::Scalar(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_) => false,
        })
}
