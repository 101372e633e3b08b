//! Which object types a value can have in each subgraph, and where interfaces are interface objects.

use ahash::HashMap;

use crate::{Subgraph, TypeDefinition, TypeId, TypeKind, TypeSet};

/// Fills [`SubgraphType::possible`](crate::SubgraphType) of objects, interfaces and interface objects; unions have
/// theirs from their members.
pub(super) fn fill(types: &[TypeDefinition], subgraphs: &mut [Subgraph]) {
    for subgraph in subgraphs {
        let mut implementations = implementations(subgraph);
        for (id, view) in subgraph.types.iter_mut() {
            if view.interface_object {
                view.possible = types[id.0 as usize].possible.clone();
                if view.possible.is_empty() {
                    view.possible.insert(id);
                }
                continue;
            }
            match view.kind {
                TypeKind::Object => view.possible = TypeSet::one(id),
                TypeKind::Interface => {
                    view.possible = implementations.remove(&id).unwrap_or_default();
                }
                TypeKind::Union | TypeKind::Enum | TypeKind::Scalar | TypeKind::InputObject => {}
            }
        }
    }
}

/// Notes at each merged type where it is an interface object. An interface that nothing implements then stands for the
/// types of its values itself (rule 36).
pub(super) fn mark_interface_objects(types: &mut [TypeDefinition], subgraphs: &[Subgraph]) {
    for subgraph in subgraphs {
        for (id, view) in subgraph.types.iter() {
            if view.interface_object {
                let ty = &mut types[id.0 as usize];
                ty.interface_object_in.push(subgraph.id);
                if ty.possible.is_empty() {
                    ty.possible.insert(ty.id);
                }
            }
        }
    }
}

/// Per interface, the objects that implement it in this subgraph. An interface object that implements another
/// interface does not count: no value has it as its run-time type.
fn implementations(subgraph: &Subgraph) -> HashMap<TypeId, TypeSet> {
    let mut sets: HashMap<TypeId, TypeSet> = HashMap::default();
    for (id, view) in subgraph.types.iter() {
        if view.kind != TypeKind::Object || view.interface_object {
            continue;
        }
        for interface in &view.implements {
            let set = sets.entry(*interface).or_default();
            set.insert(id);
        }
    }
    sets
}
