//! Representations put into lists: one way to send a type, one value for a name (rule 19).

use gateway_supergraph::{SubgraphId, TypeId, TypeSet};

use super::require::{Inputs, merge};
use super::{
    Builder, Group, GroupId, GroupKind, ItemId, PositionId, SelId, Sent, SentContext, SentField,
    Source, SourceId,
};
use crate::graph::View;

/// A list of representations that is wanted.
pub(super) struct Entry {
    pub(super) subgraph: SubgraphId,
    pub(super) entry: TypeId,
    /// Whether the run-time type is known.
    pub(super) typed: bool,
    pub(super) types: TypeSet,
    /// The key; its items are read by every representation.
    pub(super) inputs: Inputs,
    /// What the requirement of one field reads beside it.
    pub(super) reads: Vec<ItemId>,
    /// Of that field, likewise; at one position each has one value an object.
    pub(super) contexts: Vec<SentContext>,
    pub(super) stage: u32,
}

impl Builder<'_, '_> {
    /// Puts representations into a group of that stage that has room for them, or into a new one.
    pub(super) fn send(&mut self, position: PositionId, entry: Entry) -> SourceId {
        let found = self.groups.iter().position(|group| {
            group.subgraph == entry.subgraph
                && group.stage == entry.stage
                && group.segment == self.segment
                && group.part == self.part
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
        let grown = !entry.types.is_subset(&self.source(source).types);
        let known = &mut self.sources[source.index()];
        known.types = known.types.union(&entry.types);
        if grown {
            self.touch(position);
        }
        let sel = &mut self.sels[sel.index()];
        sel.possible = sel.possible.union(&entry.types);
        self.groups[sel.group.index()].admit(entry, needs);
        source
    }

    pub(super) fn groups_of<'i>(&self, items: impl Iterator<Item = &'i ItemId>) -> Vec<GroupId> {
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
                part: self.part,
                view: View::default(),
            },
        )
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
        for context in &entry.contexts {
            if !self.contexts.contains(context) {
                self.contexts.push(context.clone());
            }
        }
        match &mut self.kind {
            GroupKind::Root { .. } => {}
            GroupKind::Entities {
                representations, ..
            } => add_representation(representations, entry),
        }
    }
}

/// Whether a group can take the representations: one way to send a type, one value for a name (rule 19).
fn accepts(kind: &GroupKind, position: PositionId, entry: &Entry) -> bool {
    match kind {
        GroupKind::Root { .. } => false,
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
            typed: entry.typed,
            fields: entry.inputs.fields,
        }),
    }
}
