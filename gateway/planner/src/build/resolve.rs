//! A selection at a position: each field gets a source, then the selections below are gone through.

use std::sync::Arc;

use ahash::{HashMap, HashMapExt};
use gateway_plan::{Guard, PartId};
use gateway_supergraph::TypeSet;

use super::{Builder, FactId, ItemId, PositionId, SourceId, Stop, grouped};
use crate::operation::{Field, SelectionSet};

impl Builder<'_, '_> {
    /// Plans a selection. `guard` is the condition of the position, from the root; `client` says who asks.
    pub(super) fn resolve(
        &mut self,
        position: PositionId,
        set: &Arc<SelectionSet>,
        guard: &Guard,
        client: bool,
    ) -> Result<(), Stop> {
        if client {
            let slot = self.position(position).slot;
            self.storage.reserve_late(slot, set);
        }
        if self.needs_type(position, set) {
            self.look_up_type(position, guard)?;
        }
        let mut below = Vec::new();
        for (place, field) in self.in_order(position, set) {
            let guard = self.both(guard, &field.guard)?;
            // Contradictory conditions: it is never asked.
            if guard.is_never() {
                continue;
            }
            let facts = if client && !self.operation.brings(self.part, &field) {
                self.answered(position, &field)
            } else {
                self.assign(position, &field, &guard, client)?
            };
            if client {
                self.note_order(place, &facts);
            }
            below.push((field, guard, facts));
        }
        for (field, guard, facts) in below {
            self.descend(&field, &guard, facts, client)?;
        }
        Ok(())
    }

    /// Plans what a part brings. It hangs on what the parts before it have, in requests of its own.
    pub(super) fn resolve_part(&mut self, root: PositionId, part: PartId) -> Result<(), Stop> {
        self.part = part;
        // Prices are those of the part before.
        self.reaches.clear();
        self.readiness.clear();
        let selection = self.operation.selection.clone();
        self.resolve(root, &selection, &Guard::always(), true)
    }

    /// Where a field is known that a part around this one brings.
    fn answered(&self, position: PositionId, field: &Arc<Field>) -> Vec<FactId> {
        let key = (position, Arc::as_ptr(field) as usize);
        let answer = self.answers.get(&key);
        let facts = answer.into_iter().flat_map(|answer| &answer.facts);
        facts.map(|(_, fact)| *fact).collect()
    }

    /// Mutation fields one after the other: what follows a field waits for all that it leads to (rule 45).
    pub(super) fn resolve_in_order(&mut self, root: PositionId) -> Result<(), Stop> {
        let selection = self.operation.selection.clone();
        let fields = selection.fields.iter().enumerate();
        for (place, field) in fields.filter(|(_, field)| field.is_fetched()) {
            let facts = match self.same_request(root, field) {
                Some(source) => {
                    let types = field.on.clone();
                    let facts = self.attach(root, source, field, types, &field.guard, true)?;
                    self.note_answer(root, field, &facts);
                    facts.into_iter().map(|(id, _)| id).collect()
                }
                None => {
                    self.next_segment(root);
                    self.assign(root, field, &field.guard, true)?
                }
            };
            // Later parts note the places of the fields that they go through, and must not move them.
            self.note_order(place, &facts);
            self.descend(field, &field.guard, facts, true)?;
        }
        Ok(())
    }

    /// The request of the field before, if nothing hangs on it yet and its subgraph has this field too: it runs
    /// them in order.
    fn same_request(&self, root: PositionId, field: &Field) -> Option<SourceId> {
        let groups = self.groups.iter().rev();
        let mut groups = groups.take_while(|group| group.segment == self.segment);
        let alone = groups.next().is_some() && groups.next().is_none();
        let source = *self.position(root).sources.first()?;
        let local = self.local_at(source, self.position(root).ty, &field.name)?;
        (alone && local.is_plain()).then_some(source)
    }

    fn next_segment(&mut self, root: PositionId) {
        if !self.groups.is_empty() {
            self.segment += 1;
        }
        self.base = self.highest;
        self.positions[root.index()].sources.clear();
        self.touch(root);
    }

    fn note_answer(
        &mut self,
        position: PositionId,
        field: &Arc<Field>,
        facts: &[(FactId, TypeSet)],
    ) {
        let known: Vec<_> = facts
            .iter()
            .map(|(id, types)| (types.clone(), *id))
            .collect();
        self.add_answer(position, field).facts.extend(known);
    }

    /// Subgraphs are asked in the client's order, so that the answer is written as it is read.
    fn note_order(&mut self, place: usize, facts: &[FactId]) {
        for fact in facts {
            for item in &self.facts[fact.index()].items {
                let order = &mut self.items[item.index()].order;
                *order = (*order).min(place);
            }
        }
    }

    fn descend(
        &mut self,
        field: &Arc<Field>,
        guard: &Guard,
        facts: Vec<FactId>,
        client: bool,
    ) -> Result<(), Stop> {
        if field.base_is_leaf() {
            return Ok(());
        }
        let mut gone = Vec::new();
        for fact in facts {
            if let Some(child) = self.facts[fact.index()].child
                && !gone.contains(&child)
            {
                gone.push(child);
                self.resolve(child, &field.selection, guard, client)?;
            }
        }
        Ok(())
    }

    /// Whether the run-time type must be looked up: an interface object's value of which a member is asked, or
    /// the type's name (rule 34).
    fn needs_type(&self, position: PositionId, set: &SelectionSet) -> bool {
        let place = self.position(position);
        let Some(interface) = place.interface else {
            return false;
        };
        let own = &self.graph.supergraph.ty(interface).fields;
        let brought = set
            .fields
            .iter()
            .filter(|field| self.operation.brings(self.part, field));
        brought.into_iter().any(|field| {
            let types = self.followed(position, field);
            let narrowed = types != place.types || !own.contains_key(&field.name);
            let typename = field.name == "__typename";
            field.denied.is_none() && !types.is_empty() && (typename || narrowed)
        })
    }

    /// Fields that need no choice first, then requirements (plain fields may join their hop), then those with
    /// the fewest owners.
    fn in_order(&self, position: PositionId, set: &SelectionSet) -> Vec<(usize, Arc<Field>)> {
        let mut ranked = Vec::new();
        let fields = set.fields.iter().enumerate();
        let concerned = fields.filter(|(_, field)| field.concerns(self.part));
        for (place, field) in concerned.filter(|(_, field)| field.is_fetched()) {
            let types = self.followed(position, field);
            if !types.is_empty() {
                let rank = self.rank(position, field, &types);
                ranked.push((rank, (place, field.clone())));
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, field)| field).collect()
    }

    fn rank(&self, position: PositionId, field: &Field, types: &TypeSet) -> usize {
        let mut rank = 0;
        for (subject, _) in self.subjects(position, types) {
            let place = self.position(position);
            let here = self.own_sources(place).any(|source| {
                self.local_at(source, subject, &field.name)
                    .is_some_and(|local| local.is_plain())
            });
            if here {
                continue;
            }
            let owners = self.graph.owners(subject, &field.name);
            let plain = owners.iter().filter(|owner| owner.field.is_plain());
            rank = rank.max(1 + plain.count());
        }
        rank
    }

    /// Gives a field sources for all its types; says where it is known.
    pub(super) fn assign(
        &mut self,
        position: PositionId,
        field: &Arc<Field>,
        guard: &Guard,
        client: bool,
    ) -> Result<Vec<FactId>, Stop> {
        let types = self.followed(position, field);
        self.assign_for(position, field, types, guard, client)
    }

    pub(super) fn assign_for(
        &mut self,
        position: PositionId,
        field: &Arc<Field>,
        types: TypeSet,
        guard: &Guard,
        client: bool,
    ) -> Result<Vec<FactId>, Stop> {
        self.spend_on(self.position(position).facts.len())?;
        let (mut found, rest) = self.reuse(position, field, types, guard, client);
        let mut chosen = Vec::new();
        let mut reads: HashMap<SourceId, Vec<ItemId>> = HashMap::new();
        let mut unreachable = TypeSet::new();
        for (subject, types) in self.subjects(position, &rest) {
            match self.source_for(position, subject, field, guard, client)? {
                Some((source, read)) => {
                    chosen.push((source, types));
                    reads.entry(source).or_default().extend(read);
                }
                None => unreachable = unreachable.union(&types),
            }
        }
        for (source, types) in grouped(chosen) {
            let facts = self.attach(position, source, field, types, guard, client)?;
            self.note_reads(&facts, reads.remove(&source).unwrap_or_default());
            found.extend(facts);
        }
        if client {
            let known: Vec<_> = found
                .iter()
                .map(|(id, types)| (types.clone(), *id))
                .collect();
            let answer = self.add_answer(position, field);
            answer.facts.extend(known);
            answer.unreachable = answer.unreachable.union(&unreachable);
        } else if !unreachable.is_empty() {
            return Err(self.dead_end());
        }
        Ok(found.into_iter().map(|(id, _)| id).collect())
    }

    /// A requirement is fetched when the field that has it is (rule 42).
    fn note_reads(&mut self, facts: &[(FactId, TypeSet)], reads: Vec<ItemId>) {
        for (fact, _) in facts {
            for item in self.facts[fact.index()].items.clone() {
                self.items[item.index()].inputs.extend(&reads);
            }
        }
    }

    /// What is known already is asked once (rule 20); a client's second alias of a field stays a second field, while what only
    /// a requirement asked is answered from there.
    fn reuse(
        &mut self,
        position: PositionId,
        field: &Arc<Field>,
        types: TypeSet,
        guard: &Guard,
        client: bool,
    ) -> (Vec<(FactId, TypeSet)>, TypeSet) {
        let identity = field.identity();
        let mut found = Vec::new();
        let mut rest = types;
        // Parts that do not stand in one another show the same value.
        let mut facts = match client {
            true => self.answered(position, field),
            false => Vec::new(),
        };
        facts.extend(&self.position(position).facts);
        for id in facts {
            let fact = &self.facts[id.index()];
            let others = client && fact.asked && fact.wanted != field.response_key;
            if fact.identity != identity || others {
                continue;
            }
            let common = fact.types.intersection(&rest);
            if common.is_empty() {
                continue;
            }
            if client {
                let fact = &mut self.facts[id.index()];
                fact.asked = true;
                fact.wanted = field.response_key.clone();
            }
            let fact = &self.facts[id.index()];
            rest = rest.difference(&common);
            for item in fact.items.clone() {
                self.demand(item, guard);
            }
            found.push((id, common));
        }
        (found, rest)
    }

    pub(super) fn demand(&mut self, item: ItemId, guard: &Guard) {
        let item = &mut self.items[item.index()];
        item.guard = either(&item.guard, guard);
    }

    /// What to do when an option turns out not to work: build again without it.
    pub(super) fn dead_end(&self) -> Stop {
        match self.deciding {
            Some((choice, option)) => Stop::DeadEnd(choice, option),
            None => Stop::Failed(crate::PlanError::TooComplex {
                what: "requirements",
                limit: 0,
            }),
        }
    }
}

/// The disjunction; where it grows too long, the field is simply always asked.
pub(crate) fn either(a: &Guard, b: &Guard) -> Guard {
    const MOST: usize = 16;
    if a.is_always() || b.is_always() || a.alternatives().len() + b.alternatives().len() > MOST {
        return Guard::always();
    }
    a.or(b)
}

impl Field {
    fn base_is_leaf(&self) -> bool {
        self.selection.fields.is_empty()
    }
}
