//! The types that one subgraph knows.

use super::{SubgraphType, TypeId};

/// Each type as one subgraph declares it, found by id in one step.
///
/// In a wide graph a subgraph knows few of all types: what is not known costs four bytes.
#[derive(Debug, Clone, Default)]
pub struct Views {
    /// By id: one more than the place in `known`, 0 where the subgraph does not know the type.
    places: Vec<u32>,
    known: Vec<(TypeId, SubgraphType)>,
}

impl Views {
    /// For ids below `types`.
    pub(crate) fn of(types: usize) -> Self {
        Self {
            places: vec![0; types],
            known: Vec::new(),
        }
    }

    pub fn get(&self, id: TypeId) -> Option<&SubgraphType> {
        self.place(id).map(|place| &self.known[place].1)
    }

    pub(crate) fn get_mut(&mut self, id: TypeId) -> Option<&mut SubgraphType> {
        self.place(id).map(|place| &mut self.known[place].1)
    }

    pub(crate) fn get_or_insert_with(
        &mut self,
        id: TypeId,
        view: impl FnOnce() -> SubgraphType,
    ) -> &mut SubgraphType {
        let place = self.place(id).unwrap_or_else(|| {
            self.known.push((id, view()));
            self.places[id.0 as usize] = self.known.len() as u32;
            self.known.len() - 1
        });
        &mut self.known[place].1
    }

    /// What the subgraph knows, in the order it was read.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &SubgraphType)> {
        self.known.iter().map(|(id, view)| (*id, view))
    }

    /// As of [`Self::iter`], without ids.
    pub fn values(&self) -> impl Iterator<Item = &SubgraphType> {
        self.known.iter().map(|(_, view)| view)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (TypeId, &mut SubgraphType)> {
        self.known.iter_mut().map(|(id, view)| (*id, view))
    }

    fn place(&self, id: TypeId) -> Option<usize> {
        let place = *self.places.get(id.0 as usize)?;
        (place as usize).checked_sub(1)
    }
}
