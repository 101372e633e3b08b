//! The way through fragments: which fields a selection comes to, for which types, under which conditions.

use ahash::HashMap;
use apollo_compiler::ast::DirectiveList;
use apollo_compiler::executable as doc;
use apollo_compiler::{Name, Node};
use gateway_plan::{Guard, OperationKind, PartId};
use gateway_supergraph::TypeSet;
use indexmap::IndexMap;

use super::{Normalizer, Occurrence};
use crate::PlanError;
use crate::operation::conditions::guard_of;
use crate::operation::parts::{Anchor, Parts};

/// The way through fragments to a selection.
#[derive(Clone)]
pub(super) struct Through {
    pub(super) types: TypeSet,
    pub(super) guard: Guard,
    pub(super) part: PartId,
    /// Levels of fields, and of fragments since the last one.
    pub(super) depth: usize,
    pub(super) nesting: usize,
}

/// A field as found on the way through fragments.
pub(super) struct Entry<'a> {
    pub(super) types: TypeSet,
    pub(super) guard: Guard,
    pub(super) part: PartId,
    pub(super) field: &'a Node<doc::Field>,
}

/// Fields by response key, and the fragments gone through, with what they were gone through for.
#[derive(Default)]
pub(super) struct Collected<'a> {
    pub(super) entries: IndexMap<&'a Name, Vec<Entry<'a>>>,
    pub(super) spreads: HashMap<&'a Name, Vec<(TypeSet, Guard, PartId)>>,
    pub(super) deferred: Vec<Anchor>,
}

impl<'a> Normalizer<'a> {
    pub(super) fn collect(
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
}

impl<'a> Entry<'a> {
    /// What this entry asks below the merged field, whose own guard need not be repeated.
    pub(super) fn occurrence(&self, merged: &Guard) -> Occurrence<'a> {
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
