//! Fields of one response key, split so that for one run-time type one of them applies.

use apollo_compiler::ast::Type;
use apollo_compiler::executable as doc;
use gateway_plan::Guard;
use gateway_supergraph::{TypeId, TypeSet};

use super::Normalizer;
use super::collect::Entry;
use crate::PlanError;
use crate::operation::cells::{self, Cell};
use crate::operation::parts::Parts;

impl<'a> Normalizer<'a> {
    /// Cells of equal merged content.
    pub(super) fn cells(
        &mut self,
        entries: &[Entry<'a>],
        leaf: bool,
    ) -> Result<Vec<Cell>, PlanError> {
        let cells = cells::cut(entries.iter().map(|entry| &entry.types));
        let mut merged: Vec<(Cell, (Guard, Parts))> = Vec::with_capacity(cells.len());
        for cell in cells {
            self.visit()?;
            let guard = self.any(cell.entries.iter().map(|index| &entries[*index].guard))?;
            let way = (guard, asked(&cell, entries));
            // A leaf asked of several types in the same way, by the same parts, is one field.
            let same = merged.iter_mut().find(|(other, known)| {
                let [a, b] =
                    [&other.entries[0], &cell.entries[0]].map(|index| entries[*index].field);
                leaf && *known == way && a.name == b.name && a.arguments == b.arguments
            });
            match same {
                Some((other, _)) => other.types = other.types.union(&cell.types),
                None => merged.push((cell, way)),
            }
        }
        Ok(merged.into_iter().map(|(cell, _)| cell).collect())
    }

    /// Splits a cell by what each object type declares: a value is completed by its own type's definition.
    pub(super) fn by_definition(
        &self,
        cell: &Cell,
        field: &doc::Field,
    ) -> Vec<(TypeSet, Type, TypeId)> {
        let mut groups: Vec<(TypeSet, Type, TypeId)> = Vec::new();
        for id in cell.types.iter() {
            let declared = self.supergraph.ty(id).fields.get(&field.name);
            let (ty, base) = match declared {
                Some(definition) => (definition.ty.clone(), definition.base),
                // `__typename`, `__schema`, `__type`.
                None => (field.definition.ty.clone(), id),
            };
            let alike = groups
                .iter_mut()
                .find(|(_, other, to)| *other == ty && (*to == base || declared.is_none()));
            match alike {
                Some((types, _, _)) => types.insert(id),
                None => groups.push((TypeSet::one(id), ty, base)),
            }
        }
        groups
    }
}

/// The parts that ask for a cell.
pub(super) fn asked(cell: &Cell, entries: &[Entry<'_>]) -> Parts {
    let parts = cell.entries.iter().map(|index| entries[*index].part);
    parts.map(Parts::one).fold(Parts::default(), Parts::union)
}

/// A field of an abstract type is split where its members declare it differently; that alone is no fragment.
pub(super) fn is_narrowed(cell: &Cell, entries: &[Entry<'_>], possible: &TypeSet) -> bool {
    !cell
        .entries
        .iter()
        .any(|index| entries[*index].types == *possible)
}
