//! Positions to paths of the merged tree.

use gateway_plan::{Path, PathElement};

use super::Emitter;
use crate::build::{Link, Position, PositionId};

impl Emitter<'_, '_> {
    pub(super) fn path(&self, position: PositionId) -> Path {
        let mut elements = Vec::new();
        let mut place = self.place(position);
        let mut on = Vec::new();
        while let Some(link) = &place.parent {
            elements.push(PathElement {
                key: link.storage_key.clone(),
                on,
            });
            on = self.filter(link);
            place = self.place(link.position);
        }
        elements.reverse();
        Path { elements }
    }

    pub(super) fn place(&self, position: PositionId) -> &Position {
        &self.built.positions[position.index()]
    }

    /// The parent's types to go on for, where other types keep something else under the same key.
    fn filter(&self, link: &Link) -> Vec<String> {
        let parent = self.place(link.position);
        let facts = parent
            .facts
            .iter()
            .map(|fact| &self.built.facts[fact.index()]);
        let mut here = facts.filter(|fact| fact.storage_key == link.storage_key);
        // What was asked of all types is there for all types.
        let shared = here.clone().any(|fact| !fact.types.is_subset(&link.types));
        if shared && !here.any(|fact| fact.blurred && fact.types == link.types) {
            self.names(&link.types)
        } else {
            Vec::new()
        }
    }
}
