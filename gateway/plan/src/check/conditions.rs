//! The settings of the operation's conditions that a plan is checked under.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::ast::{DirectiveList, Value};
use apollo_compiler::executable::{ExecutableDocument, Operation, Selection, SelectionSet};

use crate::{EntityGroup, FetchKind, Guard, Plan, Shape, fetch, shape::OutputField};

/// Up to this many conditions every combination is tried: 64 of them.
const EXHAUSTIVE: usize = 6;

/// Values of Boolean variables; others are false.
pub(super) type Setting = BTreeMap<String, bool>;

pub(super) fn holds(setting: &Setting, guard: &Guard) -> bool {
    guard.holds(|name| setting.get(name).copied().unwrap_or(false))
}

/// Whether a selection of the client's document is asked.
pub(super) fn asked(setting: &Setting, directives: &DirectiveList) -> bool {
    directives.iter().all(|directive| {
        let expected = match directive.name.as_str() {
            "include" => true,
            "skip" => false,
            _ => return true,
        };
        let value = match directive
            .specified_argument_by_name("if")
            .map(|node| &**node)
        {
            Some(Value::Variable(name)) => setting.get(name.as_str()).copied().unwrap_or(false),
            Some(Value::Boolean(value)) => *value,
            Some(_) | None => expected,
        };
        value == expected
    })
}

pub(super) fn settings(
    plan: &Plan,
    document: &ExecutableDocument,
    operation: &Operation,
) -> Vec<Setting> {
    let mut names = BTreeSet::new();
    of_selection(&operation.selection_set, &mut names);
    for fragment in document.fragments.values() {
        of_selection(&fragment.selection_set, &mut names);
    }
    of_plan(plan, &mut names);
    let names: Vec<String> = names.into_iter().collect();
    if names.len() <= EXHAUSTIVE {
        return (0..1usize << names.len())
            .map(|bits| setting(&names, |index| bits & (1 << index) != 0))
            .collect();
    }
    let extremes = [true, false].map(|value| setting(&names, |_| value));
    let single = (0..names.len()).flat_map(|one| {
        [true, false].map(|value| setting(&names, |index| (index == one) == value))
    });
    extremes.into_iter().chain(single).collect()
}

fn setting(names: &[String], value: impl Fn(usize) -> bool) -> Setting {
    let pairs = names.iter().enumerate();
    pairs
        .map(|(index, name)| (name.clone(), value(index)))
        .collect()
}

fn of_selection(set: &SelectionSet, into: &mut BTreeSet<String>) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                of_directives(&field.directives, into);
                of_selection(&field.selection_set, into);
            }
            Selection::FragmentSpread(spread) => of_directives(&spread.directives, into),
            Selection::InlineFragment(fragment) => {
                of_directives(&fragment.directives, into);
                of_selection(&fragment.selection_set, into);
            }
        }
    }
}

fn of_directives(directives: &DirectiveList, into: &mut BTreeSet<String>) {
    for directive in directives.iter() {
        if matches!(directive.name.as_str(), "skip" | "include")
            && let Some(value) = directive.specified_argument_by_name("if")
            && let Some(name) = value.as_variable()
        {
            into.insert(name.to_string());
        }
    }
}

fn of_plan(plan: &Plan, into: &mut BTreeSet<String>) {
    for fetch in &plan.fetches {
        of_guard(&fetch.guard, into);
        match &fetch.kind {
            FetchKind::Root { selection, .. } => of_document(selection, into),
            FetchKind::Entities { groups } => groups.iter().for_each(|group| of_group(group, into)),
        }
    }
    of_shape(&plan.shape, into);
}

fn of_group(group: &EntityGroup, into: &mut BTreeSet<String>) {
    of_guard(&group.guard, into);
    of_document(&group.selection, into);
}

fn of_document(selection: &fetch::Selection, into: &mut BTreeSet<String>) {
    for item in &selection.items {
        match item {
            fetch::SelectionItem::Field(field) => {
                of_guard(&field.guard, into);
                of_document(&field.selection, into);
            }
            fetch::SelectionItem::InlineFragment {
                guard, selection, ..
            } => {
                of_guard(guard, into);
                of_document(selection, into);
            }
        }
    }
}

fn of_shape(shape: &Shape, into: &mut BTreeSet<String>) {
    for OutputField { guard, shape, .. } in &shape.fields {
        of_guard(guard, into);
        of_shape(shape, into);
    }
    for deferred in &shape.deferred {
        of_guard(&deferred.guard, into);
        of_shape(&deferred.shape, into);
    }
}

fn of_guard(guard: &Guard, into: &mut BTreeSet<String>) {
    let literals = guard.alternatives().iter().flatten();
    into.extend(literals.map(|literal| literal.variable.clone()));
}
