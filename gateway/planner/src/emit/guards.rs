//! Conditions of derived fetches: what is fetched for a field is fetched when the field is (rule 42).

use std::collections::BTreeSet;

use gateway_plan::{Guard, Literal};

use crate::build::{Built, GroupId, ItemId, SelId, either};

/// Gives every field the condition of all that depends on it, from the last stage back to the first; says each
/// group's own.
pub(super) fn settle(built: &mut Built<'_>) -> Vec<Guard> {
    let mut order: Vec<usize> = (0..built.groups.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(built.groups[*index].stage));
    let mut guards = vec![Guard::never(); built.groups.len()];
    for index in order {
        let id = GroupId(index as u32);
        let sel = built.groups[index].sel;
        let guard = settle_selection(built, sel);
        for input in built.groups[index].inputs.clone() {
            demand(built, input, &guard);
        }
        guards[id.index()] = guard;
    }
    guards
}

/// The condition under which anything of a selection is asked.
fn settle_selection(built: &mut Built<'_>, sel: SelId) -> Guard {
    let mut any = Guard::never();
    let mut asked = false;
    for id in built.sels[sel.index()].items.clone() {
        if !built.items[id.index()].asks {
            continue;
        }
        asked = true;
        if let Some(child) = built.items[id.index()].child {
            let below = settle_selection(built, child);
            // A selection of nothing but `__typename` asks no more than its field does.
            if !below.is_never() {
                demand(built, id, &below);
            }
        }
        let guard = built.items[id.index()].guard.clone();
        for input in built.items[id.index()].inputs.clone() {
            demand(built, input, &guard);
        }
        any = either(&any, &guard);
    }
    let top = built.sels[sel.index()].parent.is_none();
    if top && !asked { Guard::always() } else { any }
}

fn demand(built: &mut Built<'_>, item: ItemId, guard: &Guard) {
    let item = &mut built.items[item.index()];
    if item.asks {
        item.guard = either(&item.guard, guard);
    }
}

/// What is left to check of `guard` where `known` holds.
pub(super) fn relative(guard: &Guard, known: &Guard) -> Guard {
    if guard == known {
        return Guard::always();
    }
    let [holds] = known.alternatives() else {
        return guard.clone();
    };
    let open = |literal: &&Literal| !holds.contains(literal);
    let alternatives = guard.alternatives().iter().map(|all| {
        all.iter()
            .filter(open)
            .fold(Guard::always(), |guard, literal| {
                guard.and(&Guard::literal(literal.variable.clone(), literal.value))
            })
    });
    alternatives.fold(Guard::never(), |any, one| any.or(&one))
}

/// The condition inside a field that is asked under `own`, given `known` outside.
pub(super) fn inside(own: &Guard, known: &Guard) -> Guard {
    if own.is_always() {
        known.clone()
    } else {
        own.clone()
    }
}

pub(super) fn variables(guard: &Guard, into: &mut BTreeSet<String>) {
    let literals = guard.alternatives().iter().flatten();
    into.extend(literals.map(|literal| literal.variable.clone()));
}
