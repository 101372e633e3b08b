//! By which keys a type is entered, and where (rules 1, 3, 34).

use std::rc::Rc;
use std::sync::Arc;

use gateway_supergraph::{FieldSetItem, Key, SubgraphId, TypeId, TypeKind};

use super::Graph;
use crate::operation::Field;

/// How a subject is entered in the subgraphs.
pub(crate) struct Entity {
    /// The distinct top-level fields of all its keys.
    pub(crate) atoms: Vec<Atom>,
    pub(crate) targets: Vec<Target>,
    /// For each atom, the targets that use it.
    pub(crate) used_by: Vec<Vec<usize>>,
}

/// A field of a key, with what is selected below it.
pub(crate) struct Atom {
    pub(crate) field: Arc<Field>,
    text: String,
}

/// A key by which a subgraph can be entered.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) subgraph: SubgraphId,
    /// The type the key stands on there: the subject, or an interface object of it.
    pub(crate) entry: TypeId,
    /// Indices into [`Entity::atoms`].
    pub(crate) atoms: Vec<usize>,
}

impl Graph<'_> {
    pub(crate) fn entity(&self, subject: TypeId) -> Rc<Entity> {
        if let Some(known) = self.entities.borrow().get(&subject) {
            return known.clone();
        }
        let mut entity = Entity {
            atoms: Vec::new(),
            targets: Vec::new(),
            used_by: Vec::new(),
        };
        let definition = self.supergraph.ty(subject);
        for subgraph in &self.supergraph.subgraphs {
            self.add_keys(&mut entity, subgraph.id, subject);
            if definition.kind == TypeKind::Object {
                for interface in &definition.implements {
                    if self.is_interface_object(subgraph.id, *interface) {
                        self.add_keys(&mut entity, subgraph.id, *interface);
                    }
                }
            }
        }
        entity.used_by = vec![Vec::new(); entity.atoms.len()];
        for (index, target) in entity.targets.iter().enumerate() {
            for atom in &target.atoms {
                entity.used_by[*atom].push(index);
            }
        }
        let entity = Rc::new(entity);
        self.entities.borrow_mut().insert(subject, entity.clone());
        entity
    }

    fn add_keys(&self, entity: &mut Entity, subgraph: SubgraphId, entry: TypeId) {
        let Some(view) = self.supergraph.view(subgraph, entry) else {
            return;
        };
        for key in view.keys.iter().filter(|key| key.resolvable) {
            if let Some(atoms) = self.atoms(entity, key) {
                entity.targets.push(Target {
                    subgraph,
                    entry,
                    atoms,
                });
            }
        }
    }

    fn atoms(&self, entity: &mut Entity, key: &Key) -> Option<Vec<usize>> {
        let only_fields = key.fields.items.iter().all(|item| match item {
            FieldSetItem::Field { .. } => true,
            FieldSetItem::InlineFragment { .. } => false,
        });
        let selection = self.requirement(&key.fields);
        if !only_fields || selection.fields.len() != key.fields.items.len() {
            return None;
        }
        let pairs = selection.fields.iter().zip(&key.fields.items);
        let atoms = pairs.map(|(field, item)| {
            let text = item.to_string();
            let known = entity.atoms.iter().position(|atom| atom.text == text);
            known.unwrap_or_else(|| {
                entity.atoms.push(Atom {
                    field: field.clone(),
                    text,
                });
                entity.atoms.len() - 1
            })
        });
        Some(atoms.collect())
    }
}
