//! Fields of objects and interfaces.

use apollo_compiler::Name;
use apollo_compiler::ast::{FieldDefinition, Type};
use apollo_compiler::collections::IndexMap;
use apollo_compiler::schema::Component;

use super::{ChangeKind, Changes, arguments};

type Fields = IndexMap<Name, Component<FieldDefinition>>;

pub(super) fn compare(ty: &str, old: &Fields, new: &Fields, changes: &mut Changes) {
    for (name, before) in old {
        let coordinate = format!("{ty}.{name}");
        match new.get(name) {
            Some(after) => pair(&coordinate, before, after, changes),
            None => {
                let deprecated = if before.directives.has("deprecated") {
                    "the deprecated field"
                } else {
                    "the field"
                };
                let message = format!("{deprecated} `{coordinate}` was removed");
                changes.breaking(ChangeKind::FieldRemoved, coordinate, message);
            }
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        let coordinate = format!("{ty}.{name}");
        let message = format!("the field `{coordinate}` was added");
        changes.safe(ChangeKind::FieldAdded, coordinate, message);
    }
}

fn pair(coordinate: &str, old: &FieldDefinition, new: &FieldDefinition, changes: &mut Changes) {
    if old.ty != new.ty {
        let message = format!("`{coordinate}` was `{}` and is `{}`", old.ty, new.ty);
        if narrows(&old.ty, &new.ty) {
            changes.safe(ChangeKind::FieldTypeChanged, coordinate, message);
        } else {
            changes.breaking(ChangeKind::FieldTypeChanged, coordinate, message);
        }
    }
    if !old.directives.has("deprecated") && new.directives.has("deprecated") {
        let message = format!("`{coordinate}` is deprecated now");
        changes.safe(ChangeKind::FieldDeprecated, coordinate, message);
    }
    if old.description != new.description {
        let message = format!("the description of `{coordinate}` changed");
        changes.safe(ChangeKind::DescriptionChanged, coordinate, message);
    }
    arguments::compare(coordinate, &old.arguments, &new.arguments, changes);
}

/// Whether every value of the new type is one of the old type: it only promises more. Another named type, even a
/// member of the old one, breaks fragments that clients wrote. Recursion is bounded by the parser's limit.
fn narrows(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Named(old), Type::Named(new) | Type::NonNullNamed(new))
        | (Type::NonNullNamed(old), Type::NonNullNamed(new)) => old == new,
        (Type::List(old), Type::List(new) | Type::NonNullList(new))
        | (Type::NonNullList(old), Type::NonNullList(new)) => narrows(old, new),
        (
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
        ) => false,
    }
}
