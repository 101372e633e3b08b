//! Where entities are looked up, and where their results go.

use gateway_plan::{EntityGroup, Path, Selection};

use super::context::{self, ContextReader, ContextVariable};
use super::guards::{GuardId, Guards};
use super::layout::{LayoutId, Layouts};
use super::reader::{self, Reader, ReaderId};
use super::representation::{self, RepresentationWriter};
use super::tree::{PositionId, Tree};
use super::types::{TypeMask, Types};

/// One list of representations and where its results go.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) guard: Option<GuardId>,
    pub(crate) targets: Vec<Target>,
    /// How results are read. More than one where places keep them differently: the results are then read once for each.
    pub(crate) readers: Vec<ReaderId>,
    /// Variables that are filled from objects further up.
    pub(crate) contexts: Vec<ContextVariable>,
}

/// One place of entities.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) steps: Vec<Step>,
    pub(crate) writers: Vec<RepresentationWriter>,
    /// Which of the group's readers gives the results for this place.
    pub(crate) reader: usize,
    pub(crate) copies: Vec<Copy>,
    /// For each of the group's contexts, where its value is read.
    pub(crate) contexts: Vec<Vec<ContextReader>>,
}

/// One step on the way from the root.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) slot: u32,
    /// The types for which the way goes on.
    pub(crate) on: TypeMask,
}

/// One field of a result, to be copied into the object that was looked up.
#[derive(Debug)]
pub(crate) struct Copy {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// Objects in it are also written by another fetch that starts above them, or by one that depends on what is above
    /// them: each place needs its own.
    pub(crate) private: bool,
}

pub(crate) fn groups(
    groups: &[EntityGroup],
    tree: &Tree,
    types: &Types,
    guards: &mut Guards,
    layouts: &mut Layouts,
    readers: &mut Vec<Reader>,
) -> Vec<Group> {
    let compile = |group: &EntityGroup| Group {
        guard: guards.intern(&group.guard),
        ..compile(group, tree, types, layouts, readers)
    };
    groups.iter().map(compile).collect()
}

/// What the fields of a result lead to at one place: equal ones share a reader.
type Below = Vec<(Box<str>, Option<LayoutId>)>;

fn compile(
    group: &EntityGroup,
    tree: &Tree,
    types: &Types,
    layouts: &mut Layouts,
    readers: &mut Vec<Reader>,
) -> Group {
    let mut known: Vec<(Below, LayoutId)> = Vec::new();
    let mut group_readers = Vec::new();
    let mut targets = Vec::new();
    for path in &group.at {
        let Some(position) = tree.find(path) else {
            continue;
        };
        let layout = layouts.at(position);
        let below = below(&group.selection, layout, layouts);
        let reader = known.iter().position(|(known, _)| *known == below);
        let reader = reader.unwrap_or_else(|| {
            let results = layouts.push(None, below.clone());
            let selection = &group.selection;
            group_readers.push(reader::of_selection(selection, results, layouts, readers));
            known.push((below, results));
            known.len() - 1
        });
        let writers = group.representations.iter();
        targets.push(Target {
            steps: steps(path, types, layouts),
            writers: writers
                .map(|writer| representation::compile(writer, layout, layouts, types))
                .collect(),
            reader,
            copies: copies(known[reader].1, position, tree, layouts),
            contexts: context::readers(group, path, layouts, types),
        });
    }
    Group {
        guard: None,
        targets,
        readers: group_readers,
        contexts: context::variables(group),
    }
}

fn below(selection: &Selection, layout: LayoutId, layouts: &Layouts) -> Below {
    let keys = reader::merged(&[selection]);
    keys.into_iter()
        .filter_map(|(key, selected)| {
            let (_, child) = layouts.slot(layout, key)?;
            let child = child.filter(|_| !selected.is_empty());
            Some((key.into(), child))
        })
        .collect()
}

pub(super) fn steps(path: &Path, types: &Types, layouts: &Layouts) -> Vec<Step> {
    let mut at = Some(layouts.root());
    path.elements
        .iter()
        .map_while(|element| {
            let (slot, child) = layouts.slot(at?, &element.key)?;
            at = child;
            Some(Step {
                slot,
                on: types.mask(&element.on),
            })
        })
        .collect()
}

fn copies(results: LayoutId, position: PositionId, tree: &Tree, layouts: &Layouts) -> Vec<Copy> {
    let layout = layouts.at(position);
    let entries = &tree.position(position).entries;
    let slots = layouts.get(results).slots.iter().enumerate();
    slots
        .filter_map(|(from, slot)| {
            let (to, _) = layouts.slot(layout, &slot.key)?;
            let child = entries.get(&slot.key).and_then(|entry| entry.child);
            let private = child.is_some_and(|child| {
                let child = tree.position(child);
                child.contextual || child.nested_in.len() > 1
            });
            Some(Copy {
                from: from as u32,
                to,
                private,
            })
        })
        .collect()
}
