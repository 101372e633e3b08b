//! The parts of a deferred answer: what each shows, and the fetches that it takes.

use std::collections::BTreeSet;

use gateway_plan::{Deferral, Deferred, FetchId, Part, PartId, Shape};

use super::Emitter;
use super::shape::ShapeWriter;
use crate::build::{Fact, ItemId, Position, PositionId};
use crate::operation::{Anchor, SelectionSet};

/// By part: the fetches that give its values.
pub(super) struct Needs<'n> {
    fetch_of: &'n [FetchId],
    parts: Vec<BTreeSet<FetchId>>,
}

impl Emitter<'_, '_> {
    /// The shape of the whole answer, and the parts it comes in.
    pub(super) fn answer(&self, fetch_of: &[FetchId]) -> (Shape, Option<Deferral>) {
        let deferring = self.operation.deferring.as_ref();
        let parts = deferring.map_or(1, |deferring| deferring.parts.len());
        let mut writer = ShapeWriter {
            emitter: self,
            needs: Needs {
                fetch_of,
                parts: vec![BTreeSet::new(); parts],
            },
            part: PartId::FIRST,
            defers: false,
        };
        let shape = writer.shape(PositionId(0), &self.operation.selection);
        let ShapeWriter { needs, defers, .. } = writer;
        // Where no fragment adds anything, the answer is a plain one.
        let deferral = deferring.filter(|_| defers).map(|deferring| {
            let parts = deferring.parts.iter().zip(needs.parts);
            let parts = parts.map(|(part, needs)| Part {
                parent: part.parent,
                label: part.label.clone(),
                needs: needs.into_iter().collect(),
            });
            Deferral {
                variables: deferring.variables.clone(),
                parts: parts.collect(),
            }
        });
        (shape, deferral)
    }
}

impl ShapeWriter<'_, '_, '_> {
    /// The deferred fragments that stand in the part being written, less those that bring nothing.
    pub(super) fn deferred(&mut self, position: PositionId, set: &SelectionSet) -> Vec<Deferred> {
        let around = self.part;
        let mut deferred = Vec::new();
        for anchor in &set.deferred {
            if self.parent_of(anchor.part) == Some(around) {
                self.part = anchor.part;
                deferred.extend(self.fragment(position, set, anchor));
            }
        }
        self.part = around;
        deferred
    }

    fn parent_of(&self, part: PartId) -> Option<PartId> {
        let deferring = self.emitter.operation.deferring.as_ref()?;
        deferring.parts[part.0 as usize].parent
    }

    fn fragment(
        &mut self,
        position: PositionId,
        set: &SelectionSet,
        anchor: &Anchor,
    ) -> Option<Deferred> {
        let emitter = self.emitter;
        let place = emitter.place(position);
        let on = anchor.on.intersection(&place.types);
        if on.is_empty() {
            return None;
        }
        let on = emitter.condition(place, &on);
        if !on.is_empty() {
            self.need_type(place);
        }
        let shape = self.shape(position, set);
        self.defers |= !shape.is_empty();
        (!shape.is_empty()).then(|| Deferred {
            part: anchor.part,
            on,
            guard: anchor.guard.clone(),
            shape,
        })
    }

    /// Notes that the part being written shows a value.
    pub(super) fn need_fact(&mut self, fact: &Fact) {
        fact.items.iter().for_each(|item| self.need(*item));
    }

    /// Notes that what the part being written shows depends on the run-time type.
    pub(super) fn need_type(&mut self, place: &Position) {
        if let Some(item) = place.typename {
            self.need(item);
        }
    }

    fn need(&mut self, item: ItemId) {
        let built = self.emitter.built;
        let sel = built.items[item.index()].sel;
        let group = built.sels[sel.index()].group;
        let fetch = self.needs.fetch_of[group.index()];
        self.needs.parts[self.part.0 as usize].insert(fetch);
    }
}
