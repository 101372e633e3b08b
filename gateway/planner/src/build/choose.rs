//! Where to get a field: the ways there are, what each costs, and which is taken.

use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use apollo_compiler::Name;
use gateway_plan::Guard;
use gateway_supergraph::{SubgraphId, TypeId};

use super::position::fixed;
use super::{Builder, GroupId, GroupKind, ItemId, PositionId, SourceId, Stop};
use crate::graph::{Estimate, Label, Local, Owner, Reach, Seed, Via, View};
use crate::operation::{Field, FieldIdentity, SelectionSet};

/// Requirements of requirements that are looked through when costs are compared.
const REQUIREMENTS_DEEP: usize = 64;

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

/// A way with its cost.
#[derive(Clone, Copy)]
struct Way {
    alternative: Alternative,
    source: Option<SourceId>,
    /// Stage in which the field, and all below it, is there.
    finish: u32,
    requests: u32,
    missing: u32,
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
        let sources = &self.position(position).sources;
        let earliest = sources.iter().map(|id| self.source(*id).stage).min()?;
        sources.iter().copied().find(|id| {
            let source = self.source(*id);
            source.stage == earliest
                && self
                    .local_at(*id, subject, &field.name)
                    .filter(Local::is_plain)
                    .is_some_and(|local| {
                        self.below(*id, subject, field, local) == Estimate::default()
                    })
        })
    }

    fn below(
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
        self.position(position).hash.hash(&mut hasher);
        subject.hash(&mut hasher);
        field.identity().hash(&mut hasher);
        client.then_some(&field.response_key).hash(&mut hasher);
        hasher.finish()
    }

    fn ways(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
    ) -> Result<Vec<Way>, Stop> {
        let mut ways = Vec::new();
        for source in self.position(position).sources.clone() {
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
            if owner.field.requires.is_none() {
                ways.extend(self.way_to(subject, field, owner, &reach));
            } else {
                self.ways_by_requirement(position, subject, field, owner, &reach, &mut ways)?;
            }
        }
        Ok(ways)
    }

    fn label_of(&self, source: SourceId) -> Label {
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
        reach: &Reach,
    ) -> Option<Way> {
        let (label, via) = reach.at[owner.subgraph.0 as usize]?;
        if via == Via::Source {
            return None;
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
        let Some(requires) = owner.field.requires.as_deref() else {
            return Ok(());
        };
        let Some((hop, _)) = reach.hop[subgraph.0 as usize] else {
            return Ok(());
        };
        if self.waiting.len() >= REQUIREMENTS_DEEP || self.waiting.contains(&wait) {
            return Ok(());
        }
        let requirement = self.graph.requirement(requires);
        self.waiting.push(wait);
        let ready = self.ready(position, subject, &requirement)?;
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

    /// Stages of the hops into a subgraph that send the subject already.
    fn hops_of(&self, position: PositionId, subject: TypeId, subgraph: SubgraphId) -> Vec<u32> {
        let groups = self
            .groups
            .iter()
            .filter(|group| group.subgraph == subgraph);
        groups
            .filter(|group| match &group.kind {
                GroupKind::Root => false,
                GroupKind::Entities {
                    at,
                    representations,
                } => {
                    let sends = |types: &gateway_supergraph::TypeSet| {
                        types.contains(subject) || self.position(*at).untyped == Some(subject)
                    };
                    *at == position && representations.iter().any(|sent| sends(&sent.types))
                }
            })
            .map(|group| group.stage)
            .collect()
    }

    /// When a requirement can be there; `None` when it cannot.
    fn ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        set: &Arc<SelectionSet>,
    ) -> Result<Option<Label>, Stop> {
        let mut whole = Label::default();
        for field in &set.fields {
            let types = self.followed(position, field);
            let applies = types.contains(subject) || self.position(position).untyped.is_some();
            if !applies || types.is_empty() {
                continue;
            }
            let Some(label) = self.field_ready(position, subject, field)? else {
                return Ok(None);
            };
            whole.stage = whole.stage.max(label.stage);
            whole.requests += label.requests;
        }
        Ok(Some(whole))
    }

    fn field_ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
    ) -> Result<Option<Label>, Stop> {
        self.spend(1)?;
        let identity = field.identity();
        let state = self.state_of(position) + self.facts.len() as u64;
        let key = (position, subject, identity.clone());
        if let Some((at, label)) = self.readiness.get(&key)
            && *at == state
        {
            return Ok(Some(*label));
        }
        let ready = self.first_ready(position, subject, field, &identity)?;
        if let Some(label) = ready {
            self.readiness.insert(key, (state, label));
        }
        Ok(ready)
    }

    fn first_ready(
        &mut self,
        position: PositionId,
        subject: TypeId,
        field: &Arc<Field>,
        identity: &FieldIdentity,
    ) -> Result<Option<Label>, Stop> {
        let facts = &self.position(position).facts;
        let known = facts
            .iter()
            .map(|id| &self.facts[id.index()])
            .find(|fact| fact.identity == *identity && fact.types.contains(subject));
        if let Some(fact) = known {
            let label = Label {
                stage: fact.stage,
                requests: 0,
            };
            let Some(child) = fact.child else {
                return Ok(Some(label));
            };
            if let Some(below) = self.all_ready(child, &field.selection)? {
                return Ok(Some(Label {
                    stage: label.stage.max(below.stage),
                    requests: below.requests,
                }));
            }
        }
        let ways = self.ways(position, subject, field)?;
        let best = ways.iter().filter(|way| way.missing == 0).map(|way| Label {
            stage: way.finish,
            requests: way.requests,
        });
        Ok(best.min())
    }

    fn all_ready(
        &mut self,
        position: PositionId,
        set: &Arc<SelectionSet>,
    ) -> Result<Option<Label>, Stop> {
        let mut whole = Label::default();
        let types = self.position(position).types.clone();
        for (subject, _) in self.subjects(position, &types) {
            let Some(label) = self.ready(position, subject, set)? else {
                return Ok(None);
            };
            whole.stage = whole.stage.max(label.stage);
            whole.requests += label.requests;
        }
        Ok(Some(whole))
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
                let source = self.go(position, subject, subgraph, guard)?;
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

    /// The best way to each subgraph from a position, as things stand.
    pub(super) fn reach(
        &mut self,
        position: PositionId,
        subject: TypeId,
    ) -> Result<Rc<Reach>, Stop> {
        let state = self.state_of(position);
        if let Some((at, known)) = self.reaches.get(&(position, subject))
            && *at == state
        {
            return Ok(known.clone());
        }
        let seeds = self.seeds(position, subject)?;
        let entity = self.graph.entity(subject);
        let keys = (entity.atoms.len() * self.graph.supergraph.subgraphs.len()) as u64;
        // A search looks at each key field in each subgraph, some thirty of them in the time of one option.
        self.spend(1 + keys / 32)?;
        let reach = self.graph.reach(subject, &seeds, &|subgraph, stage| {
            self.price(subgraph, stage)
        });
        let reach = Rc::new(reach);
        self.reaches
            .insert((position, subject), (state, reach.clone()));
        Ok(reach)
    }

    fn seeds(&mut self, position: PositionId, subject: TypeId) -> Result<Vec<Seed<'a>>, Stop> {
        let mut seeds = Vec::new();
        for id in self.position(position).sources.clone() {
            let source = self.source(id);
            let untyped = self.position(position).untyped == Some(subject);
            if source.types.contains(subject) || untyped {
                seeds.push(Seed {
                    subgraph: source.subgraph,
                    label: self.label_of(id),
                    via: Via::Source,
                    view: source.view.clone(),
                });
            }
        }
        if self.position(position).parent.is_some() {
            self.seeds_from_parent(position, subject, &mut seeds)?;
        } else {
            self.seeds_at_root(position, &mut seeds);
        }
        Ok(seeds)
    }

    fn seeds_at_root(&self, position: PositionId, seeds: &mut Vec<Seed<'a>>) {
        let ty = self.position(position).ty;
        let stage = self.base + 1;
        for subgraph in &self.graph.supergraph.subgraphs {
            let there = seeds.iter().any(|seed| seed.subgraph == subgraph.id);
            if subgraph.ty(ty).is_some() && !there {
                let requests = self.price(subgraph.id, stage);
                seeds.push(Seed {
                    subgraph: subgraph.id,
                    label: Label { stage, requests },
                    via: Via::Root,
                    view: View::default(),
                });
            }
        }
    }

    /// The same field of the parent, in the other subgraphs that have it (rule 8).
    fn seeds_from_parent(
        &mut self,
        position: PositionId,
        subject: TypeId,
        seeds: &mut Vec<Seed<'a>>,
    ) -> Result<(), Stop> {
        let link = self.position(position).parent.clone();
        let link = link.expect("only the root has no parent");
        let is_root = self.position(link.position).parent.is_none();
        if is_root && !self.is_open_root(link.position) {
            return Ok(());
        }
        let mut labels: Vec<Option<Label>> =
            vec![Some(Label::default()); self.graph.supergraph.subgraphs.len()];
        for (parent, _) in self.subjects(link.position, &link.types) {
            let reach = self.reach(link.position, parent)?;
            for (index, label) in labels.iter_mut().enumerate() {
                let subgraph = SubgraphId(index as u32);
                let given = reach.at[index].map(|(given, _)| given);
                let gives = self.gives(subgraph, parent, &link.field.name, subject);
                *label = match (*label, given) {
                    (Some(label), Some(given)) if gives => Some(label.max(given)),
                    (Some(_) | None, Some(_) | None) => None,
                };
            }
        }
        for (index, label) in labels.into_iter().enumerate() {
            let subgraph = SubgraphId(index as u32);
            let there = seeds.iter().any(|seed| seed.subgraph == subgraph);
            if let Some(label) = label.filter(|_| !there) {
                seeds.push(Seed {
                    subgraph,
                    label,
                    via: Via::Parent,
                    view: View::default(),
                });
            }
        }
        Ok(())
    }

    /// Whether a subgraph gives values of `subject` under a field of `parent`, without a requirement.
    fn gives(&self, subgraph: SubgraphId, parent: TypeId, name: &Name, subject: TypeId) -> bool {
        self.graph
            .local(subgraph, parent, name, &View::default())
            .filter(Local::is_plain)
            .is_some_and(|local| {
                let base = local.field.base;
                base == subject || self.graph.possible_in(subgraph, base).contains(subject)
            })
    }
}

impl Way {
    fn new(
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
