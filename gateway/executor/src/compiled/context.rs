//! Variables filled from objects above those that are looked up (`@fromContext`), and documents that depend on how many
//! different values there are.

use gateway_plan::{EntityGroup, Fetch, FetchKind, Path};

use super::layout::Layouts;
use super::representation::{self, FieldWriter};
use super::types::{TypeMask, Types};

/// A variable that is filled from an object further up.
#[derive(Debug)]
pub(crate) struct ContextVariable {
    pub(crate) nullable: bool,
}

/// Where a value is read: in a chain of objects from the root to the one that is looked up.
#[derive(Debug)]
pub(crate) struct ContextReader {
    pub(crate) up: usize,
    /// Run-time types of that object which set the context.
    pub(crate) on: TypeMask,
    /// The first that is for the type of its object leads on.
    pub(crate) fields: Vec<FieldWriter>,
}

/// The parts of a document in which each list of representations has variables of its own.
#[derive(Debug)]
pub(crate) struct ContextualText {
    /// `, $name: Type` of each client variable.
    pub(crate) declarations: Vec<String>,
    pub(crate) groups: Vec<GroupText>,
}

#[derive(Debug)]
pub(crate) struct GroupText {
    /// Name and type of each context's variable.
    pub(crate) variables: Vec<(String, String)>,
    /// The selection, cut where the suffix of a variable goes.
    pub(crate) selection: Vec<String>,
    /// The client variables it uses, by index: a list that is not sent leaves its own out.
    pub(crate) uses: Vec<usize>,
}

/// Stands for the suffix while a document is cut up; no document holds it.
const MARK: &str = "\u{1}";

impl ContextualText {
    /// `None`: the document is always the same.
    pub(super) fn of(fetch: &Fetch) -> Option<Self> {
        let FetchKind::Entities { groups } = &fetch.kind else {
            return None;
        };
        if groups.iter().all(|group| group.contexts.is_empty()) {
            return None;
        }
        let variables = fetch.variables.iter();
        let declarations = variables.map(|one| format!(", ${}: {}", one.name, one.ty));
        let texts = groups.iter().map(|group| GroupText::of(group, fetch));
        Some(Self {
            declarations: declarations.collect(),
            groups: texts.collect(),
        })
    }
}

impl GroupText {
    fn of(group: &EntityGroup, fetch: &Fetch) -> Self {
        let text = group.selection_text(MARK);
        let client = fetch.variables.iter().enumerate();
        let used = client.filter(|(_, one)| mentions(&text, &one.name));
        let contexts = group.contexts.iter();
        Self {
            variables: contexts
                .map(|value| (value.variable.clone(), value.ty.clone()))
                .collect(),
            uses: used.map(|(index, _)| index).collect(),
            selection: text.split(MARK).map(str::to_owned).collect(),
        }
    }
}

/// Whether a selection's text has a variable, outside of strings.
fn mentions(text: &str, variable: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['$', '"']) {
        let after = &rest[at + 1..];
        if rest[at..].starts_with('"') {
            rest = &after[string_end(after)..];
            continue;
        }
        let end = after.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        let (name, more) = after.split_at(end.unwrap_or(after.len()));
        if name == variable {
            return true;
        }
        rest = more;
    }
    false
}

/// Where a string that was opened is over.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    let mut bytes = text.bytes();
    let end = bytes.position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 1)
}

pub(super) fn variables(group: &EntityGroup) -> Vec<ContextVariable> {
    let contexts = group.contexts.iter();
    contexts
        .map(|value| ContextVariable {
            nullable: !value.ty.ends_with('!'),
        })
        .collect()
}

/// How the contexts of a group are read for one of its places.
pub(super) fn readers(
    group: &EntityGroup,
    path: &Path,
    layouts: &Layouts,
    types: &Types,
) -> Vec<Vec<ContextReader>> {
    if group.contexts.is_empty() {
        return Vec::new();
    }
    // The layout of each object on the way, the root first.
    let mut on_the_way = vec![Some(layouts.root())];
    for element in &path.elements {
        let last = on_the_way.last().copied().flatten();
        let below = last.and_then(|layout| layouts.slot(layout, &element.key)?.1);
        on_the_way.push(below);
    }
    let contexts = group.contexts.iter();
    contexts
        .map(|value| {
            let sources = value.sources.iter();
            sources
                .map(|source| {
                    let up = source.up as usize;
                    let at = on_the_way.len().checked_sub(1 + up);
                    let layout = at.and_then(|at| on_the_way[at]);
                    ContextReader {
                        up,
                        on: types.mask(&source.on),
                        fields: representation::fields(&source.fields, layout, layouts, types),
                    }
                })
                .collect()
        })
        .collect()
}
