//! Places of the merged tree, and which fields are followed at them.

use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use gateway_plan::OperationKind;
use gateway_supergraph::{SubgraphId, TypeId, TypeSet};

use super::storage::Storage;
use super::{Builder, Link, Position, PositionId};
use crate::graph::View;
use crate::operation::Field;

/// A child position to be.
pub(super) struct Child<'c> {
    pub(super) link: Link,
    /// Subgraph and its type of the field.
    pub(super) from: (SubgraphId, TypeId),
    pub(super) field: &'c Arc<Field>,
}

impl Builder<'_, '_> {
    pub(super) fn add_root(&mut self, ty: TypeId) -> PositionId {
        let types = TypeSet::one(ty);
        let subgraphs = &self.graph.supergraph.subgraphs;
        let candidates = subgraphs
            .iter()
            .filter(|subgraph| subgraph.ty(ty).is_some());
        let candidates = candidates.map(|subgraph| subgraph.id).collect();
        self.positions.push(Position {
            parent: None,
            ty,
            kept: types.clone(),
            types,
            untyped: None,
            interface: None,
            typename: None,
            sources: Vec::new(),
            version: 0,
            facts: Vec::new(),
            slot: Storage::ROOT,
            candidates,
            hash: 0,
        });
        PositionId(0)
    }

    pub(super) fn add_position(&mut self, child: Child<'_>) -> PositionId {
        let graph = self.graph;
        let (subgraph, declared) = child.from;
        let member = child.link.types.iter().next();
        let merged = member.and_then(|ty| graph.supergraph.ty(ty).fields.get(&child.field.name));
        let ty = merged.map_or(child.field.base, |field| field.base);
        let untyped = graph
            .is_interface_object(subgraph, declared)
            .then_some(declared);
        let types = graph
            .possible_in(subgraph, declared)
            .intersection(&graph.supergraph.ty(ty).possible);
        let parent = self.position(child.link.position);
        let candidates = self.candidates(parent, &child);
        let hash = hash_of(parent.hash, &child.link.storage_key, &child.link.types);
        let slot = parent.slot;
        let slot = self.storage.child(slot, &child.link.storage_key);
        let kept = if graph.supergraph.ty(ty).is_abstract() {
            self.kept(&types, &candidates, &child)
        } else {
            types.clone()
        };
        self.positions.push(Position {
            parent: Some(child.link),
            ty,
            types,
            kept,
            untyped,
            interface: untyped,
            typename: None,
            sources: Vec::new(),
            version: 0,
            facts: Vec::new(),
            slot,
            candidates,
            hash,
        });
        PositionId(self.positions.len() as u32 - 1)
    }

    /// The subgraphs that could resolve the path to a child (rule 32).
    fn candidates(&self, parent: &Position, child: &Child<'_>) -> Rc<[SubgraphId]> {
        let Some(subject) = parent.untyped.or_else(|| child.link.types.iter().next()) else {
            return Rc::new([]);
        };
        let entity = self.graph.entity(subject);
        let owners = self.graph.owners(subject, &child.field.name);
        let mut candidates: Vec<SubgraphId> = owners
            .iter()
            .map(|owner| owner.subgraph)
            .filter(|subgraph| {
                parent.candidates.contains(subgraph)
                    || parent.ty == self.graph.supergraph.roots.query
                    || entity
                        .targets
                        .iter()
                        .any(|target| target.subgraph == *subgraph)
            })
            .collect();
        if !candidates.contains(&child.from.0) {
            candidates.push(child.from.0);
        }
        candidates.into()
    }

    /// The members that every candidate knows.
    fn kept(&self, types: &TypeSet, candidates: &[SubgraphId], child: &Child<'_>) -> TypeSet {
        let graph = self.graph;
        let subjects = child.link.types.iter();
        let mut kept = types.clone();
        for subject in subjects.take(1) {
            for subgraph in candidates {
                let local = graph.local(*subgraph, subject, &child.field.name, &View::default());
                if let Some(local) = local {
                    kept = kept.intersection(&graph.possible_in(*subgraph, local.field.base));
                }
            }
        }
        kept
    }

    /// The run-time types for which a field is followed at a position.
    pub(super) fn followed(&self, position: PositionId, field: &Field) -> TypeSet {
        let position = self.position(position);
        if field.narrowed {
            field.on.intersection(&position.kept)
        } else {
            field.on.intersection(&position.types)
        }
    }

    /// Whether a position can be had by asking a subgraph for its root: the root itself, and fields of type `Query`.
    pub(super) fn is_root_type(&self, position: PositionId) -> bool {
        let place = self.position(position);
        place.parent.is_none() || place.ty == self.graph.supergraph.roots.query
    }

    /// Whether other subgraphs may be asked for the fields of the root.
    pub(super) fn is_open_root(&self, position: PositionId) -> bool {
        let root = self.position(position).parent.is_none();
        root && self.operation.kind == OperationKind::Query
    }
}

/// A hash with fixed keys: the same operation gives the same plan in every process.
fn hash_of(parent: u64, key: &str, types: &TypeSet) -> u64 {
    let mut hasher = fixed().build_hasher();
    parent.hash(&mut hasher);
    key.hash(&mut hasher);
    types.hash(&mut hasher);
    hasher.finish()
}

pub(super) fn fixed() -> ahash::RandomState {
    ahash::RandomState::with_seeds(1, 2, 3, 4)
}
