//! Where to get a field: the ways there are, what each costs, and which is taken.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use apollo_compiler::Name;
use gateway_plan::Guard;
use gateway_supergraph::{SubgraphId, TypeId};

use super::position::fixed;
use super::ways::Way;
use super::{Builder, GroupId, ItemId, PositionId, SourceId, Stop};
use crate::graph::{Estimate, Local};
use crate::operation::Field;

/// Alternatives kept for the search at one choice point.
const ALTERNATIVES: usize = 4;

/// Tells a choice point from others, in the same way in each candidate plan.
pub(crate) type ChoiceKey = u64;

/// One way to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Alternative {
    /// From a fetch that is there already.
    Here { subgraph: SubgraphId, stage: u32 },
    /// From a subgraph yet to be asked.
    Go { subgraph: SubgraphId },
    /// By a representation that carries the requirement, joined to a hop that starts late enough.
    Join { subgraph: SubgraphId, stage: u32 },
    /// By a representation that carries the requirement, as soon as it can be sent.
    Require { subgraph: SubgraphId },
}

impl Alternative {
    pub(crate) fn subgraph(self) -> SubgraphId {
        match self {
            Self::Here { subgraph, .. }
            | Self::Go { subgraph }
            | Self::Join { subgraph, .. }
            | Self::Require { subgraph } => subgraph,
        }
    }

    /// What is done, in words for `explain`.
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Here { .. } => "asked where the object is already",
            Self::Go { .. } => "asked anew",
            Self::Join { .. } => "joined to a later request",
            Self::Require { .. } => "asked as soon as its requirement is there",
        }
    }
}

/// A choice that was open.
#[derive(Debug, Clone)]
pub(crate) struct ChoicePoint {
    pub(crate) key: ChoiceKey,
    /// `Type.field`, for people.
    pub(crate) what: (TypeId, Name),
    /// Best first; the first was taken unless the search said otherwise.
    pub(crate) options: Vec<Alternative>,
    pub(crate) taken: usize,
    /// Where the field then came from.
    pub(crate) group: Option<GroupId>,
}

impl<'a> Builder<'_, 'a> {
    /// The source to take a field from, and what its requirement reads; `None` when no subgraph can give it here (rule 9).
    pub(super) fn source_for(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        guard: &Guard,
        client: bool,
    ) -> Result<Option<(SourceId, Vec<ItemId>)>, Stop> {
        if let Some(source) = self.obvious(position, subject, field) {
            return Ok(Some((source, Vec::new())));
        }
        let key = self.choice_key(position, subject, field, client);
        let mut ways = self.ways(position, subject, field)?;
        ways.retain(|way| !self.guidance.banned.contains(&(key, way.alternative)));
        let horizon = if client {
            self.guidance.horizon.max(self.highest)
        } else {
            0
        };
        ways.sort_by_key(|way| {
            let finish = way.finish.max(horizon);
            (
                way.missing,
                finish,
                way.requests,
                way.finish,
                way.alternative,
            )
        });
        let Some(taken) = self.pick(key, &ways, subject, field) else {
            return Ok(None);
        };
        let way = ways[taken];
        let outer = self.deciding.replace((key, way.alternative));
        let point = self.choices.len().wrapping_sub(1);
        let (source, reads) = self.carry_out(position, subject, field, guard, &way)?;
        self.deciding = outer;
        let group = self
            .source(source)
            .sels
            .first()
            .map(|sel| self.sels[sel.index()].group);
        if ways.len() > 1
            && let Some(point) = self.choices.get_mut(point)
        {
            point.group = group;
        }
        Ok(Some((source, reads)))
    }

    /// A source that is there from the start and leaves nothing to fetch elsewhere needs no weighing.
    fn obvious(&self, position: PositionId, subject: TypeId, field: &Field) -> Option<SourceId> {
        let place = self.position(position);
        let stages = self.own_sources(place).map(|id| self.source(id).stage);
        let earliest = stages.min()?;
        let decided = self.path_decides(position, subject, field);
        self.own_sources(place).find(|id| {
            let source = self.source(*id);
            source.stage == earliest
                && decided.is_none_or(|subgraph| subgraph == source.subgraph)
                && self
                    .local_at(*id, subject, &field.name)
                    .filter(Local::is_plain)
                    .is_some_and(|local| {
                        self.below(*id, subject, field, local) == Estimate::default()
                    })
        })
    }

    pub(super) fn below(
        &self,
        source: SourceId,
        subject: TypeId,
        field: &Field,
        local: Local<'a>,
    ) -> Estimate {
        let source = self.source(source);
        let view = self.graph.below(&source.view, subject, local.field);
        let base = local.field.base;
        self.graph
            .estimate(&field.selection, source.subgraph, base, &view)
    }

    /// The field as a source gives it; `None` when it does not, or not for this subject.
    pub(super) fn local_at(
        &self,
        source: SourceId,
        subject: TypeId,
        name: &Name,
    ) -> Option<Local<'a>> {
        let source = self.source(source);
        let covers = source.types.contains(subject)
            || self
                .graph
                .supergraph
                .ty(subject)
                .possible
                .is_subset(&source.types);
        if !covers {
            return None;
        }
        self.graph
            .local(source.subgraph, subject, name, &source.view)
    }

    fn pick(
        &mut self,
        key: ChoiceKey,
        ways: &[Way],
        subject: TypeId,
        field: &Field,
    ) -> Option<usize> {
        let last = ways.len().checked_sub(1)?;
        let forced = self.guidance.forced.get(&key).copied().unwrap_or(0);
        let taken = forced.min(last).min(ALTERNATIVES - 1);
        if last > 0 {
            let options = ways.iter().take(ALTERNATIVES);
            self.choices.push(ChoicePoint {
                key,
                what: (subject, field.name.clone()),
                options: options.map(|way| way.alternative).collect(),
                taken,
                group: None,
            });
        }
        Some(taken)
    }

    fn choice_key(
        &self,
        position: PositionId,
        subject: TypeId,
        field: &Field,
        client: bool,
    ) -> ChoiceKey {
        let mut hasher = fixed().build_hasher();
        self.part.hash(&mut hasher);
        self.position(position).hash.hash(&mut hasher);
        subject.hash(&mut hasher);
        field.identity().hash(&mut hasher);
        client.then_some(&field.response_key).hash(&mut hasher);
        hasher.finish()
    }

    fn carry_out(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        guard: &Guard,
        way: &Way,
    ) -> Result<(SourceId, Vec<ItemId>), Stop> {
        match way.alternative {
            Alternative::Here { .. } => {
                let source = way.source.ok_or_else(|| self.dead_end())?;
                Ok((source, Vec::new()))
            }
            Alternative::Go { subgraph } => {
                let source = self.go_anew(position, subject, subgraph, guard)?;
                Ok((source, Vec::new()))
            }
            Alternative::Require { subgraph } => {
                self.require(position, subject, field, subgraph, None, guard)
            }
            Alternative::Join { subgraph, stage } => {
                self.require(position, subject, field, subgraph, Some(stage), guard)
            }
        }
    }
}
