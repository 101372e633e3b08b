//! How the objects of an answer are read: the keys to expect, in the order in which they come, and where each goes.

use ahash::HashMap;
use gateway_plan::{Selection, SelectionItem};
use indexmap::IndexMap;

use crate::answer::Key;

use super::layout::{LayoutId, Layouts, TYPENAME};
use super::tree::Tree;

/// Index of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReaderId(pub(crate) u32);

/// Reads one kind of object of one fetch.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) layout: LayoutId,
    /// In the order of the subgraph document, which is the order in which the answer has them.
    pub(crate) fields: Vec<ReaderField>,
    /// Objects of one answer that are read alike are kept once, and so are all in them.
    pub(crate) alike: bool,
    /// By key, for wide selections that come in another order.
    index: Option<HashMap<Box<str>, usize>>,
}

#[derive(Debug)]
pub(crate) struct ReaderField {
    pub(crate) key: Box<str>,
    /// The key as it stands in an answer.
    pub(crate) written_key: Key,
    pub(crate) slot: u32,
    /// For objects.
    pub(crate) child: Option<ReaderId>,
    /// The value is the object's run-time type.
    pub(crate) typename: bool,
}

/// From this many fields on, a key out of order is looked up rather than searched.
const WIDE: usize = 12;

impl Reader {
    fn new(layout: LayoutId, fields: Vec<ReaderField>, alike: bool) -> Self {
        let index = (fields.len() > WIDE).then(|| {
            let entries = fields.iter().enumerate();
            entries.map(|(at, field)| (field.key.clone(), at)).collect()
        });
        Self {
            layout,
            fields,
            alike,
            index,
        }
    }

    /// The field of a key that stands somewhere else than expected.
    pub(crate) fn find(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.fields.iter().position(|field| &*field.key == key),
        }
    }
}

/// A selection's fields by storage key, inline fragments opened and equal keys merged.
type Merged<'a> = IndexMap<&'a str, Vec<&'a Selection>>;

pub(crate) fn merged<'a>(selections: &[&'a Selection]) -> Merged<'a> {
    fn add<'a>(selection: &'a Selection, into: &mut Merged<'a>) {
        for item in &selection.items {
            match item {
                SelectionItem::Field(field) => {
                    let below = into.entry(field.storage_key.as_str()).or_default();
                    if !field.selection.items.is_empty() {
                        below.push(&field.selection);
                    }
                }
                SelectionItem::InlineFragment { selection, .. } => add(selection, into),
            }
        }
    }
    let mut into = Merged::default();
    for selection in selections {
        add(selection, &mut into);
    }
    into
}

/// Reads objects of a layout by a selection that is part of it.
pub(crate) fn of_selection(
    selection: &Selection,
    layout: LayoutId,
    layouts: &Layouts,
    readers: &mut Vec<Reader>,
) -> ReaderId {
    of_selections(&[selection], layout, layouts, readers)
}

fn of_selections(
    selections: &[&Selection],
    layout: LayoutId,
    layouts: &Layouts,
    readers: &mut Vec<Reader>,
) -> ReaderId {
    let mut fields = Vec::new();
    for (key, below) in merged(selections) {
        // Each key of a selection has a slot, since the tree was made from the selections.
        let Some((slot, child)) = layouts.slot(layout, key) else {
            continue;
        };
        let child = match child {
            Some(child) if !below.is_empty() => {
                Some(of_selections(&below, child, layouts, readers))
            }
            Some(_) | None => None,
        };
        fields.push(field(key, slot, child));
    }
    let mut below = fields.iter().filter_map(|field| field.child);
    let alike = layouts.get(layout).alike && below.all(|child| readers[child.0 as usize].alike);
    push(Reader::new(layout, fields, alike), readers)
}

/// Reads the introspection fields into the root.
pub(crate) fn introspection(tree: &Tree, layouts: &Layouts, readers: &mut Vec<Reader>) -> ReaderId {
    let slots = tree
        .introspection_keys()
        .filter_map(|key| Some((key, layouts.slot(layouts.root(), key)?.0)));
    let fields = slots.map(|(key, slot)| field(key, slot, None)).collect();
    push(Reader::new(layouts.root(), fields, false), readers)
}

fn field(key: &str, slot: u32, child: Option<ReaderId>) -> ReaderField {
    ReaderField {
        key: key.into(),
        written_key: Key::new(key),
        slot,
        child,
        typename: key == TYPENAME,
    }
}

fn push(reader: Reader, readers: &mut Vec<Reader>) -> ReaderId {
    let id = ReaderId(readers.len() as u32);
    readers.push(reader);
    id
}
