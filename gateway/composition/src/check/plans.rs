//! Is an operation answered worse than before?

use super::{PLAN_CHANGED, PLAN_WORSE};
use crate::{Diagnostic, Place, Severity};

/// What it takes to answer an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanFigures {
    /// To subgraphs.
    pub requests: usize,
    /// The longest chain of requests that wait for one another.
    pub steps: usize,
    /// Estimated, see `gateway_planner::estimated_cost`.
    pub cost: u64,
}

/// Tells how the figures of an operation changed: an error where one of them grew by more than `threshold` percent, a
/// hint for any other change. `None`: nothing changed.
pub fn plan_change(
    operation: &str,
    place: Place,
    before: PlanFigures,
    after: PlanFigures,
    threshold: u32,
) -> Option<Diagnostic> {
    let figures = [
        ("requests", before.requests as u64, after.requests as u64),
        ("sequential steps", before.steps as u64, after.steps as u64),
        ("estimated cost", before.cost, after.cost),
    ];
    let changed = figures.iter().filter(|(_, before, after)| before != after);
    let told: Vec<String> = changed
        .map(|(what, before, after)| format!("{what} {before} -> {after}"))
        .collect();
    if told.is_empty() {
        return None;
    }
    let worse = figures
        .iter()
        .any(|(_, before, after)| grew(*before, *after, threshold));
    let told = told.join(", ");
    Some(if worse {
        let message = format!("the operation `{operation}` is answered worse: {told}");
        let note = format!("more than {threshold} percent; --plan-threshold allows more");
        Diagnostic::error(PLAN_WORSE, message).at(place).note(note)
    } else {
        let message = format!("the operation `{operation}` is answered otherwise: {told}");
        Diagnostic::new(Severity::Hint, PLAN_CHANGED, message).at(place)
    })
}

/// An operation that could be planned and can no more.
pub fn plan_failed(operation: &str, place: Place, why: &str) -> Diagnostic {
    let message = format!("the operation `{operation}` can no longer be planned: {why}");
    Diagnostic::error(PLAN_WORSE, message).at(place)
}

fn grew(before: u64, after: u64, threshold: u32) -> bool {
    let allowed = u128::from(before) * (100 + u128::from(threshold));
    u128::from(after) * 100 > allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlaceKind;

    fn told(before: [u64; 3], after: [u64; 3], threshold: u32) -> Option<String> {
        let figures = |[requests, steps, cost]: [u64; 3]| PlanFigures {
            requests: requests as usize,
            steps: steps as usize,
            cost,
        };
        let place = Place::start(PlaceKind::Operation, "o", None);
        plan_change("O", place, figures(before), figures(after), threshold)
            .map(|finding| finding.to_string())
    }

    #[test]
    fn only_what_grows_beyond_the_threshold_is_an_error() {
        for (before, after, threshold, expected) in [
            ([3, 2, 10], [3, 2, 10], 20, None),
            (
                [3, 2, 10],
                [4, 2, 10],
                20,
                Some("error[PLAN_WORSE]: the operation `O` is answered worse: requests 3 -> 4"),
            ),
            (
                [5, 2, 10],
                [6, 2, 10],
                20,
                Some(
                    "hint[PLAN_CHANGED]: the operation `O` is answered otherwise: requests 5 -> 6",
                ),
            ),
            (
                [3, 2, 10],
                [3, 3, 9],
                20,
                Some(
                    "error[PLAN_WORSE]: the operation `O` is answered worse: sequential steps 2 -> 3, estimated cost 10 -> 9",
                ),
            ),
            (
                [3, 2, 10],
                [3, 2, 12],
                20,
                Some(
                    "hint[PLAN_CHANGED]: the operation `O` is answered otherwise: estimated cost 10 -> 12",
                ),
            ),
            (
                [3, 2, 10],
                [4, 3, 99],
                1_000,
                Some(
                    "hint[PLAN_CHANGED]: the operation `O` is answered otherwise: requests 3 -> 4, sequential steps 2 -> 3, estimated cost 10 -> 99",
                ),
            ),
            (
                [0, 0, 0],
                [1, 1, 0],
                20,
                Some(
                    "error[PLAN_WORSE]: the operation `O` is answered worse: requests 0 -> 1, sequential steps 0 -> 1",
                ),
            ),
            (
                [3, 2, u64::MAX],
                [2, 1, u64::MAX],
                0,
                Some(
                    "hint[PLAN_CHANGED]: the operation `O` is answered otherwise: requests 3 -> 2, sequential steps 2 -> 1",
                ),
            ),
        ] {
            assert_eq!(told(before, after, threshold).as_deref(), expected);
        }
    }
}
