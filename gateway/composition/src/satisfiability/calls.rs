//! Mutations that several subgraphs share. One of them is called, and only once (rule 29): unlike a query, whose parts may
//! come of several, it must be enough to be where one of them put its answer.

use apollo_compiler::Name;
use gateway_supergraph::{FieldDefinition, TypeId};

use super::contexts::Contexts;
use super::findings::Failures;
use super::nodes::{Node, Nodes};
use super::{State, Walk};

/// A mutation with the subgraphs that can be asked for it.
pub(super) struct Call<'a> {
    field: Name,
    returns: TypeId,
    at: Vec<Node<'a>>,
}

impl<'a> Call<'a> {
    pub(super) fn of(field: &FieldDefinition, at: &[&Node<'a>]) -> Self {
        Self {
            field: field.name.clone(),
            returns: field.base,
            at: at.iter().map(|node| (*node).clone()).collect(),
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn is_mutation(&self, state: &State<'a>) -> bool {
        state.path.is_none() && self.supergraph.roots.mutation == Some(state.ty)
    }

    /// Walks below each call from one subgraph after the other, until one fails nowhere. If none does, what fails from the
    /// first is told. False when the limit was met.
    pub(super) fn calls(&mut self) -> bool {
        let Some(root) = self.supergraph.roots.mutation else {
            return true;
        };
        for call in std::mem::take(&mut self.calls) {
            let mut told: Option<Failures> = None;
            for node in &call.at {
                let known = self.walked.clone();
                let others = std::mem::take(&mut self.failures);
                let through = self.call(root, &call, node);
                let failures = std::mem::replace(&mut self.failures, others);
                if !through {
                    return false;
                }
                if failures.is_empty() {
                    told = None;
                    break;
                }
                self.walked = known;
                told.get_or_insert(failures);
            }
            if let Some(failures) = told {
                self.failures.absorb(failures);
            }
        }
        true
    }

    fn call(&mut self, root: TypeId, call: &Call<'a>, node: &Node<'a>) -> bool {
        let mut nodes = Nodes::default();
        nodes.add(node.clone());
        let state = State {
            ty: root,
            nodes,
            contexts: Contexts::default(),
            path: None,
        };
        let contexts = self.reach.contexts_below(&state.contexts, root);
        let base = self.supergraph.ty(call.returns);
        self.below(&state, &contexts, &call.field, base, &[node]);
        self.walk()
    }
}
