//! Where a search for ways starts: the sources at hand, the root, the parent's other subgraphs (rule 8).

use std::rc::Rc;

use apollo_compiler::Name;
use gateway_supergraph::{SubgraphId, TypeId};

use super::{Builder, PositionId, Source, Stop};
use crate::graph::{Label, Local, Reach, Seed, Via, View};

impl<'a> Builder<'_, 'a> {
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
        // A search looks at each key field in each subgraph, some eight of them in the time of one option.
        self.spend(1 + keys / 8)?;
        let reach = self.graph.reach(subject, &seeds, &|subgraph, stage| {
            self.price(subgraph, stage)
        });
        let reach = Rc::new(reach);
        self.reaches
            .insert((position, subject), (state, reach.clone()));
        Ok(reach)
    }

    /// Keeps what was computed when a source comes as it was expected to: nothing gets within reach sooner.
    pub(super) fn note_source(&mut self, position: PositionId, source: &Source<'a>) -> bool {
        let place = self.position(position);
        let untyped = place.untyped;
        let state = self.state_of(position);
        let label = Label {
            stage: source.stage,
            requests: 0,
        };
        for subject in source.types.iter().chain(untyped) {
            let Some((at, reach)) = self.reaches.get_mut(&(position, subject)) else {
                continue;
            };
            if *at != state {
                continue;
            }
            let slot = &mut Rc::make_mut(reach).at[source.subgraph.0 as usize];
            match slot {
                Some((known, via)) if known.stage <= label.stage => {
                    // A later source of the same subgraph changes nothing.
                    if known.stage == label.stage {
                        (*known, *via) = (label, Via::Source);
                    }
                }
                Some(_) | None => return false,
            }
        }
        true
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
        }
        if self.is_root_type(position) {
            self.seeds_at_root(position, &mut seeds);
        }
        Ok(seeds)
    }

    fn seeds_at_root(&self, position: PositionId, seeds: &mut Vec<Seed<'a>>) {
        let ty = self.position(position).ty;
        let stage = self.root_stage(position);
        for subgraph in &self.graph.supergraph.subgraphs {
            let requests = self.price(subgraph.id, stage);
            let label = Label { stage, requests };
            let there = seeds
                .iter()
                .any(|seed| seed.subgraph == subgraph.id && seed.label.stage <= stage);
            if subgraph.ty(ty).is_some() && !there {
                seeds.push(Seed {
                    subgraph: subgraph.id,
                    label,
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
