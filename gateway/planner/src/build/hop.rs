//! Getting a source in another subgraph: by key, by a root field, or through the parent.

use std::sync::Arc;

use gateway_plan::Guard;
use gateway_supergraph::{SubgraphId, TypeId, TypeSet};

use super::{
    Builder, FactId, Group, GroupId, GroupKind, ItemId, PositionId, Sel, SelId, Sent, SentField,
    Source, SourceId, Stop, grouped,
};
use crate::graph::{Entity, Reach, Via, View};
use crate::operation::{Field, SelectionSet};

/// What a representation reads, and from where.
#[derive(Default)]
struct Inputs {
    /// Whether it is a key: an object without it is not sent.
    key: bool,
    fields: Vec<SentField>,
    items: Vec<ItemId>,
    /// Stage after which all is there.
    stage: u32,
}

/// A list of representations that is wanted.
struct Entry {
    subgraph: SubgraphId,
    entry: TypeId,
    types: TypeSet,
    /// The key; its items are read by every representation.
    inputs: Inputs,
    /// What the requirement of one field reads beside it.
    reads: Vec<ItemId>,
    stage: u32,
}

impl<'a> Builder<'_, 'a> {
    /// A source of `subgraph` at a position, by the best way.
    pub(super) fn go(
        &mut self,
        position: PositionId,
        subject: TypeId,
        subgraph: SubgraphId,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        self.spend(1)?;
        let reach = self.reach(position, subject)?;
        let Some((_, via)) = reach.at[subgraph.0 as usize] else {
            return Err(self.dead_end());
        };
        match via {
            Via::Source => self
                .existing(position, subject, subgraph)
                .ok_or_else(|| self.dead_end()),
            Via::Root => Ok(self.add_root_group(position, subgraph)),
            Via::Parent => self.through_parent(position, subgraph, guard),
            Via::Hop(target) => self.enter(position, subject, target, &reach, guard),
        }
    }

    fn existing(
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

    fn add_root_group(&mut self, position: PositionId, subgraph: SubgraphId) -> SourceId {
        let (ty, types) = {
            let place = self.position(position);
            (place.ty, place.types.clone())
        };
        let stage = self.base + 1;
        let sel = self.add_group(subgraph, stage, GroupKind::Root, Some(ty), types.clone());
        self.add_source(
            position,
            Source {
                subgraph,
                sels: vec![sel],
                types,
                stage,
                view: View::default(),
            },
        )
    }

    fn add_group(
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
            kind,
            sel,
            needs: Vec::new(),
            inputs: Vec::new(),
            reason: None,
        });
        self.planned.insert((stage, subgraph));
        sel
    }

    /// The parent asked for the same field in `subgraph` (rule 8).
    fn through_parent(
        &mut self,
        position: PositionId,
        subgraph: SubgraphId,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        let link = self.position(position).parent.clone();
        let link = link.ok_or_else(|| self.dead_end())?;
        let mut parents = Vec::new();
        for (subject, types) in self.subjects(link.position, &link.types) {
            let source = self.go(link.position, subject, subgraph, guard)?;
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
                view,
            },
        ))
    }

    fn enter(
        &mut self,
        position: PositionId,
        subject: TypeId,
        target: usize,
        reach: &Reach,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        let inputs = self.key_inputs(position, subject, target, reach, guard)?;
        let entity = self.graph.entity(subject);
        let target = &entity.targets[target];
        let stage = inputs.stage + 1;
        let source = self.send(
            position,
            Entry {
                subgraph: target.subgraph,
                entry: target.entry,
                types: self.types_of(position, subject),
                inputs,
                reads: Vec::new(),
                stage,
            },
        );
        Ok(source)
    }

    fn types_of(&self, position: PositionId, subject: TypeId) -> TypeSet {
        let place = self.position(position);
        if place.untyped == Some(subject) {
            place.types.clone()
        } else {
            TypeSet::one(subject)
        }
    }

    /// Gets the fields of a key, each from the subgraph that gives it first.
    fn key_inputs(
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
        let types = self.types_of(position, subject);
        for index in &entity.targets[target].atoms {
            let field = &entity.atoms[*index].field;
            let Some((label, from)) = reach.atom[*index] else {
                return Err(self.dead_end());
            };
            let facts = self.atom(position, subject, field, (label.stage, from), guard)?;
            self.fill(position, &types, field, &facts, guard, &mut inputs)?;
        }
        self.add_type_input(position, &mut inputs);
        Ok(inputs)
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
            fact.identity == identity && fact.stage <= stage && types.is_subset(&fact.types)
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

    /// A source of `subgraph` whose representations carry what `field` requires.
    pub(super) fn require(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        subgraph: SubgraphId,
        join: Option<u32>,
        guard: &Guard,
    ) -> Result<(SourceId, Vec<ItemId>), Stop> {
        let wait = (position, subject, subgraph, field.identity());
        if self.waiting.contains(&wait) {
            return Err(self.dead_end());
        }
        let owners = self.graph.owners(subject, &field.name);
        let owner = owners.iter().find(|owner| owner.subgraph == subgraph);
        let Some(requires) = owner.and_then(|owner| owner.field.requires.as_deref()) else {
            return Err(self.dead_end());
        };
        let requirement = self.graph.requirement(requires);
        self.waiting.push(wait);
        let types = self.types_of(position, subject);
        let mut required = Inputs::default();
        self.collect(position, &types, &requirement, guard, &mut required)?;
        self.waiting.pop();
        // What was just added may give the key sooner.
        let reach = self.reach(position, subject)?;
        let Some((_, target)) = reach.hop[subgraph.0 as usize] else {
            return Err(self.dead_end());
        };
        let mut inputs = self.key_inputs(position, subject, target, &reach, guard)?;
        inputs.stage = inputs.stage.max(required.stage);
        inputs.fields.append(&mut required.fields);
        let reads = required.items;
        let earliest = inputs.stage + 1;
        let stage = join.map_or(earliest, |later| later.max(earliest));
        let entry = self.graph.entity(subject).targets[target].entry;
        let source = self.send(
            position,
            Entry {
                subgraph,
                entry,
                types,
                inputs,
                reads: reads.clone(),
                stage,
            },
        );
        Ok((source, reads))
    }

    /// Gets a selection and reads it into representation fields.
    fn collect(
        &mut self,
        position: PositionId,
        types: &TypeSet,
        set: &Arc<SelectionSet>,
        guard: &Guard,
        inputs: &mut Inputs,
    ) -> Result<(), Stop> {
        for field in &set.fields {
            let wanted = self.followed(position, field).intersection(types);
            if wanted.is_empty() {
                continue;
            }
            let facts = self.assign_for(position, field, wanted.clone(), guard, false)?;
            self.fill(position, &wanted, field, &facts, guard, inputs)?;
        }
        Ok(())
    }

    /// Reads known fields, and what is below them, into representation fields.
    fn fill(
        &mut self,
        position: PositionId,
        types: &TypeSet,
        field: &Arc<Field>,
        facts: &[FactId],
        guard: &Guard,
        inputs: &mut Inputs,
    ) -> Result<(), Stop> {
        let place = self.position(position);
        let all = place.types.is_subset(types) || place.parent.is_none();
        for id in facts {
            let fact = &self.facts[id.index()];
            let on = fact.types.intersection(types);
            let partial = !all || on != *types;
            let (storage_key, child) = (fact.storage_key.clone(), fact.child);
            inputs.stage = inputs.stage.max(fact.stage);
            inputs.items.extend(&fact.items);
            let mut below = Inputs {
                key: inputs.key,
                ..Inputs::default()
            };
            if let Some(child) = child {
                self.collect_below(child, field, guard, &mut below)?;
            }
            inputs.stage = inputs.stage.max(below.stage);
            inputs.items.append(&mut below.items);
            merge(
                &mut inputs.fields,
                SentField {
                    name: field.name.to_string(),
                    storage_key,
                    key: inputs.key,
                    on: partial.then_some(on),
                    fields: below.fields,
                },
            );
        }
        Ok(())
    }

    fn collect_below(
        &mut self,
        child: PositionId,
        field: &Arc<Field>,
        guard: &Guard,
        inputs: &mut Inputs,
    ) -> Result<(), Stop> {
        let place = self.position(child);
        let is_abstract = self.graph.supergraph.ty(place.ty).is_abstract();
        let types = place.types.clone();
        if is_abstract {
            if place.untyped.is_some() {
                self.look_up_type(child, guard)?;
            }
            self.add_type_input(child, inputs);
            inputs.fields.push(SentField {
                name: "__typename".to_owned(),
                storage_key: "__typename".to_owned(),
                key: false,
                on: None,
                fields: Vec::new(),
            });
        }
        self.collect(child, &types, &field.selection, guard, inputs)
    }

    /// The run-time type, where the representation is chosen by it.
    fn add_type_input(&self, position: PositionId, inputs: &mut Inputs) {
        if let Some(item) = self.position(position).typename {
            let sel = self.items[item.index()].sel;
            let group = self.sels[sel.index()].group;
            inputs.stage = inputs.stage.max(self.groups[group.index()].stage);
            inputs.items.push(item);
        }
    }

    /// Puts representations into a group of that stage that has room for them, or into a new one.
    fn send(&mut self, position: PositionId, entry: Entry) -> SourceId {
        let found = self.groups.iter().position(|group| {
            group.subgraph == entry.subgraph
                && group.stage == entry.stage
                && group.segment == self.segment
                && accepts(&group.kind, position, &entry)
        });
        let needs = self.groups_of(entry.inputs.items.iter().chain(&entry.reads));
        let sel = match found {
            Some(index) => self.groups[index].sel,
            None => self.open_group(position, &entry),
        };
        let source = self
            .source_of(position, sel)
            .unwrap_or_else(|| self.entity_source(position, sel, &entry));
        let known = &mut self.sources[source.index()];
        known.types = known.types.union(&entry.types);
        let sel = &mut self.sels[sel.index()];
        sel.possible = sel.possible.union(&entry.types);
        self.groups[sel.group.index()].admit(entry, needs);
        self.touch(position);
        source
    }

    fn groups_of<'i>(&self, items: impl Iterator<Item = &'i ItemId>) -> Vec<GroupId> {
        let mut groups = Vec::new();
        for item in items {
            let sel = self.items[item.index()].sel;
            let group = self.sels[sel.index()].group;
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    fn source_of(&self, position: PositionId, sel: SelId) -> Option<SourceId> {
        let sources = &self.position(position).sources;
        sources
            .iter()
            .copied()
            .find(|id| self.source(*id).sels == [sel])
    }

    fn open_group(&mut self, position: PositionId, entry: &Entry) -> SelId {
        let kind = GroupKind::Entities {
            at: position,
            representations: Vec::new(),
        };
        self.add_group(entry.subgraph, entry.stage, kind, None, TypeSet::new())
    }

    fn entity_source(&mut self, position: PositionId, sel: SelId, entry: &Entry) -> SourceId {
        self.add_source(
            position,
            Source {
                subgraph: entry.subgraph,
                sels: vec![sel],
                types: entry.types.clone(),
                stage: entry.stage,
                view: View::default(),
            },
        )
    }

    /// Asks the interface's owner for the run-time type (rule 34).
    pub(super) fn look_up_type(&mut self, position: PositionId, guard: &Guard) -> Result<(), Stop> {
        let Some(interface) = self.position(position).untyped else {
            return Ok(());
        };
        let reach = self.reach(position, interface)?;
        let entity = self.graph.entity(interface);
        let graph = self.graph;
        let real = |target: &usize| {
            let target = &entity.targets[*target];
            !graph.is_interface_object(target.subgraph, interface)
        };
        let targets = (0..entity.targets.len()).filter(real);
        let best = targets
            .filter(|index| {
                let atoms = &entity.targets[*index].atoms;
                atoms.iter().all(|atom| reach.atom[*atom].is_some())
            })
            .min_by_key(|index| {
                let subgraph = entity.targets[*index].subgraph;
                reach.hop[subgraph.0 as usize].map(|(label, _)| label)
            });
        let Some(target) = best else {
            // No one knows the type: members stay unreachable, and say so.
            return Ok(());
        };
        let source = self.enter(position, interface, target, &reach, guard)?;
        let types = self
            .graph
            .possible_in(entity.targets[target].subgraph, interface);
        self.sources[source.index()].types = types.clone();
        let item = self.add_typename(source);
        let place = &mut self.positions[position.index()];
        place.typename = item;
        place.untyped = None;
        place.types = place.types.intersection(&types);
        place.kept = place.kept.intersection(&types);
        self.touch(position);
        Ok(())
    }
}

impl Group {
    fn admit(&mut self, entry: Entry, needs: Vec<GroupId>) {
        for need in needs {
            if !self.needs.contains(&need) {
                self.needs.push(need);
            }
        }
        for item in &entry.inputs.items {
            if !self.inputs.contains(item) {
                self.inputs.push(*item);
            }
        }
        match &mut self.kind {
            GroupKind::Root => {}
            GroupKind::Entities {
                representations, ..
            } => add_representation(representations, entry),
        }
    }
}

/// Whether a group can take the representations: one way to send a type, one value for a name (rule 19).
fn accepts(kind: &GroupKind, position: PositionId, entry: &Entry) -> bool {
    match kind {
        GroupKind::Root => false,
        GroupKind::Entities {
            at,
            representations,
        } => {
            *at == position
                && representations.iter().all(|sent| {
                    let apart = sent.types.is_disjoint(&entry.types);
                    let alike = sent.types == entry.types && sent.entry == entry.entry;
                    apart || (alike && agree(&sent.fields, &entry.inputs.fields))
                })
        }
    }
}

fn agree(known: &[SentField], more: &[SentField]) -> bool {
    more.iter().all(|field| {
        known
            .iter()
            .filter(|other| other.name == field.name)
            .all(|other| {
                let apart = match (&other.on, &field.on) {
                    (Some(a), Some(b)) => a.is_disjoint(b),
                    (Some(_), None) | (None, Some(_)) | (None, None) => false,
                };
                apart
                    || (other.storage_key == field.storage_key
                        && agree(&other.fields, &field.fields))
            })
    })
}

fn add_representation(representations: &mut Vec<Sent>, entry: Entry) {
    let known = representations
        .iter_mut()
        .find(|sent| sent.types == entry.types && sent.entry == entry.entry);
    match known {
        Some(sent) => entry
            .inputs
            .fields
            .into_iter()
            .for_each(|field| merge(&mut sent.fields, field)),
        None => representations.push(Sent {
            types: entry.types,
            entry: entry.entry,
            fields: entry.inputs.fields,
        }),
    }
}

/// One entry a name and place; what is below is united.
fn merge(fields: &mut Vec<SentField>, field: SentField) {
    let known = fields.iter_mut().find(|other| {
        other.name == field.name && other.storage_key == field.storage_key && other.on == field.on
    });
    match known {
        Some(other) => {
            other.key |= field.key;
            for below in field.fields {
                merge(&mut other.fields, below);
            }
        }
        None => fields.push(field),
    }
}
