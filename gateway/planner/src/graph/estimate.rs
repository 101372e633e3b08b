//! What a selection will take from a given subgraph: the look-ahead that steers each choice.
//!
//! Requests are counted without knowing who else makes them, hence only an estimate; the search then
//! compares whole plans.

use std::sync::Arc;

use ahash::{HashMap, HashMapExt};
use gateway_supergraph::{SubgraphId, TypeId, TypeSet};
use smallvec::SmallVec;

use super::{Graph, Label, Local, View};
use crate::operation::{Field, SelectionSet};

/// Beyond this many members of an abstract type the first ones speak for the rest.
const MEMBERS_LOOKED_AT: usize = 8;

/// What a field costs that is not reachable by keys; the parent may still give it.
const DETOUR: u32 = 2;

const ONE_STEP: Label = Label {
    stage: 1,
    requests: 1,
};

/// Steps and requests beyond the fetch at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Estimate {
    pub(crate) steps: u32,
    pub(crate) requests: u32,
    /// Fields that no key leads to.
    pub(crate) missing: u32,
}

/// What a field takes, and the request that is its own: subgraph and step.
type Way = (Estimate, Option<(SubgraphId, u32)>);

/// Selection, subgraph, static type, and the provided sets, by address.
pub(super) type EstimateKey = (usize, SubgraphId, TypeId, SmallVec<[usize; 2]>);

impl<'a> Graph<'a> {
    /// The cost of a selection on a value of static type `ty` in `subgraph`.
    pub(crate) fn estimate(
        &self,
        set: &Arc<SelectionSet>,
        subgraph: SubgraphId,
        ty: TypeId,
        view: &View<'a>,
    ) -> Estimate {
        if set.fields.is_empty() {
            return Estimate::default();
        }
        let sets = view
            .sets
            .iter()
            .map(|set| std::ptr::from_ref(*set) as usize);
        let key: EstimateKey = (Arc::as_ptr(set) as usize, subgraph, ty, sets.collect());
        if let Some(known) = self.estimates.borrow().get(&key) {
            return *known;
        }
        if self.estimate_budget.get() == 0 {
            return Estimate::default();
        }
        let place = Place { subgraph, ty, view };
        let estimate = self.look(set, &place);
        self.estimates.borrow_mut().insert(key, estimate);
        estimate
    }

    fn look(&self, set: &SelectionSet, place: &Place<'_, 'a>) -> Estimate {
        let possible = self.possible_in(place.subgraph, place.ty);
        let interface_object = self.is_interface_object(place.subgraph, place.ty);
        let mut total = Estimate::default();
        let mut hops: HashMap<(SubgraphId, u32), ()> = HashMap::new();
        for field in set.fields.iter().filter(|field| field.is_fetched()) {
            let types = field.on.intersection(&possible);
            for subject in subjects(&types, &possible, interface_object, place.ty) {
                let spent = self.estimate_budget.get().saturating_sub(1);
                self.estimate_budget.set(spent);
                let (estimate, hop) = self.best(field, subject, place);
                total.steps = total.steps.max(estimate.steps);
                total.requests += estimate.requests;
                total.missing += estimate.missing;
                if let Some(hop) = hop {
                    hops.insert(hop, ());
                }
            }
        }
        total.requests += hops.len() as u32;
        total
    }

    /// The best way to one field, and the request it takes beside its own below.
    fn best(&self, field: &Field, subject: TypeId, place: &Place<'_, 'a>) -> Way {
        let mut options: SmallVec<[Way; 4]> = SmallVec::new();
        let here = self.local(place.subgraph, subject, &field.name, place.view);
        if let Some(local) = here.filter(Local::is_plain) {
            let below = self.below(place.view, subject, local.field);
            let estimate =
                self.estimate(&field.selection, place.subgraph, local.field.base, &below);
            if estimate == Estimate::default() {
                return (estimate, None);
            }
            options.push((estimate, None));
        }
        if let Some(distances) = self.distances(subject, place.subgraph) {
            for owner in self.owners(subject, &field.name).iter() {
                if owner.subgraph == place.subgraph && owner.field.is_plain() {
                    continue;
                }
                let hop = distances.hop[owner.subgraph.0 as usize].map(|(label, _)| label);
                // The query root can be asked of any subgraph, wherever it stands.
                let root = (subject == self.supergraph.roots.query).then_some(ONE_STEP);
                let Some(label) = hop.or(root) else {
                    continue;
                };
                let below = self.below(&View::default(), subject, owner.field);
                let base = owner.field.base;
                let mut estimate = self.estimate(&field.selection, owner.subgraph, base, &below);
                estimate.steps += label.stage;
                estimate.requests += label.requests.saturating_sub(1);
                options.push((estimate, Some((owner.subgraph, label.stage))));
            }
        }
        let missing = Estimate {
            steps: DETOUR,
            requests: DETOUR,
            missing: 1,
        };
        options
            .into_iter()
            .min_by_key(|(estimate, hop)| {
                let requests = estimate.requests + u32::from(hop.is_some());
                (estimate.missing, estimate.steps, requests)
            })
            .unwrap_or((missing, None))
    }
}

struct Place<'p, 'a> {
    subgraph: SubgraphId,
    ty: TypeId,
    view: &'p View<'a>,
}

/// The subjects a field is looked up for: the interface itself where the run-time type is not known.
fn subjects(
    types: &TypeSet,
    possible: &TypeSet,
    interface_object: bool,
    ty: TypeId,
) -> SmallVec<[TypeId; 4]> {
    if types.is_empty() {
        return SmallVec::new();
    }
    if interface_object && types == possible {
        return SmallVec::from_slice(&[ty]);
    }
    types.iter().take(MEMBERS_LOOKED_AT).collect()
}

impl Local<'_> {
    /// Whether the field is there without a representation that carries a requirement or comes with a context.
    pub(crate) fn is_plain(&self) -> bool {
        self.field.is_plain()
    }
}
