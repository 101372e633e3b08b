//! Brings the results of entities back to where they were looked up.

use crate::answer::Results;
use crate::codes;
use crate::compiled::{CompiledPlan, Group};
use crate::merge;
use crate::request::Sent;
use crate::store::{Store, Value};

/// Why a group's results cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupFault {
    Missing,
    Invalid,
    /// Not one result for each representation: nobody can tell which is whose.
    Count,
    Full,
}

impl GroupFault {
    pub(super) fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing | Self::Invalid => (
                codes::SUBGRAPH_MALFORMED,
                "sent no list of the objects it was asked for",
            ),
            Self::Count => (
                codes::SUBGRAPH_ENTITY_COUNT,
                "did not send one result for each object it was asked for",
            ),
            Self::Full => (
                codes::SUBGRAPH_TOO_LARGE,
                "sent an answer that is too large",
            ),
        }
    }
}

/// Scatters results to the objects that were looked up, by position (rule 5). Gives the representations whose result is no object.
pub(super) fn merge_group(
    plan: &CompiledPlan,
    store: &mut Store,
    group: &Group,
    sent: &Sent,
    results: &[Results],
) -> Result<Vec<u32>, GroupFault> {
    let mut lists = Vec::with_capacity(results.len());
    for results in results {
        match results {
            Results::List(list) if list.length as usize == sent.representations => {
                lists.push(*list);
            }
            Results::List(_) => return Err(GroupFault::Count),
            Results::None => return Err(GroupFault::Missing),
            Results::Invalid => return Err(GroupFault::Invalid),
        }
    }
    let mut invalid = Vec::new();
    let mut used = vec![false; sent.representations];
    for object in &sent.objects {
        let target = &group.targets[object.target as usize];
        let representation = object.representation as usize;
        let again = std::mem::replace(&mut used[representation], true);
        match store.items(lists[target.reader])[representation] {
            Value::Object(result) => {
                merge::merge_result(plan, store, object.object, result, &target.copies, again)
                    .map_err(|_| GroupFault::Full)?;
            }
            Value::Null => {}
            _ if again => {}
            _ => invalid.push(object.representation),
        }
    }
    Ok(invalid)
}
