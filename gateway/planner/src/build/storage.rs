//! Which key of the merged tree holds a field: the client's own wherever it can be (rules 18, 33, 37).
//!
//! Slots are the merged tree seen without types: two members' fields under one key share the slot below it,
//! so that a clash two levels down is seen.

use ahash::{HashMap, HashMapExt};
use apollo_compiler::Name;
use gateway_supergraph::{SubgraphId, TypeSet};

use crate::operation::{FieldIdentity, SelectionSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SlotId(u32);

pub(super) struct Storage {
    slots: Vec<Slot>,
}

#[derive(Default)]
struct Slot {
    keys: HashMap<String, Vec<Use>>,
    /// The client's response keys at this slot.
    reserved: HashMap<Name, Vec<(FieldIdentity, TypeSet)>>,
    /// The same by what they stand for, in the client's order.
    by_identity: HashMap<FieldIdentity, Vec<Name>>,
    children: HashMap<String, SlotId>,
    /// Whether the client's keys are kept here, and below.
    planned: bool,
}

struct Use {
    identity: FieldIdentity,
    types: TypeSet,
    subgraph: SubgraphId,
    shape: String,
}

/// A field that wants a key.
pub(super) struct Request<'r> {
    pub(super) wanted: &'r str,
    pub(super) identity: &'r FieldIdentity,
    pub(super) types: &'r TypeSet,
    pub(super) subgraph: SubgraphId,
    /// The type as the subgraph declares it, the name left out of composite ones: equal ones may stand under
    /// one key.
    pub(super) shape: String,
    pub(super) client: bool,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default()],
        }
    }
}

impl Storage {
    pub(super) const ROOT: SlotId = SlotId(0);

    pub(super) fn child(&mut self, slot: SlotId, key: &str) -> SlotId {
        if let Some(known) = self.slots[slot.0 as usize].children.get(key) {
            return *known;
        }
        let child = SlotId(self.slots.len() as u32);
        self.slots.push(Slot {
            keys: HashMap::new(),
            ..Slot::default()
        });
        let children = &mut self.slots[slot.0 as usize].children;
        children.insert(key.to_owned(), child);
        child
    }

    /// Keeps the client's response keys, down to the leaves: a requirement may come there before the client's field does.
    pub(super) fn reserve_all(&mut self, slot: SlotId, set: &SelectionSet) {
        self.slots[slot.0 as usize].planned = true;
        for field in set.fields.iter().filter(|field| field.is_fetched()) {
            let key = &field.response_key;
            self.reserve(slot, key, field.identity(), field.on.clone());
            if !field.selection.fields.is_empty() {
                let child = self.child(slot, key);
                self.reserve_all(child, &field.selection);
            }
        }
    }

    /// As [`Self::reserve_all`], of a place whose key the client did not give: it was not known before.
    pub(super) fn reserve_late(&mut self, slot: SlotId, set: &SelectionSet) {
        if !self.slots[slot.0 as usize].planned {
            self.reserve_all(slot, set);
        }
    }

    fn reserve(&mut self, slot: SlotId, key: &Name, identity: FieldIdentity, types: TypeSet) {
        let slot = &mut self.slots[slot.0 as usize];
        let reserved = slot.reserved.entry(key.clone()).or_default();
        match reserved.iter_mut().find(|(same, _)| *same == identity) {
            Some((_, all)) => *all = all.union(&types),
            None => {
                reserved.push((identity.clone(), types));
                let names = slot.by_identity.entry(identity).or_default();
                names.push(key.clone());
            }
        }
    }

    /// The client's key for a field that the planner needs too.
    pub(super) fn client_key(
        &self,
        slot: SlotId,
        identity: &FieldIdentity,
        types: &TypeSet,
    ) -> Option<&Name> {
        let slot = &self.slots[slot.0 as usize];
        let names = slot.by_identity.get(identity)?;
        names.iter().find(|name| {
            let uses = slot.reserved.get(*name).into_iter().flatten();
            let mut same = uses.filter(|(other, _)| other == identity);
            same.any(|(_, on)| types.is_subset(on))
        })
    }

    /// A key for the field: the one it wants, or an internal one.
    pub(super) fn allocate(&mut self, slot: SlotId, request: &Request<'_>) -> String {
        let mut key = request.wanted.to_owned();
        let plain = request.client || request.identity.arguments.is_empty() || {
            let reserved = &self.slots[slot.0 as usize].reserved;
            let mut uses = reserved.get(request.wanted).into_iter().flatten();
            uses.any(|(same, _)| *same == *request.identity)
        };
        let mut number = 0;
        while !(self.is_free(slot, &key, request) && (plain || number > 0)) {
            number += 1;
            key = format!("__portico_{number}_{}", request.identity.name);
        }
        let uses = self.slots[slot.0 as usize]
            .keys
            .entry(key.clone())
            .or_default();
        uses.push(Use {
            identity: request.identity.clone(),
            types: request.types.clone(),
            subgraph: request.subgraph,
            shape: request.shape.clone(),
        });
        key
    }

    fn is_free(&self, slot: SlotId, key: &str, request: &Request<'_>) -> bool {
        // `__typename` always holds the run-time type.
        if key == "__typename" {
            return false;
        }
        let slot = &self.slots[slot.0 as usize];
        let taken = slot.keys.get(key).into_iter().flatten().any(|other| {
            let same = other.identity == *request.identity;
            let apart = other.types.is_disjoint(request.types) && request.client;
            let alike = other.subgraph != request.subgraph || other.shape == request.shape;
            !(same || apart) || !alike
        });
        // Of two client's fields that come to one place the first gets the key.
        let mut reserved = slot.reserved.get(key).into_iter().flatten();
        let kept = !request.client && reserved.any(|(identity, _)| *identity != *request.identity);
        !taken && !kept
    }
}
