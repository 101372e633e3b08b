//! What is known of the merged tree, for every combination of run-time types.

use std::collections::BTreeMap;

use gateway_supergraph::{TypeId, TypeSet};

use crate::FetchId;

/// More objects than this are not looked at.
const LARGEST: usize = 300_000;

/// Index of an [`Object`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ObjectId(usize);

/// A value of one run-time type at one place.
pub(super) struct Object {
    pub(super) ty: TypeId,
    /// Whether the place has one type by the schema alone.
    pub(super) fixed: bool,
    /// The fetches that say the run-time type.
    pub(super) typename: Vec<FetchId>,
    /// By storage key.
    pub(super) fields: BTreeMap<String, Known>,
}

/// A field that is known.
pub(super) struct Known {
    pub(super) name: String,
    /// Sorted.
    pub(super) arguments: Vec<(String, String)>,
    pub(super) fetches: Vec<FetchId>,
    /// Run-time types that each of its sources can give: the value is the same one.
    pub(super) possible: Option<TypeSet>,
    /// By run-time type.
    pub(super) children: BTreeMap<TypeId, ObjectId>,
}

pub(super) struct Tree {
    objects: Vec<Object>,
}

impl Tree {
    pub(super) const ROOT: ObjectId = ObjectId(0);

    pub(super) fn new(root: TypeId) -> Self {
        Self {
            objects: vec![Object::new(root, true)],
        }
    }

    pub(super) fn get(&self, id: ObjectId) -> &Object {
        &self.objects[id.0]
    }

    pub(super) fn get_mut(&mut self, id: ObjectId) -> &mut Object {
        &mut self.objects[id.0]
    }

    /// `None` when the tree is too large to check.
    pub(super) fn add(&mut self, ty: TypeId, fixed: bool) -> Option<ObjectId> {
        if self.objects.len() >= LARGEST {
            return None;
        }
        self.objects.push(Object::new(ty, fixed));
        Some(ObjectId(self.objects.len() - 1))
    }
}

impl Object {
    fn new(ty: TypeId, fixed: bool) -> Self {
        Self {
            ty,
            fixed,
            typename: Vec::new(),
            fields: BTreeMap::new(),
        }
    }
}

impl Known {
    /// Notes what one more source can give.
    pub(super) fn limit(&mut self, possible: &TypeSet) {
        self.possible = Some(match &self.possible {
            Some(known) => known.intersection(possible),
            None => possible.clone(),
        });
    }

    /// The values it can have.
    pub(super) fn values(&self) -> impl Iterator<Item = ObjectId> + '_ {
        let possible = |ty: &TypeId| self.possible.as_ref().is_none_or(|all| all.contains(*ty));
        let children = self.children.iter().filter(move |(ty, _)| possible(ty));
        children.map(|(_, child)| *child)
    }

    pub(super) fn is(&self, name: &str, arguments: &[(String, String)]) -> bool {
        self.name == name && self.arguments == arguments
    }
}

/// Arguments in an order of their own.
pub(super) fn sorted(arguments: &[(String, String)]) -> Vec<(String, String)> {
    let mut arguments = arguments.to_vec();
    arguments.sort();
    arguments
}
