//! How soon, and for how many requests, each subgraph can be had for one object: Dijkstra over its keys.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use gateway_supergraph::{SubgraphId, TypeId};

use super::{Entity, Graph, View};
use crate::operation::Field;

/// What it takes to get somewhere; less is better, the stage counting first (rule 51).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Label {
    /// The step of the plan in whose answer it is.
    pub(crate) stage: u32,
    /// Requests that no one else makes.
    pub(crate) requests: u32,
}

/// By subgraph and atom: what more the atom takes once the subgraph is there.
pub(super) type Extras = Rc<[Box<[Option<Label>]>]>;

/// How a subgraph is got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// It is there already.
    Source,
    /// A root field: a request of its own.
    Root,
    /// The parent object, asked for the same field there (rule 8).
    Parent,
    /// An entity request by [`Entity::targets`]'s key of this index.
    Hop(usize),
}

/// Where a search starts.
pub(crate) struct Seed<'a> {
    pub(crate) subgraph: SubgraphId,
    pub(crate) label: Label,
    pub(crate) via: Via,
    pub(crate) view: View<'a>,
}

/// The best way to each subgraph.
#[derive(Clone)]
pub(crate) struct Reach {
    /// By subgraph.
    pub(crate) at: Vec<Option<(Label, Via)>>,
    /// By subgraph: the best way *in by key*, which a requirement needs even where one is already.
    pub(crate) hop: Vec<Option<(Label, usize)>>,
    /// By atom: who gives it first.
    pub(crate) atom: Vec<Option<(Label, SubgraphId)>>,
}

impl<'a> Graph<'a> {
    /// Searches from `seeds`; `price(subgraph, stage)` is 0 where that request is made anyway, else 1.
    pub(crate) fn reach(
        &self,
        subject: TypeId,
        seeds: &[Seed<'a>],
        price: &dyn Fn(SubgraphId, u32) -> u32,
    ) -> Reach {
        let entity = self.entity(subject);
        let subgraphs = self.supergraph.subgraphs.len();
        let extras = self.extras(subject, &entity);
        let mut search = Search {
            graph: self,
            extras: &extras,
            subject,
            entity: &entity,
            seeds,
            price,
            reach: Reach {
                at: vec![None; subgraphs],
                hop: vec![None; subgraphs],
                atom: vec![None; entity.atoms.len()],
            },
            open: BinaryHeap::new(),
        };
        search.run();
        search.reach
    }

    /// Distances from one subgraph, the object being there at stage 0. Remembered; `None` while it is being
    /// computed, so that a key that needs itself is no way.
    pub(crate) fn distances(&self, subject: TypeId, from: SubgraphId) -> Option<Rc<Reach>> {
        if let Some(known) = self.distances.borrow().get(&(subject, from)) {
            return known.clone();
        }
        self.distances.borrow_mut().insert((subject, from), None);
        let seed = Seed {
            subgraph: from,
            label: Label::default(),
            via: Via::Source,
            view: View::default(),
        };
        let reach = Rc::new(self.reach(subject, &[seed], &|_, _| 1));
        let known = Some(reach.clone());
        self.distances.borrow_mut().insert((subject, from), known);
        Some(reach)
    }
}

struct Search<'s, 'a> {
    graph: &'s Graph<'a>,
    extras: &'s [Box<[Option<Label>]>],
    subject: TypeId,
    entity: &'s Entity,
    seeds: &'s [Seed<'a>],
    price: &'s dyn Fn(SubgraphId, u32) -> u32,
    reach: Reach,
    open: BinaryHeap<Reverse<(Label, u32)>>,
}

impl Search<'_, '_> {
    fn run(&mut self) {
        for seed in self.seeds {
            self.arrive(seed.subgraph, seed.label, seed.via);
        }
        while let Some(Reverse((label, subgraph))) = self.open.pop() {
            let subgraph = SubgraphId(subgraph);
            let current = self.reach.at[subgraph.0 as usize];
            if current.is_some_and(|(best, _)| best == label) {
                self.leave(subgraph, label);
            }
        }
    }

    fn arrive(&mut self, subgraph: SubgraphId, label: Label, via: Via) {
        let slot = &mut self.reach.at[subgraph.0 as usize];
        if slot.is_none_or(|(best, _)| label < best) {
            *slot = Some((label, via));
            self.open.push(Reverse((label, subgraph.0)));
        }
    }

    /// Uses what `subgraph` gives to complete keys.
    fn leave(&mut self, subgraph: SubgraphId, label: Label) {
        for index in 0..self.entity.atoms.len() {
            let Some(extra) = self.extra(index, subgraph) else {
                continue;
            };
            let given = Label {
                stage: label.stage + extra.stage,
                requests: label.requests + extra.requests,
            };
            if self.reach.atom[index].is_none_or(|(best, _)| given < best) {
                self.reach.atom[index] = Some((given, subgraph));
                for target in &self.entity.used_by[index] {
                    self.enter(*target);
                }
            }
        }
    }

    fn enter(&mut self, index: usize) {
        let target = &self.entity.targets[index];
        let mut inputs = Label::default();
        for atom in &target.atoms {
            let Some((given, _)) = self.reach.atom[*atom] else {
                return;
            };
            inputs.stage = inputs.stage.max(given.stage);
            inputs.requests = inputs.requests.max(given.requests);
        }
        let stage = inputs.stage + 1;
        let label = Label {
            stage,
            requests: inputs.requests + (self.price)(target.subgraph, stage),
        };
        let hop = &mut self.reach.hop[target.subgraph.0 as usize];
        if hop.is_none_or(|(best, _)| label < best) {
            *hop = Some((label, index));
        }
        self.arrive(target.subgraph, label, Via::Hop(index));
    }

    /// What more it takes to get an atom once `subgraph` is there; `None` when it does not give it.
    fn extra(&self, atom: usize, subgraph: SubgraphId) -> Option<Label> {
        let seed = self.seeds.iter().find(|seed| seed.subgraph == subgraph);
        match seed.filter(|seed| !seed.view.sets.is_empty()) {
            Some(seed) => {
                let field = &self.entity.atoms[atom].field;
                self.graph.extra(self.subject, field, subgraph, &seed.view)
            }
            None => self.extras[subgraph.0 as usize][atom],
        }
    }
}

impl<'a> Graph<'a> {
    /// By subgraph and atom: what more the atom takes there, with nothing provided. Remembered once it is
    /// complete: a key that leads through its own type sees what is known so far.
    fn extras(&self, subject: TypeId, entity: &Entity) -> Extras {
        if let Some(known) = self.extras.borrow().get(&subject) {
            return known.clone();
        }
        let none: Extras = (0..self.supergraph.subgraphs.len())
            .map(|_| vec![None; entity.atoms.len()].into())
            .collect();
        self.extras.borrow_mut().insert(subject, none);
        let view = View::default();
        let extras: Extras = self
            .supergraph
            .subgraphs
            .iter()
            .map(|subgraph| {
                let atoms = entity.atoms.iter();
                atoms
                    .map(|atom| self.extra(subject, &atom.field, subgraph.id, &view))
                    .collect()
            })
            .collect();
        self.extras.borrow_mut().insert(subject, extras.clone());
        extras
    }

    fn extra(
        &self,
        subject: TypeId,
        field: &Field,
        subgraph: SubgraphId,
        view: &View<'a>,
    ) -> Option<Label> {
        let local = self.local(subgraph, subject, &field.name, view)?;
        if !local.is_plain() {
            return None;
        }
        if field.selection.fields.is_empty() {
            return Some(Label::default());
        }
        let below = self.below(view, subject, local.field);
        let estimate = self.estimate(&field.selection, subgraph, local.field.base, &below);
        (estimate.missing == 0).then_some(Label {
            stage: estimate.steps,
            requests: estimate.requests,
        })
    }
}
