//! Arguments, and what else takes values from clients.

use apollo_compiler::Node;
use apollo_compiler::ast::{InputValueDefinition, Type};

use super::{ChangeKind, Changes};

/// Which names the changes of an input element go by.
pub(super) struct Kinds {
    pub(super) what: &'static str,
    pub(super) ty: ChangeKind,
    pub(super) default: ChangeKind,
}

const ARGUMENT: Kinds = Kinds {
    what: "argument",
    ty: ChangeKind::ArgumentTypeChanged,
    default: ChangeKind::ArgumentDefaultChanged,
};

pub(super) fn compare(
    owner: &str,
    old: &[Node<InputValueDefinition>],
    new: &[Node<InputValueDefinition>],
    changes: &mut Changes,
) {
    for before in old {
        let coordinate = format!("{owner}({}:)", before.name);
        match new.iter().find(|after| after.name == before.name) {
            Some(after) => pair(&ARGUMENT, &coordinate, before, after, changes),
            None => {
                let message = format!("the argument `{coordinate}` was removed");
                changes.breaking(ChangeKind::ArgumentRemoved, coordinate, message);
            }
        }
    }
    for after in new {
        if old.iter().any(|before| before.name == after.name) {
            continue;
        }
        let coordinate = format!("{owner}({}:)", after.name);
        if after.is_required() {
            let message = format!("the required argument `{coordinate}` was added");
            changes.breaking(ChangeKind::ArgumentAdded, coordinate, message);
        } else {
            let message = format!("the optional argument `{coordinate}` was added");
            changes.safe(ChangeKind::ArgumentAdded, coordinate, message);
        }
    }
}

pub(super) fn pair(
    kinds: &Kinds,
    coordinate: &str,
    old: &InputValueDefinition,
    new: &InputValueDefinition,
    changes: &mut Changes,
) {
    if old.ty != new.ty {
        let message = format!(
            "the {} `{coordinate}` was `{}` and is `{}`",
            kinds.what, old.ty, new.ty
        );
        if widens(&old.ty, &new.ty) {
            changes.safe(kinds.ty, coordinate, message);
        } else {
            changes.breaking(kinds.ty, coordinate, message);
        }
    }
    if old.default_value != new.default_value {
        let message = format!("the default of the {} `{coordinate}` changed", kinds.what);
        if new.is_required() && !old.is_required() {
            changes.breaking(kinds.default, coordinate, message);
        } else {
            changes.dangerous(kinds.default, coordinate, message);
        }
    }
}

/// Whether every value of the old type can still be given. Recursion is bounded by the parser's limit.
fn widens(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Named(old) | Type::NonNullNamed(old), Type::Named(new))
        | (Type::NonNullNamed(old), Type::NonNullNamed(new)) => old == new,
        (Type::List(old) | Type::NonNullList(old), Type::List(new))
        | (Type::NonNullList(old), Type::NonNullList(new)) => widens(old, new),
        (
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
        ) => false,
    }
}
