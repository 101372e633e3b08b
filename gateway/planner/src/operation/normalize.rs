//! Client document to [`Operation`]: fragments are expanded, equal response keys merged (rule 43).

mod bounds;
mod chosen;
mod collect;
mod split;

use std::collections::BTreeSet;
use std::sync::Arc;

use apollo_compiler::ast::Type;
use apollo_compiler::executable as doc;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name};
use gateway_plan::{Guard, OperationKind, PartId};
use gateway_supergraph::{Supergraph, TypeId, TypeSet};

use self::chosen::{choose, root_of, variable};
use self::collect::{Collected, Entry, Through};
use self::split::{asked, is_narrowed};
use super::cells::Cell;
use super::conditions::is_consumed;
use super::parts::{Deferring, asked_in};
use super::{Field, Operation, SelectionSet};
use crate::{Limits, PlanError};

/// Merges one operation of a document that was validated against the supergraph's API schema. `@defer` is left alone:
/// the operation is answered at once.
///
/// # Errors
/// [`PlanError::UnknownOperation`], [`PlanError::AmbiguousOperation`], [`PlanError::TooComplex`],
/// [`PlanError::TooDeep`].
pub fn normalize(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    operation_name: Option<&str>,
    limits: &Limits,
) -> Result<Operation, PlanError> {
    merge_operation(supergraph, document, operation_name, limits, None)
}

/// As [`normalize`], for an answer in parts: `variables` are those of `@defer(if:)` that are true. Subscriptions and the
/// root fields of mutations are never deferred.
///
/// # Errors
/// As [`normalize`].
pub fn normalize_deferring(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    operation_name: Option<&str>,
    limits: &Limits,
    variables: &BTreeSet<String>,
) -> Result<Operation, PlanError> {
    let deferring = Deferring::new(variables);
    merge_operation(
        supergraph,
        document,
        operation_name,
        limits,
        Some(deferring),
    )
}

fn merge_operation(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    operation_name: Option<&str>,
    limits: &Limits,
    deferring: Option<Deferring>,
) -> Result<Operation, PlanError> {
    let operation = choose(document, operation_name)?;
    let (kind, root) = root_of(supergraph, operation.operation_type)?;
    let mut normalizer = Normalizer {
        supergraph,
        document,
        limits,
        kind,
        deferring,
        visited: 0,
        fields: 0,
    };
    let whole = Occurrence {
        guard: Guard::always(),
        part: PartId::FIRST,
        selection: &operation.selection_set,
    };
    let selection = normalizer.merge(root, &[whole], 0)?;
    let deferring = normalizer.deferring.take();
    Ok(Operation {
        deferring: deferring.filter(|deferring| deferring.parts.len() > 1),
        kind,
        name: operation.name.clone(),
        variables: operation
            .variables
            .iter()
            .map(|node| variable(node))
            .collect(),
        selection,
    })
}

struct Normalizer<'a> {
    supergraph: &'a Supergraph,
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    kind: OperationKind,
    /// `None`: nothing is deferred.
    deferring: Option<Deferring>,
    /// Selections looked at; a multiple of [`Self::fields`] may be, since fragments repeat.
    visited: usize,
    /// Fields put out.
    fields: usize,
}

/// A selection set of the document that contributes to a merged one.
#[derive(Clone)]
struct Occurrence<'a> {
    /// Given that the merged parent is asked.
    guard: Guard,
    part: PartId,
    selection: &'a doc::SelectionSet,
}

impl<'a> Normalizer<'a> {
    fn merge(
        &mut self,
        ty: TypeId,
        occurrences: &[Occurrence<'a>],
        depth: usize,
    ) -> Result<Arc<SelectionSet>, PlanError> {
        if depth > self.limits.depth {
            return Err(PlanError::TooDeep {
                limit: self.limits.depth,
            });
        }
        let possible = &self.supergraph.ty(ty).possible;
        let mut collected = Collected::default();
        for occurrence in occurrences {
            let through = Through {
                types: possible.clone(),
                guard: occurrence.guard.clone(),
                part: occurrence.part,
                depth,
                nesting: 0,
            };
            self.collect(occurrence.selection, &through, &mut collected)?;
        }
        let mut fields = Vec::new();
        for (key, entries) in collected.entries {
            let leaf = entries[0].field.selection_set.selections.is_empty();
            for cell in self.cells(&entries, leaf)? {
                for (types, ty, base) in self.by_definition(&cell, entries[cell.entries[0]].field) {
                    let field = self.field(key, types, (ty, base), &cell, &entries, depth)?;
                    let narrowed = is_narrowed(&cell, &entries, possible);
                    fields.push(Arc::new(Field { narrowed, ..field }));
                }
            }
        }
        Ok(Arc::new(SelectionSet {
            ty,
            fields,
            deferred: collected.deferred,
        }))
    }

    fn field(
        &mut self,
        key: &Name,
        on: TypeSet,
        (ty, base): (Type, TypeId),
        cell: &Cell,
        entries: &[Entry<'a>],
        depth: usize,
    ) -> Result<Field, PlanError> {
        self.fields += 1;
        if self.fields > self.limits.selections {
            return Err(self.too_many());
        }
        let field = entries[cell.entries[0]].field;
        let chosen = || cell.entries.iter().map(|index| &entries[*index]);
        let guard = self.any(chosen().map(|entry| &entry.guard))?;
        let introspection = field.name.starts_with("__");
        let selection = if introspection || field.selection_set.selections.is_empty() {
            SelectionSet::empty(base)
        } else {
            let occurrences: Vec<_> = chosen().map(|entry| entry.occurrence(&guard)).collect();
            self.merge(base, &occurrences, depth + 1)?
        };
        let asked = asked(cell, entries);
        let below = asked.union(asked_in(&selection.fields, &selection.deferred));
        let arguments = field.arguments.iter().map(|argument| {
            let value = argument.value.serialize().no_indent().to_string();
            (argument.name.clone(), value)
        });
        let arguments = arguments.collect();
        let passed = || {
            field
                .directives
                .iter()
                .filter(|directive| !is_consumed(&directive.name))
        };
        Ok(Field {
            response_key: key.clone(),
            name: field.name.clone(),
            arguments,
            directives: passed()
                .map(|directive| directive.serialize().no_indent().to_string())
                .collect(),
            on,
            narrowed: false,
            guard,
            ty,
            base,
            selection,
            denied: None,
            asked,
            below,
        })
    }
}
