//! The later parts of an answer: their fields come in requests of their own, so that no earlier part waits for them.
//!
//! A part hangs on the objects that earlier parts have: it enters by their keys, also where the subgraph at hand
//! could have answered along with them. Only what no key leads to, such as a field of a value type, is fetched with
//! the part before; it is still answered later.

use std::sync::Arc;

use gateway_plan::{Guard, PartId};
use gateway_supergraph::{SubgraphId, TypeId};

use super::choose::Alternative;
use super::ways::Way;
use super::{Builder, ItemId, Position, PositionId, SourceId, Stop};
use crate::graph::{Label, Local, Reach, Via};
use crate::operation::Field;

impl Builder<'_, '_> {
    /// The sources that the part being planned may add fields to.
    pub(super) fn own_sources(&self, place: &Position) -> impl Iterator<Item = SourceId> {
        let sources = place.sources.iter().copied();
        sources.filter(|source| self.reads_key || self.source(*source).part == self.part)
    }

    /// The part whose requests ask for these.
    pub(super) fn part_of(&self, items: &[ItemId]) -> PartId {
        items.first().map_or(self.part, |item| {
            let sel = self.items[item.index()].sel;
            self.groups[self.sels[sel.index()].group.index()].part
        })
    }

    /// How the part being planned gets into a subgraph: the first by the best way, a later one by a request of its own.
    pub(super) fn way_in(
        &self,
        position: PositionId,
        reach: &Reach,
        subgraph: SubgraphId,
    ) -> Option<(Label, Via)> {
        let best = reach.at[subgraph.0 as usize];
        if self.part == PartId::FIRST || self.reads_key {
            return best;
        }
        let place = self.position(position);
        let below = place.parent.is_some() && place.ty == self.graph.supergraph.roots.query;
        if below || self.is_open_root(position) {
            let stage = self.root_stage(position);
            let known = self.graph.supergraph.view(subgraph, place.ty).is_some();
            let requests = self.price(subgraph, stage);
            return known.then_some((Label { stage, requests }, Via::Root));
        }
        let hop = reach.hop[subgraph.0 as usize].map(|(label, key)| (label, Via::Hop(key)));
        hop.or_else(|| best.filter(|(_, via)| *via == Via::Parent))
    }

    /// The sources of earlier parts, where there is no other way.
    pub(super) fn ways_back(
        &self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        ways: &mut Vec<Way>,
    ) {
        for source in &self.position(position).sources {
            let local = self.local_at(*source, subject, &field.name);
            if let Some(local) = local.filter(Local::is_plain) {
                let below = self.below(*source, subject, field, local);
                let label = self.label_of(*source);
                let alternative = Alternative::Here {
                    subgraph: self.source(*source).subgraph,
                    stage: label.stage,
                };
                ways.push(Way::new(alternative, Some(*source), label, below));
            }
        }
    }

    /// A source of `subgraph` that belongs to the part being planned.
    pub(super) fn go_anew(
        &mut self,
        position: PositionId,
        subject: TypeId,
        subgraph: SubgraphId,
        guard: &Guard,
    ) -> Result<SourceId, Stop> {
        if self.part == PartId::FIRST || self.reads_key {
            return self.go(position, subject, subgraph, guard);
        }
        self.spend(1)?;
        if let Some(own) = self.own_source(position, subject, subgraph) {
            return Ok(own);
        }
        let reach = self.reach(position, subject)?;
        match self.way_in(position, &reach, subgraph) {
            Some((_, Via::Root)) => Ok(self.add_root_group(position, subgraph)),
            Some((_, Via::Hop(key))) => self.enter(position, subject, key, &reach, guard),
            Some((_, Via::Parent)) => self.through_parent(position, subgraph, guard, Self::go_anew),
            Some((_, Via::Source)) | None => self
                .existing(position, subject, subgraph)
                .ok_or_else(|| self.dead_end()),
        }
    }

    fn own_source(
        &self,
        position: PositionId,
        subject: TypeId,
        subgraph: SubgraphId,
    ) -> Option<SourceId> {
        let place = self.position(position);
        let untyped = place.untyped == Some(subject);
        let own = self.own_sources(place).filter(|id| {
            let source = self.source(*id);
            source.subgraph == subgraph && (untyped || source.types.contains(subject))
        });
        own.min_by_key(|id| self.source(*id).stage)
    }
}
