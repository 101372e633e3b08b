//! The ways to a field: from where the object is already, by a hop, by a hop that carries a requirement.

use std::sync::Arc;

use gateway_supergraph::{SubgraphField, SubgraphId, TypeId, TypeSet};

use super::choose::Alternative;
use super::{Builder, GroupKind, PositionId, SourceId, Stop};
use crate::PlanError;
use crate::graph::{Estimate, Label, Local, Owner, Reach, Via, View};
use crate::operation::Field;

/// Requirements of requirements that are followed; a chain takes a request for each.
const REQUIREMENTS_DEEP: usize = 64;

/// A way with its cost.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) alternative: Alternative,
    pub(super) source: Option<SourceId>,
    /// Stage in which the field, and all below it, is there.
    pub(super) finish: u32,
    pub(super) requests: u32,
    pub(super) missing: u32,
}

impl<'a> Builder<'_, 'a> {
    pub(super) fn ways(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
    ) -> Result<Vec<Way>, Stop> {
        let mut ways = Vec::new();
        let sources: Vec<SourceId> = self.own_sources(self.position(position)).collect();
        for source in sources {
            let local = self.local_at(source, subject, &field.name);
            if let Some(local) = local.filter(Local::is_plain) {
                let below = self.below(source, subject, field, local);
                let Label { stage, .. } = self.label_of(source);
                let subgraph = self.source(source).subgraph;
                let alternative = Alternative::Here { subgraph, stage };
                let label = Label { stage, requests: 0 };
                ways.push(Way::new(alternative, Some(source), label, below));
            }
        }
        let reach = self.reach(position, subject)?;
        for owner in self.graph.owners(subject, &field.name).iter() {
            self.spend(1)?;
            if owner.field.is_plain() {
                let to = self.way_in(position, &reach, owner.subgraph);
                ways.extend(to.and_then(|to| self.way_to(subject, field, owner, to)));
            } else {
                self.ways_by_requirement(position, subject, field, owner, &reach, &mut ways)?;
            }
        }
        if ways.is_empty() {
            self.ways_back(position, subject, field, &mut ways);
        }
        if let Some(subgraph) = self.path_decides(position, subject, field)
            && ways
                .iter()
                .any(|way| way.alternative.subgraph() == subgraph)
        {
            ways.retain(|way| way.alternative.subgraph() == subgraph);
        }
        Ok(ways)
    }

    /// The subgraph that an object came from, where that and another one give the field, one for an interface object and
    /// one for the type itself: their values may differ (rule 35).
    pub(super) fn path_decides(
        &self,
        position: PositionId,
        subject: TypeId,
        field: &Field,
    ) -> Option<SubgraphId> {
        let supergraph = self.graph.supergraph;
        let ty = supergraph.ty(subject);
        let mut interfaces = ty.implements.iter().chain([&subject]);
        if interfaces.all(|one| supergraph.ty(*one).interface_object_in.is_empty()) {
            return None;
        }
        let place = self.position(position);
        let first = place
            .sources
            .iter()
            .min_by_key(|id| self.source(**id).stage)?;
        self.local_at(*first, subject, &field.name)?;
        let owners = self.graph.owners(subject, &field.name);
        let blurred = |owner: &Owner<'_>| {
            let view = View::default();
            let local = self
                .graph
                .local(owner.subgraph, subject, &field.name, &view);
            local.is_some_and(|local| self.graph.is_interface_object(owner.subgraph, local.owner))
        };
        let objects = owners.iter().filter(|owner| blurred(owner)).count();
        let mixed = objects > 0 && objects < owners.len();
        mixed.then(|| self.source(*first).subgraph)
    }

    pub(super) fn label_of(&self, source: SourceId) -> Label {
        Label {
            stage: self.source(source).stage,
            requests: 0,
        }
    }

    fn way_to(
        &self,
        subject: TypeId,
        field: &Field,
        owner: &Owner<'a>,
        (mut label, via): (Label, Via),
    ) -> Option<Way> {
        match via {
            Via::Source => return None,
            // Someone may have taken to making that request since the way was computed.
            Via::Root => label.requests = self.price(owner.subgraph, label.stage),
            Via::Hop(_) if self.price(owner.subgraph, label.stage) == 0 => {
                label.requests = label.requests.saturating_sub(1);
            }
            Via::Hop(_) | Via::Parent => {}
        }
        let view = self.graph.below(&View::default(), subject, owner.field);
        let (subgraph, base) = (owner.subgraph, owner.field.base);
        let below = self.graph.estimate(&field.selection, subgraph, base, &view);
        Some(Way::new(Alternative::Go { subgraph }, None, label, below))
    }

    fn ways_by_requirement(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        owner: &Owner<'a>,
        reach: &Reach,
        ways: &mut Vec<Way>,
    ) -> Result<(), Stop> {
        let (subgraph, base) = (owner.subgraph, owner.field.base);
        let wait = (position, subject, subgraph, field.identity());
        let Some((hop, _)) = reach.hop[subgraph.0 as usize] else {
            return Ok(());
        };
        if self.waiting.contains(&wait) {
            return Ok(());
        }
        if self.waiting.len() >= REQUIREMENTS_DEEP {
            return Err(Stop::Failed(PlanError::TooComplex {
                what: "requirements of requirements",
                limit: REQUIREMENTS_DEEP as u64,
            }));
        }
        self.waiting.push(wait);
        let ready = self.inputs_ready(position, subject, owner.field)?;
        self.waiting.pop();
        let Some(ready) = ready else {
            return Ok(());
        };
        let view = self.graph.below(&View::default(), subject, owner.field);
        let below = self.graph.estimate(&field.selection, subgraph, base, &view);
        let stage = hop.stage.max(ready.stage + 1);
        let label = Label {
            stage,
            requests: ready.requests + self.price(subgraph, stage),
        };
        ways.push(Way::new(
            Alternative::Require { subgraph },
            None,
            label,
            below,
        ));
        for later in self.hops_of(position, subject, subgraph) {
            if later > stage {
                let alternative = Alternative::Join {
                    subgraph,
                    stage: later,
                };
                let label = Label {
                    stage: later,
                    requests: ready.requests,
                };
                ways.push(Way::new(alternative, None, label, below));
            }
        }
        Ok(())
    }

    /// When all that must be sent along with an object is there: what a field requires, and its contexts.
    fn inputs_ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &'a SubgraphField,
    ) -> Result<Option<Label>, Stop> {
        let mut whole = Label::default();
        if let Some(requires) = field.requires.as_deref() {
            let requirement = self.graph.requirement(requires);
            match self.ready(position, subject, &requirement)? {
                Some(label) => whole = label,
                None => return Ok(None),
            }
        }
        match self.contexts_ready(position, &field.context_arguments)? {
            Some(label) => {
                whole.stage = whole.stage.max(label.stage);
                whole.requests += label.requests;
                Ok(Some(whole))
            }
            None => Ok(None),
        }
    }

    /// Stages of the hops into a subgraph that send the subject already.
    fn hops_of(&self, position: PositionId, subject: TypeId, subgraph: SubgraphId) -> Vec<u32> {
        let groups = self
            .groups
            .iter()
            .filter(|group| group.subgraph == subgraph && group.part == self.part);
        groups
            .filter(|group| match &group.kind {
                GroupKind::Root { .. } => false,
                GroupKind::Entities {
                    at,
                    representations,
                } => {
                    let sends = |types: &TypeSet| {
                        types.contains(subject) || self.position(*at).untyped == Some(subject)
                    };
                    *at == position && representations.iter().any(|sent| sends(&sent.types))
                }
            })
            .map(|group| group.stage)
            .collect()
    }
}

impl Way {
    pub(super) fn new(
        alternative: Alternative,
        source: Option<SourceId>,
        label: Label,
        below: Estimate,
    ) -> Self {
        Self {
            alternative,
            source,
            finish: label.stage + below.steps,
            requests: label.requests + below.requests,
            missing: below.missing,
        }
    }
}
