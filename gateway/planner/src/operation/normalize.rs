//! Client document to [`Operation`]: fragments are expanded, equal response keys merged (rule 43).

use std::collections::BTreeSet;
use std::sync::Arc;

use ahash::HashMap;
use apollo_compiler::ast::{DirectiveList, OperationType, Type};
use apollo_compiler::executable as doc;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Node};
use gateway_plan::{Guard, OperationKind, PartId};
use gateway_supergraph::{Supergraph, TypeId, TypeSet};
use indexmap::IndexMap;

use super::cells::{self, Cell};
use super::conditions::{guard_of, is_consumed};
use super::parts::{Anchor, Deferring, Parts, asked_in};
use super::{Field, Operation, SelectionSet, Variable};
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

fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Node<doc::Operation>, PlanError> {
    document.operations.get(name).map_err(|_| match name {
        Some(name) => PlanError::UnknownOperation {
            name: name.to_owned(),
        },
        None => PlanError::AmbiguousOperation,
    })
}

fn root_of(
    supergraph: &Supergraph,
    kind: OperationType,
) -> Result<(OperationKind, TypeId), PlanError> {
    let roots = &supergraph.roots;
    let (kind, root) = match kind {
        OperationType::Query => (OperationKind::Query, Some(roots.query)),
        OperationType::Mutation => (OperationKind::Mutation, roots.mutation),
        OperationType::Subscription => (OperationKind::Subscription, roots.subscription),
    };
    let missing = match kind {
        OperationKind::Query => "query",
        OperationKind::Mutation => "mutation",
        OperationKind::Subscription => "subscription",
    };
    let root = root.ok_or(PlanError::NoRootType { kind: missing })?;
    Ok((kind, root))
}

fn variable(definition: &doc::VariableDefinition) -> Variable {
    let mut declaration = definition.ty.to_string();
    if let Some(default) = &definition.default_value {
        declaration.push_str(" = ");
        declaration.push_str(&default.serialize().no_indent().to_string());
    }
    Variable {
        name: definition.name.clone(),
        declaration,
    }
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

/// The way through fragments to a selection.
#[derive(Clone)]
struct Through {
    types: TypeSet,
    guard: Guard,
    part: PartId,
    /// Levels of fields, and of fragments since the last one.
    depth: usize,
    nesting: usize,
}

/// A field as found on the way through fragments.
struct Entry<'a> {
    types: TypeSet,
    guard: Guard,
    part: PartId,
    field: &'a Node<doc::Field>,
}

/// Fields by response key, and the fragments gone through, with what they were gone through for.
#[derive(Default)]
struct Collected<'a> {
    entries: IndexMap<&'a Name, Vec<Entry<'a>>>,
    spreads: HashMap<&'a Name, Vec<(TypeSet, Guard, PartId)>>,
    deferred: Vec<Anchor>,
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

    fn collect(
        &mut self,
        selection: &'a doc::SelectionSet,
        through: &Through,
        into: &mut Collected<'a>,
    ) -> Result<(), PlanError> {
        if through.nesting > 10 * self.limits.depth {
            return Err(PlanError::TooDeep {
                limit: self.limits.depth,
            });
        }
        for item in &selection.selections {
            self.visit()?;
            match item {
                doc::Selection::Field(field) => {
                    let guard = self.both(&through.guard, &guard_of(&field.directives))?;
                    if !guard.is_never() {
                        let entries = into.entries.entry(field.response_key()).or_default();
                        entries.push(Entry {
                            types: through.types.clone(),
                            guard,
                            part: through.part,
                            field,
                        });
                    }
                }
                doc::Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.as_ref();
                    if let Some(mut inside) =
                        self.inside(through, condition, &fragment.directives)?
                    {
                        inside.part = self.part_of(&fragment.directives, &inside, into);
                        self.collect(&fragment.selection_set, &inside, into)?;
                    }
                }
                doc::Selection::FragmentSpread(spread) => self.spread(spread, through, into)?,
            }
        }
        Ok(())
    }

    /// The way on into a fragment; `None` when nothing comes through.
    fn inside(
        &self,
        through: &Through,
        condition: Option<&Name>,
        directives: &DirectiveList,
    ) -> Result<Option<Through>, PlanError> {
        let types = self.narrow(&through.types, condition);
        let guard = self.both(&through.guard, &guard_of(directives))?;
        let inside = Through {
            types,
            guard,
            nesting: through.nesting + 1,
            ..through.clone()
        };
        Ok((!inside.types.is_empty() && !inside.guard.is_never()).then_some(inside))
    }

    /// The part of a fragment: a new one where it is deferred, else that around it.
    fn part_of(
        &mut self,
        directives: &DirectiveList,
        inside: &Through,
        into: &mut Collected<'a>,
    ) -> PartId {
        let deferrable = match self.kind {
            OperationKind::Query => true,
            // A mutation's fields run in order, and its answer says that they have.
            OperationKind::Mutation => inside.depth > 0,
            OperationKind::Subscription => false,
        };
        let deferring = self.deferring.as_mut().filter(|_| deferrable);
        let part = deferring.and_then(|deferring| deferring.part_of(directives, inside.part));
        let Some(part) = part else {
            return inside.part;
        };
        into.deferred.push(Anchor {
            part,
            on: inside.types.clone(),
            guard: inside.guard.clone(),
        });
        part
    }

    /// Goes through a named fragment once for the same types and condition, however often it is spread.
    fn spread(
        &mut self,
        spread: &'a doc::FragmentSpread,
        through: &Through,
        into: &mut Collected<'a>,
    ) -> Result<(), PlanError> {
        let document = self.document;
        let fragment = document
            .fragments
            .get(&spread.fragment_name)
            .expect("a valid document defines each fragment it spreads");
        let condition = Some(&fragment.selection_set.ty);
        let Some(mut inside) = self.inside(through, condition, &spread.directives)? else {
            return Ok(());
        };
        let around = self.chain(inside.part);
        let seen = into.spreads.entry(&fragment.name).or_default();
        let again = seen.iter().any(|(earlier, under, part)| {
            let covers = under.is_always() || *under == inside.guard;
            // What a part around this one brings need not be brought again.
            inside.types.is_subset(earlier) && covers && around.contains(*part)
        });
        if again {
            return Ok(());
        }
        inside.part = self.part_of(&spread.directives, &inside, into);
        let seen = into.spreads.entry(&fragment.name).or_default();
        seen.push((inside.types.clone(), inside.guard.clone(), inside.part));
        self.collect(&fragment.selection_set, &inside, into)
    }

    fn chain(&self, part: PartId) -> Parts {
        match &self.deferring {
            Some(deferring) => deferring.chain(part),
            None => Parts::FIRST,
        }
    }

    fn narrow(&self, types: &TypeSet, condition: Option<&Name>) -> TypeSet {
        match condition.and_then(|name| self.supergraph.type_named(name)) {
            Some(ty) => types.intersection(&ty.possible),
            None => types.clone(),
        }
    }

    /// Cells of equal merged content.
    fn cells(&mut self, entries: &[Entry<'a>], leaf: bool) -> Result<Vec<Cell>, PlanError> {
        let cells = cells::cut(entries.iter().map(|entry| &entry.types));
        let mut merged: Vec<(Cell, (Guard, Parts))> = Vec::with_capacity(cells.len());
        for cell in cells {
            self.visit()?;
            let guard = self.any(cell.entries.iter().map(|index| &entries[*index].guard))?;
            let way = (guard, asked(&cell, entries));
            // A leaf asked of several types in the same way, by the same parts, is one field.
            let same = merged.iter_mut().find(|(other, known)| {
                let [a, b] =
                    [&other.entries[0], &cell.entries[0]].map(|index| entries[*index].field);
                leaf && *known == way && a.name == b.name && a.arguments == b.arguments
            });
            match same {
                Some((other, _)) => other.types = other.types.union(&cell.types),
                None => merged.push((cell, way)),
            }
        }
        Ok(merged.into_iter().map(|(cell, _)| cell).collect())
    }

    /// Splits a cell by what each object type declares: a value is completed by its own type's definition.
    fn by_definition(&self, cell: &Cell, field: &doc::Field) -> Vec<(TypeSet, Type, TypeId)> {
        let mut groups: Vec<(TypeSet, Type, TypeId)> = Vec::new();
        for id in cell.types.iter() {
            let declared = self.supergraph.ty(id).fields.get(&field.name);
            let (ty, base) = match declared {
                Some(definition) => (definition.ty.clone(), definition.base),
                // `__typename`, `__schema`, `__type`.
                None => (field.definition.ty.clone(), id),
            };
            let alike = groups
                .iter_mut()
                .find(|(_, other, to)| *other == ty && (*to == base || declared.is_none()));
            match alike {
                Some((types, _, _)) => types.insert(id),
                None => groups.push((TypeSet::one(id), ty, base)),
            }
        }
        groups
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

    fn visit(&mut self) -> Result<(), PlanError> {
        self.visited += 1;
        // Ten looks a field put out: repeated fragments are legal, and cheap up to a point.
        if self.visited > self.limits.selections.saturating_mul(10) {
            return Err(self.too_many());
        }
        Ok(())
    }

    fn too_many(&self) -> PlanError {
        PlanError::TooComplex {
            what: "expanded selections",
            limit: self.limits.selections as u64,
        }
    }

    fn both(&self, a: &Guard, b: &Guard) -> Result<Guard, PlanError> {
        let product = a.alternatives().len() * b.alternatives().len();
        if product > self.limits.alternatives {
            return Err(self.too_conditional());
        }
        Ok(a.and(b))
    }

    fn any<'g>(&self, guards: impl Iterator<Item = &'g Guard>) -> Result<Guard, PlanError> {
        let mut any = Guard::never();
        for guard in guards {
            any = any.or(guard);
            if any.alternatives().len() > self.limits.alternatives {
                return Err(self.too_conditional());
            }
        }
        Ok(any)
    }

    fn too_conditional(&self) -> PlanError {
        PlanError::TooComplex {
            what: "alternatives of a condition",
            limit: self.limits.alternatives as u64,
        }
    }
}

impl<'a> Entry<'a> {
    /// What this entry asks below the merged field, whose own guard need not be repeated.
    fn occurrence(&self, merged: &Guard) -> Occurrence<'a> {
        let guard = if self.guard == *merged {
            Guard::always()
        } else {
            self.guard.clone()
        };
        Occurrence {
            guard,
            part: self.part,
            selection: &self.field.selection_set,
        }
    }
}

/// The parts that ask for a cell.
fn asked(cell: &Cell, entries: &[Entry<'_>]) -> Parts {
    let parts = cell.entries.iter().map(|index| entries[*index].part);
    parts.map(Parts::one).fold(Parts::default(), Parts::union)
}

/// A field of an abstract type is split where its members declare it differently; that alone is no fragment.
fn is_narrowed(cell: &Cell, entries: &[Entry<'_>], possible: &TypeSet) -> bool {
    !cell
        .entries
        .iter()
        .any(|index| entries[*index].types == *possible)
}
