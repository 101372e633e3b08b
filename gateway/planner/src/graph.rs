//! The query graph: which subgraph gives which field of which type, and how to get from one to the next.
//!
//! Nothing is built up front: edges are looked up in the supergraph and remembered, since an operation
//! touches few of the types. A *subject* is the type of the object at hand: an object type where the
//! run-time type is known, an interface where it is not (an interface object, rule 34).

mod estimate;
mod keys;
mod local;
mod reach;
mod requirement;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use ahash::{HashMap, HashMapExt};
use apollo_compiler::Name;
use gateway_supergraph::{FieldSet, SubgraphField, SubgraphId, Supergraph, TypeId, TypeSet};

use crate::operation::SelectionSet;
pub(crate) use estimate::Estimate;
pub(crate) use keys::Entity;
pub(crate) use local::{Local, View};
pub(crate) use reach::{Label, Reach, Seed, Via};

/// What has been looked up before.
type Memo<K, V> = RefCell<HashMap<K, V>>;

/// Lookups on one supergraph with the request's override decisions.
pub(crate) struct Graph<'a> {
    pub(crate) supergraph: &'a Supergraph,
    overrides: &'a BTreeSet<String>,
    /// Work that estimates may still take; they only steer the search.
    estimate_budget: Cell<u64>,
    requirements: Memo<*const FieldSet, Arc<SelectionSet>>,
    owners: Memo<(TypeId, Name), Rc<[Owner<'a>]>>,
    entities: Memo<TypeId, Rc<Entity>>,
    extras: Memo<TypeId, reach::Extras>,
    distances: Memo<(TypeId, SubgraphId), Option<Rc<Reach>>>,
    estimates: Memo<estimate::EstimateKey, Estimate>,
}

/// A subgraph that resolves a field of a subject, without looking at provided views.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub(crate) subgraph: SubgraphId,
    pub(crate) field: &'a SubgraphField,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(supergraph: &'a Supergraph, overrides: &'a BTreeSet<String>) -> Self {
        Self {
            supergraph,
            overrides,
            // Some 30 ms; beyond that, choices are made by what is near.
            estimate_budget: Cell::new(200_000),
            requirements: RefCell::new(HashMap::new()),
            owners: RefCell::new(HashMap::new()),
            entities: RefCell::new(HashMap::new()),
            extras: RefCell::new(HashMap::new()),
            distances: RefCell::new(HashMap::new()),
            estimates: RefCell::new(HashMap::new()),
        }
    }

    /// Run-time types that a value of a type can have in a subgraph.
    pub(crate) fn possible_in(&self, subgraph: SubgraphId, ty: TypeId) -> TypeSet {
        match self.supergraph.view(subgraph, ty) {
            Some(view) => view.possible.clone(),
            None => TypeSet::new(),
        }
    }

    /// Whether a type is an interface object in a subgraph: its run-time type is not known from there.
    pub(crate) fn is_interface_object(&self, subgraph: SubgraphId, ty: TypeId) -> bool {
        self.supergraph
            .view(subgraph, ty)
            .is_some_and(|view| view.interface_object)
    }

    /// The subgraphs that resolve a field, in the supergraph's order.
    pub(crate) fn owners(&self, subject: TypeId, name: &Name) -> Rc<[Owner<'a>]> {
        let key = (subject, name.clone());
        if let Some(known) = self.owners.borrow().get(&key) {
            return known.clone();
        }
        let subgraphs = self.supergraph.subgraphs.iter();
        let owners: Rc<[Owner<'a>]> = subgraphs
            .filter_map(|subgraph| {
                let local = self.local(subgraph.id, subject, name, &View::default())?;
                Some(Owner {
                    subgraph: subgraph.id,
                    field: local.field,
                })
            })
            .collect();
        self.owners.borrow_mut().insert(key, owners.clone());
        owners
    }
}
