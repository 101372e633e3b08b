//! When two answers are as good as equal.
//!
//! `data` must be the same, to the order of its keys. Errors must have the same paths; one may be missing where a null
//! above it, which another error explains, kept the gateway from asking. An interface object may be asked before its type
//! is known: an error of what a member only should have said may take the object along. With subgraphs that break, what is
//! answered depends on the plan: there the answer must be the whole's with some values null, and errors must say so.

use std::collections::BTreeSet;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use indexmap::IndexMap;
use serde_json::Value;

use super::parts::Merged;
use crate::case::Settings;
use crate::graph::Graph;
use crate::server::{Answer, FieldError, HIDDEN_TYPE, NOT_SENT};

/// Errors that the gateway is allowed to write.
pub(super) const ERRORS: usize = 200;

/// Errors from here on are not compared one by one: the gateway reports a shared entity's at ten places only.
const COMPARED: usize = 10;

/// The declared types below each response key; the same key has the same nullability at one place.
#[derive(Debug, Default)]
pub(super) struct Types {
    fields: IndexMap<String, (Type, Types)>,
    /// Keys that objects of every type have.
    plain: BTreeSet<String>,
    /// Keys asked of members of an interface that a subgraph knows as an object: it may be asked for them before the type
    /// is known.
    early: BTreeSet<String>,
    /// Neither fragments nor conditions: the order of keys is the document's.
    ordered: bool,
}

impl Types {
    pub(super) fn of(graph: &Graph, document: &ExecutableDocument, name: Option<&str>) -> Self {
        let text = document.to_string();
        let mut types = Self {
            ordered: !text.contains("...") && !text.contains('@'),
            ..Self::default()
        };
        if let Ok(operation) = document.operations.get(name) {
            let asker = Asker { graph, document };
            types.add(asker, &operation.selection_set, Asked::Always);
        }
        types
    }

    fn add(&mut self, asker: Asker<'_>, set: &SelectionSet, asked: Asked) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.add_field(asker, field, asked),
                Selection::InlineFragment(fragment) => {
                    self.add(asker, &fragment.selection_set, asked.in_fragment());
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = asker.document.fragments.get(&spread.fragment_name) {
                        self.add(asker, &fragment.selection_set, asked.in_fragment());
                    }
                }
            }
        }
    }

    fn add_field(&mut self, asker: Asker<'_>, field: &Field, asked: Asked) {
        let key = field.response_key().to_string();
        let conditions = ["skip", "include"];
        match asked {
            Asked::OfMembers => {
                self.early.insert(key.clone());
            }
            Asked::Always | Asked::OfInterface => {
                if !conditions.iter().any(|name| field.directives.has(name)) {
                    self.plain.insert(key.clone());
                }
            }
            Asked::Sometimes => {}
        }
        let base = field.ty().inner_named_type();
        let below = match asker.graph.has_interface_object(base) {
            true => Asked::OfInterface,
            false => Asked::Always,
        };
        let known = self.fields.entry(key);
        let known = known.or_insert_with(|| (field.ty().clone(), Self::default()));
        known.1.add(asker, &field.selection_set, below);
    }

    /// Whether a path goes through a field that may be asked before the object's type is known.
    fn is_early(&self, path: &[Value]) -> bool {
        let mut types = self;
        for key in path.iter().filter_map(Value::as_str) {
            if types.early.contains(key) {
                return true;
            }
            match types.fields.get(key) {
                Some((_, below)) => types = below,
                None => return false,
            }
        }
        false
    }
}

#[derive(Clone, Copy)]
struct Asker<'a> {
    graph: &'a Graph,
    document: &'a ExecutableDocument,
}

/// Of which objects at a place a field is asked.
#[derive(Clone, Copy)]
enum Asked {
    Always,
    /// As `Always`, where a subgraph knows the interface as an object.
    OfInterface,
    /// In a fragment.
    Sometimes,
    /// In a fragment, where a subgraph knows the interface as an object.
    OfMembers,
}

impl Asked {
    fn in_fragment(self) -> Self {
        match self {
            Self::Always | Self::Sometimes => Self::Sometimes,
            Self::OfInterface | Self::OfMembers => Self::OfMembers,
        }
    }
}

pub(super) fn difference(
    expected: &Answer,
    answered: &Value,
    settings: &Settings,
    types: &Types,
) -> Option<String> {
    let none = Vec::new();
    let errors = answered
        .get("errors")
        .and_then(Value::as_array)
        .unwrap_or(&none);
    let Some(data) = answered.get("data") else {
        return Some("there is no data".to_owned());
    };
    if settings.is_broken() {
        let told = settings.is_silent() || !errors.is_empty();
        return broken(&expected.data, data, told, types);
    }
    // A field that may not be null, asked before the type is known, takes along an object that has no such field.
    if expected.data != *data && errors.iter().any(|error| types.is_early(path(error))) {
        return broken(&expected.data, data, true, types);
    }
    if expected.data != *data {
        return Some("data differs".to_owned());
    }
    // Where a fragment or a condition leaves the first mention of a key out, the plan keeps the key's place.
    // Maps are equal in whatever order; their texts are not.
    let (whole, ours) = (expected.data.to_string(), data.to_string());
    if types.ordered && whole != ours {
        return Some("keys are in another order".to_owned());
    }
    compare_errors(&expected.errors, errors, data, types)
}

/// What was answered at once had no error.
pub(super) fn difference_in_parts(
    expected: &Answer,
    merged: &Merged,
    settings: &Settings,
    types: &Types,
) -> Option<String> {
    if settings.is_broken() {
        // Parts ask in requests of their own, which may fail where those of the whole do not.
        let told = merged.errors > 0;
        return broken(&expected.data, &merged.data, settings.is_silent(), types).filter(|_| !told);
    }
    if merged.errors > 0 {
        return Some("an error, as the whole has none".to_owned());
    }
    if merged.contradicts {
        return Some("a value is sent twice, not the same".to_owned());
    }
    (merged.data != expected.data).then(|| "data differs".to_owned())
}

fn compare_errors(
    expected: &[FieldError],
    errors: &[Value],
    data: &Value,
    types: &Types,
) -> Option<String> {
    let paths: Vec<&[Value]> = errors.iter().map(path).collect();
    for (error, path) in errors.iter().zip(&paths) {
        let known = |one: &FieldError| {
            one.path == *path || (one.message == HIDDEN_TYPE && path.starts_with(&one.path))
        };
        let follows = error.get("message").is_some_and(|it| it == NOT_SENT);
        let null = null_above(data, path);
        // A null that reaches further than the object is told of once more where it came from. And the null takes
        // along what an interface object was asked for, before its type was known, if a member only was meant.
        let again = null < path.len()
            && (error["extensions"]["code"] == "SUBGRAPH_NULL" || types.is_early(path))
            && expected
                .iter()
                .any(|one| one.path.starts_with(&path[..null]));
        // A member's field that nobody wants here, asked before the type was known, may have made the null that another
        // error explains: it is told of at the null.
        let at_null = types.is_early(path)
            && is_null(data, path)
            && expected.iter().any(|one| one.path.starts_with(path));
        if !(follows || again || at_null || expected.iter().any(known)) {
            return Some(format!("an error that was not expected: {error}"));
        }
    }
    if expected.len() > COMPARED {
        return errors.is_empty().then(|| "no error is reported".to_owned());
    }
    for one in expected {
        let null = null_above(data, &one.path);
        let told = paths.iter().any(|path| path.starts_with(&one.path[..null]));
        let exact = paths.contains(&&*one.path) || null < one.path.len();
        if !told || !exact {
            return Some(format!("an error is missing: {one:?}"));
        }
    }
    None
}

fn path(error: &Value) -> &[Value] {
    error
        .get("path")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Whether a path leads to a null.
fn is_null(data: &Value, path: &[Value]) -> bool {
    let end = path.iter().try_fold(data, |at, step| match step {
        Value::String(key) => at.get(key),
        index => at.get(usize::try_from(index.as_u64()?).ok()?),
    });
    end.is_some_and(Value::is_null)
}

/// How far a path leads until it comes to a null.
fn null_above(data: &Value, path: &[Value]) -> usize {
    let mut at = data;
    for (depth, step) in path.iter().enumerate() {
        let next = match step {
            Value::String(key) => at.get(key),
            index => index.as_u64().and_then(|index| at.get(index as usize)),
        };
        match next {
            Some(next) => at = next,
            None => return depth,
        }
    }
    path.len()
}

/// The answer with some values null, each where it may be, errors beside it.
/// An entity that its subgraph does not know is no error.
fn broken(expected: &Value, data: &Value, told: bool, types: &Types) -> Option<String> {
    if expected != data && !told {
        return Some("something is missing, no error says so".to_owned());
    }
    if data.is_null() {
        return None;
    }
    object_pruned(expected, data, types)
}

fn object_pruned(expected: &Value, data: &Value, types: &Types) -> Option<String> {
    let (Value::Object(expected), Value::Object(data)) = (expected, data) else {
        return Some(format!("not an object: {data}"));
    };
    if let Some(more) = data.keys().find(|key| !expected.contains_key(*key)) {
        return Some(format!("{more} is not expected"));
    }
    expected.iter().find_map(|(key, expected)| {
        match (data.get(key), types.fields.get(key)) {
            (Some(data), Some((ty, below))) => pruned(expected, data, ty, below),
            // Whether a fragment applies is not known of an object whose type could not be looked up.
            (None, _) => types
                .plain
                .contains(key)
                .then(|| format!("{key} is missing")),
            (Some(_), None) => Some(format!("nobody asked for {key}")),
        }
    })
}

fn pruned(expected: &Value, data: &Value, ty: &Type, below: &Types) -> Option<String> {
    if data.is_null() {
        return ty
            .is_non_null()
            .then(|| format!("null for {ty}, not {expected}"));
    }
    if ty.is_list() {
        let (Value::Array(expected), Value::Array(data)) = (expected, data) else {
            return Some(format!("not a list: {data}, not {expected}"));
        };
        if expected.len() != data.len() {
            return Some("a list of another length".to_owned());
        }
        let mut items = expected.iter().zip(data);
        return items.find_map(|(expected, data)| pruned(expected, data, ty.item_type(), below));
    }
    if below.fields.is_empty() {
        return (expected != data).then(|| format!("{data} is not {expected}"));
    }
    object_pruned(expected, data, below)
}
