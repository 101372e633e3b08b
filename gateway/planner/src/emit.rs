//! A finished candidate to a [`Plan`].

mod guards;
mod parts;
mod paths;
mod representations;
mod schedule;
mod selection;
mod shape;

use std::collections::BTreeSet;

use gateway_plan::{
    EntityGroup, Fetch, FetchId, FetchKind, Guard, OperationKind, PartId, Plan, Selection,
};
use gateway_supergraph::TypeSet;

use crate::build::{Built, Group, GroupId, GroupKind, either};
use crate::graph::Graph;
use crate::operation::Operation;
pub(crate) use schedule::{Cost, Schedule};

/// Everything the parts of a plan are written from.
struct Emitter<'e, 'a> {
    graph: &'e Graph<'a>,
    operation: &'e Operation,
    built: &'e Built<'a>,
    /// By group.
    guards: Vec<Guard>,
}

/// Writes the plan of a candidate.
pub(crate) fn emit<'a>(
    graph: &Graph<'a>,
    operation: &Operation,
    mut built: Built<'a>,
    schedule: &Schedule,
) -> Plan {
    let guards = guards::settle(&mut built);
    let emitter = Emitter {
        graph,
        operation,
        built: &built,
        guards,
    };
    let fetch_of = emitter.fetch_of(schedule);
    let fetches: Vec<Fetch> = emitter.fetches(schedule, &fetch_of);
    let (shape, deferral) = emitter.answer(&fetch_of);
    let mut variables = BTreeSet::new();
    for fetch in &fetches {
        variables.extend(fetch.variables.iter().map(|variable| variable.name.clone()));
        guards::variables(&fetch.guard, &mut variables);
        if let FetchKind::Entities { groups } = &fetch.kind {
            groups
                .iter()
                .for_each(|group| guards::variables(&group.guard, &mut variables));
        }
    }
    shape::variables(&shape, &mut variables);
    Plan {
        operation: operation.kind,
        fetches,
        shape,
        variables: variables.into_iter().collect(),
        deferral,
    }
}

impl Emitter<'_, '_> {
    /// By group.
    fn fetch_of(&self, schedule: &Schedule) -> Vec<FetchId> {
        let mut fetch_of = vec![FetchId(0); self.built.groups.len()];
        for (index, groups) in schedule.requests.iter().enumerate() {
            for group in groups {
                fetch_of[group.index()] = FetchId(index as u32);
            }
        }
        fetch_of
    }

    fn fetches(&self, schedule: &Schedule, fetch_of: &[FetchId]) -> Vec<Fetch> {
        let requests = &schedule.requests;
        let fetches = requests.iter().enumerate();
        fetches
            .map(|(index, groups)| self.fetch(FetchId(index as u32), groups, fetch_of, requests))
            .collect()
    }

    fn fetch(
        &self,
        id: FetchId,
        groups: &[GroupId],
        fetch_of: &[FetchId],
        requests: &[Vec<GroupId>],
    ) -> Fetch {
        let built = |group: &GroupId| &self.built.groups[group.index()];
        let mut needs: BTreeSet<FetchId> = groups
            .iter()
            .flat_map(|group| &built(group).needs)
            .map(|need| fetch_of[need.index()])
            .collect();
        let Group { segment, part, .. } = *built(&groups[0]);
        if segment > 0 && part == PartId::FIRST {
            // The next mutation field waits for all that the ones before it led to.
            let before = requests.iter().enumerate().filter(|(_, earlier)| {
                earlier
                    .first()
                    .is_some_and(|first| built(first).segment < segment)
            });
            needs.extend(before.map(|(index, _)| FetchId(index as u32)));
        }
        let guard = groups.iter().fold(Guard::never(), |guard, group| {
            either(&guard, &self.guards[group.index()])
        });
        let kind = self.kind(groups);
        let reasons: Vec<&str> = groups
            .iter()
            .filter_map(|group| built(group).reason.as_deref())
            .collect();
        let subgraph = self.graph.supergraph.subgraph(built(&groups[0]).subgraph);
        Fetch {
            id,
            subgraph: subgraph.name.to_string(),
            variables: self.variables(&kind),
            kind,
            needs: needs.into_iter().collect(),
            guard,
            reason: (!reasons.is_empty()).then(|| reasons.join("\n")),
        }
    }

    fn kind(&self, groups: &[GroupId]) -> FetchKind {
        let mut lists: Vec<EntityGroup> = Vec::new();
        for id in groups {
            let group = &self.built.groups[id.index()];
            let guard = &self.guards[id.index()];
            match &group.kind {
                GroupKind::Root { at } => {
                    let below = self.place(*at).parent.is_some();
                    return FetchKind::Root {
                        operation: if below {
                            OperationKind::Query
                        } else {
                            self.operation.kind
                        },
                        at: self.path(*at),
                        selection: self.selection(group.sel, guard),
                    };
                }
                GroupKind::Entities {
                    at,
                    representations,
                } => {
                    for (only, selection) in self.lists(group.sel, representations, guard) {
                        let sent = representations.iter().filter_map(|sent| sent.among(&only));
                        let contexts = self.contexts(&group.contexts, &selection);
                        let list = EntityGroup {
                            contexts,
                            at: vec![self.path(*at)],
                            representations: self.representations(*at, &sent.collect::<Vec<_>>()),
                            selection,
                            guard: guard.clone(),
                        };
                        self.add_list(&mut lists, list);
                    }
                }
            }
        }
        FetchKind::Entities { groups: lists }
    }

    /// Lists that ask the same are one list from several places.
    fn add_list(&self, lists: &mut Vec<EntityGroup>, list: EntityGroup) {
        let same = lists.iter_mut().find(|other| {
            other.representations == list.representations
                && other.selection == list.selection
                && other.guard == list.guard
                && other.contexts == list.contexts
        });
        match same {
            Some(other) => other.at.extend(list.at),
            None => lists.push(list),
        }
    }

    fn names(&self, types: &TypeSet) -> Vec<String> {
        types
            .iter()
            .map(|ty| self.graph.supergraph.ty(ty).name.to_string())
            .collect()
    }

    fn variables(&self, kind: &FetchKind) -> Vec<gateway_plan::VariableUse> {
        let mut used = Vec::new();
        let mut add = |selection: &Selection| selection::variables(selection, &mut used);
        match kind {
            FetchKind::Root { selection, .. } => add(selection),
            FetchKind::Entities { groups } => groups.iter().for_each(|group| add(&group.selection)),
        }
        let declared = &self.operation.variables;
        // Those of contexts are not among the client's.
        let uses = used.into_iter().filter_map(|name| {
            let variable = declared.iter().find(|variable| variable.name == *name)?;
            Some(gateway_plan::VariableUse {
                ty: variable.declaration.clone(),
                name,
            })
        });
        uses.collect()
    }
}
