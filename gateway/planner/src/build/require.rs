//! Requirements: fetched, read into a representation, sent along (rules 15 to 21).

use std::sync::Arc;

use gateway_plan::Guard;
use gateway_supergraph::{SubgraphId, TypeId, TypeSet};

use super::send::Entry;
use super::{Builder, FactId, ItemId, PositionId, SentField, SourceId, Stop};
use crate::operation::{Field, SelectionSet};

/// Selections of keys and requirements that are read inside one another before a way is given up.
const NESTED_DEEP: usize = 48;

/// What a representation reads, and from where.
#[derive(Default)]
pub(super) struct Inputs {
    /// Whether it is a key: an object without it is not sent.
    pub(super) key: bool,
    pub(super) fields: Vec<SentField>,
    pub(super) items: Vec<ItemId>,
    /// Stage after which all is there.
    pub(super) stage: u32,
}

impl Builder<'_, '_> {
    /// A source of `subgraph` whose representations carry what `field` requires, and come with its contexts.
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
        let Some(owner) = owner else {
            return Err(self.dead_end());
        };
        self.waiting.push(wait);
        let types = self.types_of(position, subject);
        let mut required = Inputs::default();
        if let Some(requires) = owner.field.requires.as_deref() {
            let requirement = self.graph.requirement(requires);
            self.collect(position, &types, &requirement, guard, &mut required)?;
        }
        let arguments = &owner.field.context_arguments;
        let contexts = self.contexts(position, arguments, guard, &mut required)?;
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
                typed: self.position(position).untyped.is_none(),
                types,
                inputs,
                reads: reads.clone(),
                contexts,
                stage,
            },
        );
        Ok((source, reads))
    }

    /// Gets a selection and reads it into representation fields.
    pub(super) fn collect(
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
    pub(super) fn fill(
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
        // What leads through its own object has no end: another way is taken.
        if self.entering >= NESTED_DEEP {
            return Err(self.dead_end());
        }
        self.entering += 1;
        let place = self.position(child);
        let is_abstract = self.graph.supergraph.ty(place.ty).is_abstract();
        let types = place.types.clone();
        if is_abstract {
            self.look_up_type(child, guard)?;
            self.add_type_input(child, inputs);
            inputs.fields.push(SentField {
                name: "__typename".to_owned(),
                storage_key: "__typename".to_owned(),
                key: false,
                on: None,
                fields: Vec::new(),
            });
        }
        self.collect(child, &types, &field.selection, guard, inputs)?;
        self.entering -= 1;
        Ok(())
    }

    /// The run-time type, where the representation is chosen by it.
    pub(super) fn add_type_input(&self, position: PositionId, inputs: &mut Inputs) {
        if let Some(item) = self.position(position).typename {
            let sel = self.items[item.index()].sel;
            let group = self.sels[sel.index()].group;
            inputs.stage = inputs.stage.max(self.groups[group.index()].stage);
            inputs.items.push(item);
        }
    }
}

/// One entry a name and place; what is below is united.
pub(super) fn merge(fields: &mut Vec<SentField>, field: SentField) {
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
