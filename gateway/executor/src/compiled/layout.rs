//! Where an object keeps the value of each storage key.
//!
//! Positions with equal subtrees, written by the same fetches, get one layout. Only then may the result of an entity be
//! shared between them: whatever a later fetch writes at one of them, it writes at the other.

use ahash::HashMap;
use smallvec::SmallVec;

use super::tree::{PositionId, ROOT, Tree, Writer};
use super::types::TypeId;

/// Index of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct LayoutId(pub(crate) u32);

/// The slots of the objects at one kind of position.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) slots: Vec<Slot>,
    /// The slot of `__typename`, where the type of an object is kept.
    pub(crate) typename: Option<u32>,
    /// The type of an object that does not say it.
    pub(crate) fixed: Option<TypeId>,
    /// Objects that are read alike may be one and the same: one selection reads them, and all that is put into them later
    /// is looked up by what was read.
    pub(crate) alike: bool,
}

#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) key: Box<str>,
    /// Layout of the object, or of the objects of the list, in this slot.
    pub(crate) child: Option<LayoutId>,
}

/// The storage key of an object's run-time type.
pub(crate) const TYPENAME: &str = "__typename";

impl Layout {
    pub(crate) fn slot(&self, key: &str) -> Option<u32> {
        let found = self.slots.iter().position(|slot| &*slot.key == key)?;
        Some(found as u32)
    }

    pub(crate) fn child(&self, slot: u32) -> Option<LayoutId> {
        self.slots[slot as usize].child
    }
}

/// The layouts of a plan while it is compiled.
#[derive(Debug)]
pub(crate) struct Layouts {
    layouts: Vec<Layout>,
    /// By layout, then storage key.
    slots: Vec<HashMap<Box<str>, u32>>,
    /// By position.
    by_position: HashMap<PositionId, LayoutId>,
}

/// What makes two positions one layout.
type Signature = (
    Option<TypeId>,
    Vec<(Box<str>, SmallVec<[Writer; 2]>, Option<LayoutId>)>,
);

impl Layouts {
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut layouts = Self {
            layouts: Vec::new(),
            slots: Vec::new(),
            by_position: HashMap::default(),
        };
        layouts.add(tree, ROOT, &mut HashMap::default());
        layouts
    }

    fn add(
        &mut self,
        tree: &Tree,
        at: PositionId,
        known: &mut HashMap<Signature, LayoutId>,
    ) -> LayoutId {
        let position = tree.position(at);
        let mut entries = Vec::with_capacity(position.entries.len());
        for (key, entry) in &position.entries {
            let child = entry.child.map(|child| self.add(tree, child, known));
            entries.push((key.clone(), entry.writers.clone(), child));
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let fixed = position.fixed.one();
        let signature = (fixed, entries);
        let is_new = !known.contains_key(&signature);
        let id = match known.get(&signature) {
            Some(id) => *id,
            None => {
                let slots = signature.1.iter();
                let slots = slots.map(|(key, _, child)| (key.clone(), *child));
                let id = self.push(fixed, slots.collect());
                known.insert(signature, id);
                id
            }
        };
        let alike = !position.contextual && position.nested_in.len() == 1;
        let layout = &mut self.layouts[id.0 as usize];
        layout.alike = alike && (is_new || layout.alike);
        self.by_position.insert(at, id);
        id
    }

    /// A layout of its own, such as for the results of an entity lookup.
    pub(crate) fn push(
        &mut self,
        fixed: Option<TypeId>,
        slots: Vec<(Box<str>, Option<LayoutId>)>,
    ) -> LayoutId {
        let id = LayoutId(self.layouts.len() as u32);
        let slots: Vec<Slot> = slots
            .into_iter()
            .map(|(key, child)| Slot { key, child })
            .collect();
        let index: HashMap<Box<str>, u32> = slots
            .iter()
            .enumerate()
            .map(|(at, slot)| (slot.key.clone(), at as u32))
            .collect();
        self.layouts.push(Layout {
            typename: index.get(TYPENAME).copied(),
            slots,
            fixed,
            alike: false,
        });
        self.slots.push(index);
        id
    }

    pub(crate) fn root(&self) -> LayoutId {
        self.by_position[&ROOT]
    }

    pub(crate) fn at(&self, position: PositionId) -> LayoutId {
        self.by_position[&position]
    }

    pub(crate) fn get(&self, id: LayoutId) -> &Layout {
        &self.layouts[id.0 as usize]
    }

    /// Slot of a storage key, and the layout of what is in it.
    pub(crate) fn slot(&self, id: LayoutId, key: &str) -> Option<(u32, Option<LayoutId>)> {
        let slot = *self.slots[id.0 as usize].get(key)?;
        Some((slot, self.get(id).child(slot)))
    }

    pub(crate) fn into_vec(self) -> Vec<Layout> {
        self.layouts
    }
}
