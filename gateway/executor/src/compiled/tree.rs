//! The positions of the merged tree, and which fetches write at each.

use ahash::HashSet;
use gateway_plan::{FetchKind, Leaf, OutputType, Path, Plan, Selection, SelectionItem, Shape};
use indexmap::IndexMap;
use smallvec::SmallVec;

use super::types::{TypeId, Types};

/// Index of a position in [`Tree::positions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PositionId(pub(crate) usize);

/// A group of entities, a root fetch, or introspection: whoever writes values into the tree.
pub(crate) type Writer = u32;

pub(crate) const ROOT: PositionId = PositionId(0);

/// Writes the introspection fields.
const INTROSPECTION: Writer = 0;

#[derive(Debug)]
pub(crate) struct Tree {
    positions: Vec<Position>,
}

/// The objects at one place (lists gone through).
#[derive(Debug, Default)]
pub(crate) struct Position {
    /// By storage key.
    pub(crate) entries: IndexMap<Box<str>, Entry, ahash::RandomState>,
    /// The type of an object that does not say it.
    pub(crate) fixed: Fixed,
    /// Who writes the objects here as part of a larger selection, rather than looking just them up.
    pub(crate) nested_in: SmallVec<[Writer; 2]>,
    /// Values here or below depend on objects further up (`@fromContext`): equal objects are not one and the same.
    pub(crate) contextual: bool,
}

/// What the shape says of the types at a position.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixed {
    #[default]
    Unknown,
    One(TypeId),
    /// One storage key holds objects of several types, by the type of the object around them.
    Several,
}

impl Fixed {
    fn and(self, ty: Option<TypeId>) -> Self {
        match (self, ty) {
            (Self::Unknown, Some(ty)) => Self::One(ty),
            (Self::One(known), Some(ty)) if known == ty => self,
            (Self::Unknown | Self::One(_) | Self::Several, _) => Self::Several,
        }
    }

    pub(crate) fn one(self) -> Option<TypeId> {
        match self {
            Self::One(ty) => Some(ty),
            Self::Unknown | Self::Several => None,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) writers: SmallVec<[Writer; 2]>,
    pub(crate) child: Option<PositionId>,
}

impl Tree {
    pub(crate) fn of(plan: &Plan, types: &Types) -> Self {
        let mut tree = Self {
            positions: vec![Position::default()],
        };
        let mut writer = INTROSPECTION;
        for fetch in &plan.fetches {
            match &fetch.kind {
                FetchKind::Root { at, selection, .. } => {
                    writer += 1;
                    let at = tree.add_path(at);
                    tree.add_selection(at, selection, writer);
                }
                FetchKind::Entities { groups } => {
                    for group in groups {
                        writer += 1;
                        for path in &group.at {
                            let at = tree.add_path(path);
                            if !group.contexts.is_empty() {
                                tree.mark_contextual(path);
                            }
                            tree.add_selection(at, &group.selection, writer);
                        }
                    }
                }
            }
        }
        tree.add_introspection(&plan.shape);
        tree.fix_types(ROOT, &plan.shape, types);
        tree
    }

    pub(crate) fn position(&self, id: PositionId) -> &Position {
        &self.positions[id.0]
    }

    /// The position a path leads to. `None`: nobody writes there.
    pub(crate) fn find(&self, path: &Path) -> Option<PositionId> {
        path.elements.iter().try_fold(ROOT, |at, element| {
            self.position(at).entries.get(&*element.key)?.child
        })
    }

    /// Keys of the introspection fields.
    pub(crate) fn introspection_keys(&self) -> impl Iterator<Item = &str> {
        self.position(ROOT)
            .entries
            .iter()
            .filter(|(_, entry)| entry.writers.contains(&INTROSPECTION))
            .map(|(key, _)| &**key)
    }

    fn add_path(&mut self, path: &Path) -> PositionId {
        path.elements
            .iter()
            .fold(ROOT, |at, element| self.child(at, &element.key))
    }

    fn mark_contextual(&mut self, path: &Path) {
        let mut at = ROOT;
        for element in &path.elements {
            at = self.child(at, &element.key);
            self.positions[at.0].contextual = true;
        }
    }

    /// The position below, made where there is none.
    fn child(&mut self, at: PositionId, key: &str) -> PositionId {
        let next = PositionId(self.positions.len());
        let entry = self.positions[at.0].entries.entry(key.into()).or_default();
        let child = *entry.child.get_or_insert(next);
        if child == next {
            self.positions.push(Position::default());
        }
        child
    }

    fn add_selection(&mut self, at: PositionId, selection: &Selection, writer: Writer) {
        for item in &selection.items {
            match item {
                SelectionItem::InlineFragment { selection, .. } => {
                    self.add_selection(at, selection, writer);
                }
                SelectionItem::Field(field) => {
                    let key = field.storage_key.as_str();
                    let entry = self.positions[at.0].entries.entry(key.into()).or_default();
                    add(&mut entry.writers, writer);
                    if !field.selection.items.is_empty() {
                        let child = self.child(at, key);
                        add(&mut self.positions[child.0].nested_in, writer);
                        self.add_selection(child, &field.selection, writer);
                    }
                }
            }
        }
    }

    /// Root fields that no fetch writes and that hold any JSON are introspection.
    fn add_introspection(&mut self, shape: &Shape) {
        let fetched: HashSet<Box<str>> = self.positions[0].entries.keys().cloned().collect();
        self.add_introspection_of(shape, &fetched);
    }

    fn add_introspection_of(&mut self, shape: &Shape, fetched: &HashSet<Box<str>>) {
        for deferred in &shape.deferred {
            self.add_introspection_of(&deferred.shape, fetched);
        }
        for field in &shape.fields {
            let key = field.storage_key.as_str();
            if is_any_json(&field.ty) && field.denied.is_none() && !fetched.contains(key) {
                let entry = self.positions[0].entries.entry(key.into()).or_default();
                add(&mut entry.writers, INTROSPECTION);
            }
        }
    }

    fn fix_types(&mut self, at: PositionId, shape: &Shape, types: &Types) {
        for field in &shape.fields {
            let entry = self.positions[at.0].entries.get(&*field.storage_key);
            let Some(child) = entry.and_then(|entry| entry.child) else {
                continue;
            };
            if let Some(possible) = possible(&field.ty) {
                let only = match possible {
                    [only] => types.id(only),
                    _ => None,
                };
                let position = &mut self.positions[child.0];
                position.fixed = position.fixed.and(only);
            }
            self.fix_types(child, &field.shape, types);
        }
        for deferred in &shape.deferred {
            self.fix_types(at, &deferred.shape, types);
        }
    }
}

fn add(writers: &mut SmallVec<[Writer; 2]>, writer: Writer) {
    if !writers.contains(&writer) {
        writers.push(writer);
    }
}

fn is_any_json(ty: &OutputType) -> bool {
    match ty {
        OutputType::NonNull(inner) | OutputType::List(inner) => is_any_json(inner),
        OutputType::Leaf(leaf) => *leaf == Leaf::Custom,
        OutputType::Composite { .. } => false,
    }
}

/// The run-time types inside a type, if they are objects.
fn possible(ty: &OutputType) -> Option<&[String]> {
    match ty {
        OutputType::NonNull(inner) | OutputType::List(inner) => possible(inner),
        OutputType::Leaf(_) => None,
        OutputType::Composite { possible, .. } => Some(possible),
    }
}
