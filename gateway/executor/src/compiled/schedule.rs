//! What each fetch waits for.

use gateway_plan::{FetchKind, OperationKind, Plan};

use super::parts::Parts;

/// The dependencies of a plan, turned around: who is told when a fetch is done.
#[derive(Debug)]
pub(crate) struct Schedule {
    pub(crate) waits_for: Vec<u32>,
    pub(crate) feeds: Vec<Vec<usize>>,
}

impl Schedule {
    pub(crate) fn of(plan: &Plan, parts: &Parts) -> Self {
        let mut needs: Vec<Vec<usize>> = plan
            .fetches
            .iter()
            .map(|fetch| fetch.needs.iter().map(|need| need.0 as usize).collect())
            .collect();
        if plan.operation == OperationKind::Mutation {
            order_mutations(plan, parts, &mut needs);
        }
        let mut schedule = Self {
            waits_for: vec![0; needs.len()],
            feeds: vec![Vec::new(); needs.len()],
        };
        for (index, mut needs) in needs.into_iter().enumerate() {
            needs.sort_unstable();
            needs.dedup();
            schedule.waits_for[index] = needs.len() as u32;
            for need in needs {
                schedule.feeds[need].push(index);
            }
        }
        schedule
    }
}

/// Each root of a mutation waits for the roots before it and for all their hops (rule 45), also where the plan does not
/// say so: the order of side effects is nothing to rely on others for. Deferred hops are not waited for.
fn order_mutations(plan: &Plan, parts: &Parts, needs: &mut [Vec<usize>]) {
    let is_root = |index: usize| match plan.fetches[index].kind {
        FetchKind::Root { operation, .. } => operation == OperationKind::Mutation,
        FetchKind::Entities { .. } => false,
    };
    // The last mutation root that a fetch comes from, itself included.
    let mut root_of: Vec<Option<usize>> = Vec::with_capacity(needs.len());
    for (index, needs) in needs.iter().enumerate() {
        let inherited = needs.iter().filter_map(|need| root_of[*need]).max();
        root_of.push(if is_root(index) {
            Some(index)
        } else {
            inherited
        });
    }
    for root in (0..needs.len()).filter(|index| is_root(*index)) {
        let before = |index: &usize| root_of[*index].is_some_and(|other| other < root);
        let earlier = (0..root_of.len()).filter(before);
        let earlier = earlier.filter(|index| parts.owner(*index) == 0);
        needs[root].extend(earlier);
    }
}
