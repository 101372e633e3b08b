//! Type sets cut into disjoint cells, so that for one run-time type one entry applies.

use gateway_supergraph::TypeSet;

/// A set of types, and the entries (by index) that apply to all of them.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) types: TypeSet,
    pub(super) entries: Vec<usize>,
}

/// Cuts the entries' type sets into cells, in the order in which the types are first mentioned.
pub(super) fn cut<'a>(sets: impl Iterator<Item = &'a TypeSet>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (entry, types) in sets.enumerate() {
        let mut rest = types.clone();
        let mut split = Vec::new();
        for cell in &mut cells {
            let common = cell.types.intersection(&rest);
            if common.is_empty() {
                continue;
            }
            rest = rest.difference(&common);
            if common == cell.types {
                cell.entries.push(entry);
            } else {
                cell.types = cell.types.difference(&common);
                let mut entries = cell.entries.clone();
                entries.push(entry);
                split.push(Cell {
                    types: common,
                    entries,
                });
            }
        }
        cells.extend(split);
        if !rest.is_empty() {
            cells.push(Cell {
                types: rest,
                entries: vec![entry],
            });
        }
    }
    cells
}
