//! Types, roots and executable directives.

use apollo_compiler::Schema;
use apollo_compiler::ast::OperationType;
use apollo_compiler::collections::IndexSet;
use apollo_compiler::schema::{ComponentName, ExtendedType};

use super::{ChangeKind, Changes, enums, fields, inputs};

pub(super) fn compare(base: &Schema, new: &Schema, changes: &mut Changes) {
    roots(base, new, changes);
    directives(base, new, changes);
    for (name, old) in base.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        match new.types.get(name) {
            Some(ty) => pair(base, old, ty, changes),
            None => changes.breaking(
                ChangeKind::TypeRemoved,
                name.as_str(),
                format!("the type `{name}` was removed"),
            ),
        }
    }
    for (name, ty) in new.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        if !base.types.contains_key(name) {
            let message = format!("the type `{name}` was added");
            changes.safe(ChangeKind::TypeAdded, ty.name().as_str(), message);
        }
    }
}

fn pair(base: &Schema, old: &ExtendedType, new: &ExtendedType, changes: &mut Changes) {
    let name = old.name();
    match (old, new) {
        (ExtendedType::Scalar(_), ExtendedType::Scalar(_)) => {}
        (ExtendedType::Object(old), ExtendedType::Object(new)) => {
            fields::compare(name, &old.fields, &new.fields, changes);
            implementations(
                name,
                &old.implements_interfaces,
                &new.implements_interfaces,
                changes,
            );
        }
        (ExtendedType::Interface(old), ExtendedType::Interface(new)) => {
            fields::compare(name, &old.fields, &new.fields, changes);
            implementations(
                name,
                &old.implements_interfaces,
                &new.implements_interfaces,
                changes,
            );
        }
        (ExtendedType::Union(old), ExtendedType::Union(new)) => {
            members(name, &old.members, &new.members, changes);
        }
        (ExtendedType::Enum(old), ExtendedType::Enum(new)) => {
            enums::compare(base, old, new, changes);
        }
        (ExtendedType::InputObject(old), ExtendedType::InputObject(new)) => {
            inputs::compare(old, new, changes);
        }
        (
            ExtendedType::Scalar(_)
            | ExtendedType::Object(_)
            | ExtendedType::Interface(_)
            | ExtendedType::Union(_)
            | ExtendedType::Enum(_)
            | ExtendedType::InputObject(_),
            _,
        ) => {
            let message = format!("`{name}` is another kind of type now");
            changes.breaking(ChangeKind::TypeKindChanged, name.as_str(), message);
        }
    }
    if old.description() != new.description() {
        let message = format!("the description of `{name}` changed");
        changes.safe(ChangeKind::DescriptionChanged, name.as_str(), message);
    }
}

fn implementations(
    name: &str,
    old: &IndexSet<ComponentName>,
    new: &IndexSet<ComponentName>,
    changes: &mut Changes,
) {
    for interface in old.iter().filter(|interface| !new.contains(*interface)) {
        let message = format!("`{name}` no longer implements `{interface}`");
        changes.breaking(ChangeKind::ImplementationRemoved, name, message);
    }
    for interface in new.iter().filter(|interface| !old.contains(*interface)) {
        let message = format!("`{name}` implements `{interface}` now: clients may meet it there");
        changes.dangerous(ChangeKind::ImplementationAdded, name, message);
    }
}

fn members(
    name: &str,
    old: &IndexSet<ComponentName>,
    new: &IndexSet<ComponentName>,
    changes: &mut Changes,
) {
    for member in old.iter().filter(|member| !new.contains(*member)) {
        let message = format!("`{member}` is no longer a member of `{name}`");
        changes.breaking(ChangeKind::UnionMemberRemoved, name, message);
    }
    for member in new.iter().filter(|member| !old.contains(*member)) {
        let message = format!("`{member}` is a member of `{name}` now: clients may meet it there");
        changes.dangerous(ChangeKind::UnionMemberAdded, name, message);
    }
}

fn roots(base: &Schema, new: &Schema, changes: &mut Changes) {
    for operation in [
        OperationType::Query,
        OperationType::Mutation,
        OperationType::Subscription,
    ] {
        if base.root_operation(operation).is_some() && new.root_operation(operation).is_none() {
            let message = format!("there is no {operation} any more");
            changes.breaking(ChangeKind::RootRemoved, operation.to_string(), message);
        }
    }
}

/// Of the GraphQL specification, although the compiler takes it for one of the schema's own; it is told where it stands.
const ONE_OF: &str = "oneOf";

fn directives(base: &Schema, new: &Schema, changes: &mut Changes) {
    for (name, old) in &base.directive_definitions {
        if old.is_built_in() || name == ONE_OF {
            continue;
        }
        let coordinate = format!("@{name}");
        let Some(now) = new.directive_definitions.get(name) else {
            let message = format!("the directive `{coordinate}` was removed");
            changes.breaking(ChangeKind::DirectiveRemoved, coordinate, message);
            continue;
        };
        let location = old.locations.iter().find(|l| !now.locations.contains(l));
        if let Some(location) = location {
            let message = format!(
                "`{coordinate}` cannot stand on {} any more",
                location.name()
            );
            changes.breaking(ChangeKind::DirectiveChanged, coordinate.clone(), message);
        }
        if old.repeatable && !now.repeatable {
            let message = format!("`{coordinate}` is not repeatable any more");
            changes.breaking(ChangeKind::DirectiveChanged, coordinate.clone(), message);
        }
        super::arguments::compare(&coordinate, &old.arguments, &now.arguments, changes);
    }
    for name in new.directive_definitions.keys() {
        if !base.directive_definitions.contains_key(name) && name != ONE_OF {
            let message = format!("the directive `@{name}` was added");
            changes.safe(ChangeKind::DirectiveAdded, format!("@{name}"), message);
        }
    }
}
