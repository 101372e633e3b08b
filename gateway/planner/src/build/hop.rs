//! Getting a source in another subgraph: by key, by a root field, or through the parent.

use std::sync::Arc;

use gateway_plan::Guard;
use gateway_supergraph::{SubgraphId, TypeId, TypeSet};

use super::require::Inputs;
use super::send::Entry;
use super::{
    Builder, FactId, Group, GroupId, GroupKind, ItemId, PositionId, Sel, SelId, Source, SourceId,
    Stop, grouped,
};
use crate::graph::{Entity, Estimate, Reach, Via, View};
use crate::operation::Field;

/// Ways that lead through one another at most: a bound for the stack, far beyond what graphs need.
const WAYS_DEEP: usize = 256;

/// A way to get a source of a subgraph at a position.
pub(super) type Go<B> =
    fn(&mut B, PositionId, TypeId, SubgraphId, &Guard) -> Result<SourceId, Stop>;

impl Builder<'_, '_> {
    /// A source of `subgraph` at a position, by the best way.
    pub(super) fn go(
        &mut self,
        position: PositionId,
        subject: TypeId,
        subgraph: SubgraphId,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        self.spend_on(self.groups.len())?;
        if self.going >= WAYS_DEEP {
            return Err(self.dead_end());
        }
        self.going += 1;
        let source = self.go_on(position, subject, subgraph, guard);
        self.going -= 1;
        source
    }

    fn go_on(
        &mut self,
        position: PositionId,
        subject: TypeId,
        subgraph: SubgraphId,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        let reach = self.reach(position, subject)?;
        let Some((_, via)) = reach.at[subgraph.0 as usize] else {
            return Err(self.dead_end());
        };
        match via {
            Via::Source => self
                .existing(position, subject, subgraph)
                .ok_or_else(|| self.dead_end()),
            Via::Root => Ok(self.add_root_group(position, subgraph)),
            Via::Parent => self.through_parent(position, subgraph, guard, Self::go),
            Via::Hop(target) => self.enter(position, subject, target, &reach, guard),
        }
    }

    pub(super) fn existing(
        &self,
        position: PositionId,
        subject: TypeId,
        subgraph: SubgraphId,
    ) -> Option<SourceId> {
        let place = self.position(position);
        let untyped = place.untyped == Some(subject);
        let sources = place.sources.iter().copied().filter(|id| {
            let source = self.source(*id);
            source.subgraph == subgraph && (untyped || source.types.contains(subject))
        });
        sources.min_by_key(|id| self.source(*id).stage)
    }

    pub(super) fn add_root_group(
        &mut self,
        position: PositionId,
        subgraph: SubgraphId,
    ) -> SourceId {
        let (ty, types) = {
            let place = self.position(position);
            (place.ty, place.types.clone())
        };
        let stage = self.root_stage(position);
        let kind = GroupKind::Root { at: position };
        let sel = self.add_group(subgraph, stage, kind, Some(ty), types.clone());
        if let Some(field) = self.holder(position) {
            let group = self.sels[sel.index()].group;
            let needs = self.groups_of([field].iter());
            let group = &mut self.groups[group.index()];
            group.inputs.push(field);
            group.needs = needs;
        }
        self.add_source(
            position,
            Source {
                subgraph,
                sels: vec![sel],
                types,
                stage,
                part: self.part,
                view: View::default(),
            },
        )
    }

    /// When a root selection for a position can be there: below the root, once there is an object to merge it into.
    pub(super) fn root_stage(&self, position: PositionId) -> u32 {
        let place = self.position(position);
        if place.parent.is_none() {
            return self.base + 1;
        }
        let stages = place.sources.iter().map(|id| self.source(*id).stage);
        stages.min().unwrap_or(self.base) + 1
    }

    /// The field that gave the objects of a position first.
    fn holder(&self, position: PositionId) -> Option<ItemId> {
        let sources = &self.position(position).sources;
        let first = sources.iter().min_by_key(|id| self.source(**id).stage)?;
        let sel = self.source(*first).sels.first()?;
        self.sels[sel.index()].parent
    }

    pub(super) fn add_group(
        &mut self,
        subgraph: SubgraphId,
        stage: u32,
        kind: GroupKind,
        ty: Option<TypeId>,
        possible: TypeSet,
    ) -> SelId {
        let group = GroupId(self.groups.len() as u32);
        let sel = SelId(self.sels.len() as u32);
        self.sels.push(Sel {
            group,
            parent: None,
            ty,
            items: Vec::new(),
            possible,
            view: View::default(),
        });
        self.groups.push(Group {
            subgraph,
            stage,
            segment: self.segment,
            part: self.part,
            kind,
            sel,
            needs: Vec::new(),
            inputs: Vec::new(),
            contexts: Vec::new(),
            reason: None,
        });
        self.planned.insert((self.part, stage, subgraph));
        sel
    }

    /// The parent asked for the same field in `subgraph` (rule 8).
    pub(super) fn through_parent(
        &mut self,
        position: PositionId,
        subgraph: SubgraphId,
        guard: &Guard,
        go: Go<Self>,
    ) -> Result<SourceId, Stop> {
        let link = self.position(position).parent.clone();
        let link = link.ok_or_else(|| self.dead_end())?;
        let mut parents = Vec::new();
        for (subject, types) in self.subjects(link.position, &link.types) {
            let source = go(self, link.position, subject, subgraph, guard)?;
            parents.push((source, types));
        }
        let mut sels = Vec::new();
        let mut stage = 0;
        for (source, types) in grouped(parents) {
            stage = stage.max(self.source(source).stage);
            sels.extend(self.repeat(&link, source, &types, guard));
        }
        let Some(first) = sels.first() else {
            return Err(self.dead_end());
        };
        let view = self.sels[first.index()].view.clone();
        let mut types = TypeSet::new();
        for sel in &sels {
            types = types.union(&self.sels[sel.index()].possible);
        }
        let types = types.intersection(&self.position(position).types);
        Ok(self.add_source(
            position,
            Source {
                subgraph,
                sels,
                types,
                stage,
                part: self.part,
                view,
            },
        ))
    }

    pub(super) fn enter(
        &mut self,
        position: PositionId,
        subject: TypeId,
        target: usize,
        reach: &Reach,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        self.spend_on(self.groups.len())?;
        let inputs = self.key_inputs(position, subject, target, reach, guard)?;
        let entity = self.graph.entity(subject);
        let target = &entity.targets[target];
        let stage = inputs.stage + 1;
        let source = self.send(
            position,
            Entry {
                subgraph: target.subgraph,
                entry: target.entry,
                typed: self.position(position).untyped.is_none(),
                types: self.types_of(position, subject),
                inputs,
                reads: Vec::new(),
                contexts: Vec::new(),
                stage,
            },
        );
        Ok(source)
    }

    pub(super) fn types_of(&self, position: PositionId, subject: TypeId) -> TypeSet {
        let place = self.position(position);
        if place.untyped == Some(subject) {
            place.types.clone()
        } else {
            TypeSet::one(subject)
        }
    }

    /// Gets the fields of a key, each from the subgraph that gives it first.
    pub(super) fn key_inputs(
        &mut self,
        position: PositionId,
        subject: TypeId,
        target: usize,
        reach: &Reach,
        guard: &Guard,
    ) -> Result<Inputs, Stop> {
        let entity: std::rc::Rc<Entity> = self.graph.entity(subject);
        let mut inputs = Inputs {
            key: true,
            ..Inputs::default()
        };
        // A key that were read by requests of the part's own would need itself to get there.
        let outer = std::mem::replace(&mut self.reads_key, true);
        let types = self.types_of(position, subject);
        for index in &entity.targets[target].atoms {
            let field = &entity.atoms[*index].field;
            let Some((label, from)) = reach.atom[*index] else {
                return Err(self.dead_end());
            };
            let facts = self.atom(position, subject, field, (label.stage, from), guard)?;
            self.fill(position, &types, field, &facts, guard, &mut inputs)?;
        }
        self.reads_key = outer;
        self.add_type_input(position, &mut inputs);
        Ok(inputs)
    }

    /// Whether a source gives a field with all that is selected below it. What it has not could only be had by this very key.
    fn gives_all(&self, source: SourceId, subject: TypeId, field: &Field) -> bool {
        field.selection.fields.is_empty()
            || self
                .local_at(source, subject, &field.name)
                .is_some_and(|local| {
                    self.below(source, subject, field, local) == Estimate::default()
                })
    }

    /// A key field from the subgraph that gives it first, or from where it is known as early.
    fn atom(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        (stage, from): (u32, SubgraphId),
        guard: &Guard,
    ) -> Result<Vec<FactId>, Stop> {
        let types = self.types_of(position, subject);
        let identity = field.identity();
        let known = self.position(position).facts.iter().copied().find(|id| {
            let fact = &self.facts[id.index()];
            fact.identity == identity
                && fact.stage <= stage
                && types.is_subset(&fact.types)
                && self.gives_all(fact.source, subject, field)
        });
        if let Some(known) = known {
            for item in self.facts[known.index()].items.clone() {
                self.demand(item, guard);
            }
            return Ok(vec![known]);
        }
        let source = self.go(position, subject, from, guard)?;
        let facts = self.attach(position, source, field, types, guard, false)?;
        Ok(facts.into_iter().map(|(id, _)| id).collect())
    }
}
