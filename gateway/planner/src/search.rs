//! Candidate plans compared: steps first, then requests, then fields.
//!
//! The first candidate decides each choice by estimated cost, so a good plan exists early. Further candidates know
//! what the first one cost, then change one choice at a time and keep what is better. The budget bounds the
//! search, never the answer.

use std::collections::BTreeSet;

use ahash::{HashMap, HashMapExt};
use gateway_plan::Plan;
use gateway_supergraph::{SubgraphId, Supergraph};

use crate::PlanError;
use crate::build::{Alternative, Builder, Built, ChoiceKey, Guidance, Item, Stop};
use crate::emit::{Cost, Schedule, emit};
use crate::graph::Graph;
use crate::operation::{Operation, SelectionSet};
use crate::options::PlanOptions;

/// Dead ends that a candidate may run into before it is given up.
const DEAD_ENDS: usize = 64;

/// Rounds over all choices.
const ROUNDS: usize = 2;

/// Plans an operation.
///
/// # Errors
/// [`PlanError::TooComplex`] when even the first candidate takes more work than the budget,
/// [`PlanError::Cancelled`].
pub fn plan(
    supergraph: &Supergraph,
    operation: &Operation,
    options: &PlanOptions<'_>,
) -> Result<Plan, PlanError> {
    let graph = Graph::new(supergraph, &options.overrides);
    let mut search = Search {
        graph: &graph,
        operation,
        options,
        guidance: Guidance::default(),
        left: options.search_budget,
        weighed: HashMap::new(),
    };
    let first = search.candidate(options.budget)?;
    let mut best = search.improve(first)?;
    search.explain(&mut best);
    search.describe(&mut best.built);
    Ok(emit(&graph, operation, best.built, &best.schedule))
}

struct Search<'s, 'a> {
    graph: &'s Graph<'a>,
    operation: &'s Operation,
    options: &'s PlanOptions<'s>,
    guidance: Guidance,
    /// Work left for further candidates.
    left: u64,
    /// What whole plans would have cost with another option.
    weighed: HashMap<(ChoiceKey, Alternative), Cost>,
}

struct Candidate<'a> {
    built: Built<'a>,
    schedule: Schedule,
}

impl<'a> Candidate<'a> {
    fn cost(&self) -> Cost {
        self.schedule.cost
    }
}

impl<'a> Search<'_, 'a> {
    /// Builds with the present guidance; options that turn out not to work are left out from then on.
    fn candidate(&mut self, budget: u64) -> Result<Candidate<'a>, PlanError> {
        for _ in 0..DEAD_ENDS {
            let builder = Builder::new(
                self.graph,
                self.operation,
                &self.guidance,
                budget,
                self.options
                    .cancelled
                    .as_ref()
                    .map(|check| check as &dyn Fn() -> bool),
            );
            match builder.build() {
                Ok(built) => {
                    let schedule = Schedule::of(&built);
                    return Ok(Candidate { built, schedule });
                }
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::DeadEnd(choice, option)) => {
                    self.guidance.banned.insert((choice, option));
                }
            }
        }
        Err(PlanError::TooComplex {
            what: "dead ends",
            limit: DEAD_ENDS as u64,
        })
    }

    fn improve(&mut self, first: Candidate<'a>) -> Result<Candidate<'a>, PlanError> {
        let mut best = first;
        let is_whole = best.cost().unreachable == 0;
        let is_least = best.cost().requests <= 1 || self.is_least(&best);
        if best.built.choices.is_empty() || (is_whole && is_least) {
            return Ok(best);
        }
        self.learn(&best);
        best = self.try_better(best, None)?;
        for _ in 0..ROUNDS {
            let before = best.cost();
            let points: Vec<(ChoiceKey, usize, usize)> = best
                .built
                .choices
                .iter()
                .map(|point| (point.key, point.options.len(), point.taken))
                .collect();
            for (key, options, taken) in points {
                for other in (0..options).filter(|other| *other != taken) {
                    let kept = self.guidance.forced.insert(key, other);
                    let cost = best.cost();
                    best = self.try_better(best, Some(key))?;
                    if best.cost() >= cost {
                        match kept {
                            Some(kept) => self.guidance.forced.insert(key, kept),
                            None => self.guidance.forced.remove(&key),
                        };
                    }
                }
            }
            if best.cost() == before {
                break;
            }
        }
        Ok(best)
    }

    /// Whether each request goes, in one step, to a subgraph that must be asked in any case.
    fn is_least(&self, candidate: &Candidate<'a>) -> bool {
        let cost = candidate.cost();
        if cost.steps > 1 {
            return false;
        }
        let mut needed = BTreeSet::new();
        self.only_owners(&self.operation.selection, &mut needed);
        cost.requests <= needed.len()
    }

    fn only_owners(&self, set: &SelectionSet, into: &mut BTreeSet<SubgraphId>) {
        for field in set.fields.iter().filter(|field| field.is_fetched()) {
            for ty in field.on.iter() {
                if let [only] = &*self.graph.owners(ty, &field.name) {
                    into.insert(only.subgraph);
                }
            }
            self.only_owners(&field.selection, into);
        }
    }

    fn learn(&mut self, candidate: &Candidate<'a>) {
        self.guidance.horizon = candidate.cost().steps;
        self.guidance.prior = candidate.schedule.made.iter().copied().collect();
    }

    /// The better of `best` and a candidate by the present guidance.
    fn try_better(
        &mut self,
        best: Candidate<'a>,
        changed: Option<ChoiceKey>,
    ) -> Result<Candidate<'a>, PlanError> {
        if self.left < best.built.work {
            return Ok(best);
        }
        let candidate = match self.candidate(self.left) {
            Ok(candidate) => candidate,
            Err(PlanError::Cancelled) => return Err(PlanError::Cancelled),
            // This way is too long; the best so far stands.
            Err(
                PlanError::TooComplex { .. }
                | PlanError::TooDeep { .. }
                | PlanError::UnknownOperation { .. }
                | PlanError::AmbiguousOperation
                | PlanError::NoRootType { .. },
            ) => {
                self.left = self.left.saturating_sub(best.built.work);
                return Ok(best);
            }
        };
        self.left = self.left.saturating_sub(candidate.built.work);
        let points = candidate.built.choices.iter();
        for point in points.filter(|point| Some(point.key) == changed) {
            let option = point.options[point.taken];
            self.weighed.insert((point.key, option), candidate.cost());
        }
        Ok(if candidate.cost() < best.cost() {
            candidate
        } else {
            best
        })
    }

    /// Says beside each request which other ways were weighed, and what they would have cost.
    fn explain(&self, best: &mut Candidate<'a>) {
        for point in &best.built.choices {
            let Some(group) = point.group else { continue };
            let taken = point.options[point.taken];
            let others = point.options.iter().filter(|option| **option != taken);
            let mut rejected = others
                .filter_map(|option| self.rejected(point.key, *option))
                .peekable();
            if rejected.peek().is_none() {
                continue;
            }
            let (ty, field) = &point.what;
            let text = format!(
                "{}.{field}: {} {}; rejected: {}",
                self.graph.supergraph.ty(*ty).name,
                self.name(taken),
                taken.verb(),
                rejected.collect::<Vec<_>>().join(", "),
            );
            let reason = &mut best.built.groups[group.index()].reason;
            match reason {
                Some(known) if known.contains(&text) => {}
                Some(known) => {
                    known.push('\n');
                    known.push_str(&text);
                }
                None => *reason = Some(text),
            }
        }
    }

    /// Says beside each request what it is for, and whether another subgraph has it too.
    fn describe(&self, built: &mut Built<'a>) {
        /// Fields named for one request.
        const NAMED: usize = 6;
        let supergraph = self.graph.supergraph;
        for index in 0..built.groups.len() {
            let items = &built.sels[built.groups[index].sel.index()].items;
            let items = items.iter().map(|item| &built.items[item.index()]);
            let asked: Vec<&Item> = items.filter(|item| !item.follows).collect();
            let named = asked.iter().take(NAMED).filter_map(|item| {
                let ty = item.owner.or_else(|| item.types.iter().next())?;
                let owners = match self.graph.owners(ty, &item.name).len() {
                    0 | 1 => "only here".to_owned(),
                    owners => format!("one of {owners}"),
                };
                Some(format!(
                    "{}.{} ({owners})",
                    supergraph.ty(ty).name,
                    item.name
                ))
            });
            let mut text = format!("gives {}", named.collect::<Vec<_>>().join(", "));
            if asked.len() > NAMED {
                text.push_str(&format!(" and {} more", asked.len() - NAMED));
            }
            if !asked.is_empty() {
                let reason = &mut built.groups[index].reason;
                *reason = Some(match reason.take() {
                    Some(weighed) => format!("{text}\n{weighed}"),
                    None => text,
                });
            }
        }
    }

    fn rejected(&self, key: ChoiceKey, option: Alternative) -> Option<String> {
        let cost = self.weighed.get(&(key, option))?;
        let (name, verb) = (self.name(option), option.verb());
        Some(format!(
            "{name} {verb} ({} requests in {} steps)",
            cost.requests, cost.steps
        ))
    }

    fn name(&self, option: Alternative) -> &str {
        &self.graph.supergraph.subgraph(option.subgraph()).name
    }
}
