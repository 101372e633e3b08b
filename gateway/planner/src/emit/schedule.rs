//! Groups to requests: all groups of one subgraph at one stage travel together (rules 51 and 52).
//!
//! A group that nothing waits for may start later than it could, if it then shares a request: the plan takes no
//! more steps, and one request less.

use std::collections::BTreeSet;

use ahash::{HashMap, HashMapExt};
use gateway_plan::PartId;
use gateway_supergraph::SubgraphId;
use indexmap::IndexMap;

use crate::build::{Built, GroupId, GroupKind, Made, PositionId};

/// What a candidate costs; less is better, compared in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// Client fields that are not reachable, and types that no one tells.
    pub(crate) unreachable: usize,
    /// Of the first part: the others come after it in any case.
    pub(crate) steps: u32,
    pub(crate) requests: usize,
    /// Of all parts.
    pub(crate) last: u32,
    pub(crate) fields: usize,
}

/// The requests of a plan.
pub(crate) struct Schedule {
    /// In an order in which each comes after all that it needs.
    pub(crate) requests: Vec<Vec<GroupId>>,
    pub(crate) cost: Cost,
    pub(crate) made: Vec<Made>,
}

impl Schedule {
    pub(crate) fn of(built: &Built<'_>) -> Self {
        let mut stages: Vec<u32> = built.groups.iter().map(|group| group.stage).collect();
        while let Some(moves) = joinable(built, &stages) {
            for (group, stage) in moves {
                stages[group] = stage;
            }
        }
        let mut order: Vec<usize> = (0..built.groups.len()).collect();
        // A part hangs on the parts before it, never on later ones.
        order.sort_by_key(|index| (built.groups[*index].part, stages[*index], *index));
        let mut requests: IndexMap<Request, Vec<GroupId>> = IndexMap::new();
        for index in order {
            let request = Request::of(built, &stages, index);
            let id = GroupId(index as u32);
            requests.entry(request).or_default().push(id);
        }
        let unreachable = built
            .answers
            .values()
            .map(|answer| answer.unreachable.len());
        let groups = built.groups.iter().zip(&stages);
        let first = groups
            .filter(|(group, _)| group.part == PartId::FIRST)
            .map(|(_, stage)| *stage);
        let cost = Cost {
            unreachable: unreachable.sum::<usize>() + built.untold.len(),
            steps: first.max().unwrap_or(0),
            requests: requests.len(),
            last: stages.iter().copied().max().unwrap_or(0),
            fields: built.items.len(),
        };
        let made = requests
            .keys()
            .map(|request| (request.part, request.stage, request.subgraph));
        Self {
            made: made.collect(),
            requests: requests.into_values().collect(),
            cost,
        }
    }
}

/// What makes two groups one request.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
struct Request {
    stage: u32,
    subgraph: SubgraphId,
    /// The place that a root selection is for.
    root: Option<PositionId>,
    segment: u32,
    part: PartId,
}

/// Requests that could be one, were it not for their stages.
type Lane = (SubgraphId, u32, PartId);

impl Request {
    fn lane(&self) -> Lane {
        (self.subgraph, self.segment, self.part)
    }

    fn of(built: &Built<'_>, stages: &[u32], index: usize) -> Self {
        let group = &built.groups[index];
        Self {
            stage: stages[index],
            subgraph: group.subgraph,
            root: match group.kind {
                GroupKind::Root { at } => Some(at),
                GroupKind::Entities { .. } => None,
            },
            segment: group.segment,
            part: group.part,
        }
    }
}

/// A request whose groups can all wait for later requests to the same subgraph, and to which.
fn joinable(built: &Built<'_>, stages: &[u32]) -> Option<Vec<(usize, u32)>> {
    let latest = latest(built, stages);
    let mut requests: IndexMap<Request, Vec<usize>> = IndexMap::new();
    let mut taken: HashMap<Lane, BTreeSet<u32>> = HashMap::new();
    for index in 0..stages.len() {
        let request = Request::of(built, stages, index);
        if request.root.is_none() {
            requests.entry(request).or_default().push(index);
            let lane = taken.entry(request.lane()).or_default();
            lane.insert(request.stage);
        }
    }
    requests.into_iter().find_map(|(request, groups)| {
        let lane = taken.get(&request.lane())?;
        let moves = groups.into_iter().map(|index| {
            let until = latest[index].max(request.stage);
            let later = lane
                .range(request.stage + 1..=until.max(request.stage + 1))
                .next()?;
            (*later <= until).then_some((index, *later))
        });
        moves.collect::<Option<Vec<_>>>()
    })
}

/// The last stage at which each group delays nothing.
fn latest(built: &Built<'_>, stages: &[u32]) -> Vec<u32> {
    let mut last: HashMap<(u32, PartId), u32> = HashMap::new();
    for (group, stage) in built.groups.iter().zip(stages) {
        let known = last.entry((group.segment, group.part)).or_default();
        *known = (*known).max(*stage);
    }
    let groups = built.groups.iter();
    let mut latest: Vec<u32> = groups
        .map(|group| last[&(group.segment, group.part)])
        .collect();
    let mut order: Vec<usize> = (0..stages.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(stages[*index]));
    for index in order {
        // Those that wait for it keep their places.
        for need in &built.groups[index].needs {
            let bound = stages[index] - 1;
            latest[need.index()] = latest[need.index()].min(bound);
        }
    }
    latest
}
