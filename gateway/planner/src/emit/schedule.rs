//! Groups to requests: all groups of one subgraph at one stage travel together (rules 51 and 52).
//!
//! A group that nothing waits for may start later than it could, if it then shares a request: the plan takes no
//! more steps, and one request less.

use gateway_plan::PartId;
use gateway_supergraph::SubgraphId;

use crate::build::{Built, Group, GroupId, GroupKind, Made, PositionId};

/// What a candidate costs; less is better, compared in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// Client fields that are not reachable.
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
        let mut requests: Vec<(Request, Vec<GroupId>)> = Vec::new();
        for index in order {
            let request = Request::of(built, &stages, index);
            let id = GroupId(index as u32);
            match requests.iter_mut().find(|(other, _)| *other == request) {
                Some((_, groups)) => groups.push(id),
                None => requests.push((request, vec![id])),
            }
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
            unreachable: unreachable.sum(),
            steps: first.max().unwrap_or(0),
            requests: requests.len(),
            last: stages.iter().copied().max().unwrap_or(0),
            fields: built.items.len(),
        };
        let made = requests
            .iter()
            .map(|(request, _)| (request.part, request.stage, request.subgraph));
        Self {
            made: made.collect(),
            requests: requests.into_iter().map(|(_, groups)| groups).collect(),
            cost,
        }
    }
}

/// What makes two groups one request.
#[derive(PartialEq, Eq, Clone, Copy)]
struct Request {
    stage: u32,
    subgraph: SubgraphId,
    /// The place that a root selection is for.
    root: Option<PositionId>,
    segment: u32,
    part: PartId,
}

impl Request {
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
    let requests: Vec<Request> = (0..stages.len())
        .map(|index| Request::of(built, stages, index))
        .collect();
    let movable = requests
        .iter()
        .enumerate()
        .filter(|(_, request)| request.root.is_none());
    movable.map(|(_, request)| *request).find_map(|request| {
        let groups = (0..stages.len()).filter(|index| requests[*index] == request);
        let moves = groups.map(|index| {
            let later = requests.iter().filter(|other| {
                other.subgraph == request.subgraph
                    && other.root.is_none()
                    && other.segment == request.segment
                    && other.part == request.part
                    && other.stage > request.stage
                    && other.stage <= latest[index]
            });
            later.map(|other| (index, other.stage)).min()
        });
        moves.collect::<Option<Vec<_>>>()
    })
}

/// The last stage at which each group delays nothing.
fn latest(built: &Built<'_>, stages: &[u32]) -> Vec<u32> {
    let last_of = |of: &Group| {
        let groups = built.groups.iter().zip(stages);
        let own = groups.filter(|(group, _)| group.segment == of.segment && group.part == of.part);
        own.map(|(_, stage)| *stage).max().unwrap_or(0)
    };
    let mut latest: Vec<u32> = built.groups.iter().map(last_of).collect();
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
