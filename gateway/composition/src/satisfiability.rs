//! Can every field of the API schema be reached from every place a client can be?
//!
//! One walk over states: an object type, and the subgraphs in which a value of it is at hand. A state that is at least
//! as well placed as one that was walked adds nothing, so that each type is walked a few times, not once a path.

mod calls;
mod contexts;
mod decisions;
mod findings;
mod healing;
mod nodes;
mod reach;
mod ways;
mod witness;

use std::collections::VecDeque;
use std::rc::Rc;

use ahash::HashMap;
use gateway_supergraph::{Supergraph, TypeDefinition, TypeId};

use crate::codes;
use crate::diagnostic::{Diagnostic, Findings};
use crate::subgraph::Subgraph;
use calls::Call;
use contexts::Contexts;
use findings::Failures;
use nodes::{Node, Nodes};
use reach::{Reach, Situation};
use witness::Step;

/// States that one walk looks at. A graph of 20,000 types needs some 100,000.
const MAX_STATES: usize = 1_000_000;

/// Walks the graph; what cannot be reached is in the findings, one a cause.
pub(crate) fn check(supergraph: &Supergraph, subgraphs: &[Subgraph], findings: &mut Findings) {
    let mut failures = Failures::default();
    // A progressive override must hold whichever way its label is decided.
    for decision in decisions::all(supergraph) {
        let mut walk = Walk {
            supergraph,
            reach: Reach::new(supergraph, decision),
            open: VecDeque::new(),
            walked: HashMap::default(),
            calls: Vec::new(),
            failures: std::mem::take(&mut failures),
        };
        let through = walk.run() && walk.calls();
        failures = walk.failures;
        if !through {
            let message = "the satisfiability check met its size limit before it was through";
            let code = codes::MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED;
            findings.push(Diagnostic::error(code, message));
        }
    }
    failures.tell(supergraph, subgraphs, findings);
}

/// A place a client can be at.
struct State<'a> {
    ty: TypeId,
    nodes: Nodes<'a>,
    /// Set above the value.
    contexts: Contexts,
    path: Option<Rc<Step>>,
}

struct Walk<'a> {
    supergraph: &'a Supergraph,
    reach: Reach<'a>,
    open: VecDeque<State<'a>>,
    /// Per type, the weakest states that were walked.
    walked: HashMap<TypeId, Vec<(Nodes<'a>, Contexts)>>,
    /// Mutations that several subgraphs share, to be looked at when all else was walked.
    calls: Vec<Call<'a>>,
    failures: Failures,
}

impl<'a> Walk<'a> {
    /// False when the limit was met.
    fn run(&mut self) -> bool {
        let roots = self.supergraph.roots;
        for root in [Some(roots.query), roots.mutation, roots.subscription] {
            let Some(root) = root else { continue };
            let nodes = self.reach.roots(root);
            self.open.push_back(State {
                ty: root,
                nodes,
                contexts: Contexts::default(),
                path: None,
            });
        }
        self.walk()
    }

    /// Until nothing is open; false when the limit was met.
    fn walk(&mut self) -> bool {
        for _ in 0..MAX_STATES {
            let Some(state) = self.open.pop_front() else {
                return true;
            };
            if self.is_new(&state) {
                self.state(&state);
            }
            if self.reach.is_exhausted() {
                return false;
            }
        }
        self.open.is_empty()
    }

    fn is_new(&mut self, state: &State<'a>) -> bool {
        if self.is_walked(state.ty, &state.nodes, &state.contexts) {
            return false;
        }
        let walked = self.walked.entry(state.ty).or_default();
        walked.retain(|(nodes, contexts)| {
            !(state.nodes.is_weaker(nodes) && contexts::is_subset(&state.contexts, contexts))
        });
        walked.push((state.nodes.clone(), state.contexts.clone()));
        true
    }

    /// Whether a state was walked in which a client can do no more.
    fn is_walked(&self, ty: TypeId, nodes: &Nodes<'a>, contexts: &Contexts) -> bool {
        let walked = self.walked.get(&ty);
        let weaker = |(known, set): &(Nodes<'a>, Contexts)| {
            known.is_weaker(nodes) && contexts::is_subset(set, contexts)
        };
        walked.is_some_and(|walked| walked.iter().any(weaker))
    }

    fn state(&mut self, state: &State<'a>) {
        let definition = self.supergraph.ty(state.ty);
        let all = self
            .reach
            .situation(state.ty, &state.nodes, &state.contexts);
        let below = self.reach.contexts_below(&state.contexts, state.ty);
        if !all.nodes.iter().any(|node| node.view == state.ty) {
            self.fail(state, &all, "__typename");
        }
        for field in definition.fields.values() {
            if field.inaccessible || self.supergraph.ty(field.base).inaccessible {
                continue;
            }
            let at: Vec<&Node<'a>> = all
                .nodes
                .iter()
                .filter(|node| self.reach.resolves(state.ty, &all, node, &field.name))
                .collect();
            if at.is_empty() {
                self.fail(state, &all, &field.name);
                continue;
            }
            let base = self.supergraph.ty(field.base);
            if !base.is_composite() {
                continue;
            }
            if self.is_mutation(state) && at.len() > 1 {
                self.calls.push(Call::of(field, &at));
            } else {
                self.below(state, &below, &field.name, base, &at);
            }
        }
    }

    fn fail(&mut self, state: &State<'a>, all: &Situation<'a>, field: &str) {
        let path = state.path.as_ref();
        self.failures
            .add(state.ty, field, &state.nodes, &all.nodes, path);
    }

    fn below(
        &mut self,
        state: &State<'a>,
        contexts: &Contexts,
        field: &apollo_compiler::Name,
        base: &TypeDefinition,
        at: &[&Node<'a>],
    ) {
        for (ty, nodes) in self.reach.children(state.ty, at, field) {
            if self.supergraph.ty(ty).inaccessible {
                continue;
            }
            if self.is_walked(ty, &nodes, contexts) {
                continue;
            }
            let on = base
                .is_abstract()
                .then(|| self.supergraph.ty(ty).name.clone());
            let step = Step {
                parent: state.path.clone(),
                on_root: state
                    .path
                    .is_none()
                    .then(|| self.supergraph.ty(state.ty).name.clone()),
                field: field.clone(),
                on,
            };
            self.open.push_back(State {
                ty,
                nodes,
                contexts: contexts.clone(),
                path: Some(Rc::new(step)),
            });
        }
    }
}
