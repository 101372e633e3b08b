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
        let shared = parent.facts.iter().any(|fact| {
            let fact = &self.built.facts[fact.index()];
            fact.storage_key == link.storage_key && !fact.types.is_subset(&link.types)
        });
        if shared {
            self.names(&link.types)
        } else {
            Vec::new()
        }
    }
}
