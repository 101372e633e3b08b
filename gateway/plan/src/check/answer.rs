//! Whether the client's fields are answered, all of them and no others.

use std::collections::BTreeSet;

use apollo_compiler::Node;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use gateway_supergraph::{Supergraph, TypeId};
use indexmap::IndexMap;

use super::conditions::{Setting, asked, holds};
use super::facts::{ObjectId, Tree, sorted};
use super::{Finding, Input};
use crate::{Leaf, OutputField, OutputType, Plan, Shape};

pub(super) fn check(
    plan: &Plan,
    input: &Input<'_>,
    operation: &Operation,
    setting: &Setting,
    tree: &Tree,
    findings: &mut BTreeSet<Finding>,
) {
    let mut answer = Answer {
        input,
        setting,
        tree,
        findings,
        path: Vec::new(),
    };
    answer.object(Tree::ROOT, &plan.shape, &[&operation.selection_set]);
}

struct Answer<'c> {
    input: &'c Input<'c>,
    setting: &'c Setting,
    tree: &'c Tree,
    findings: &'c mut BTreeSet<Finding>,
    path: Vec<String>,
}

/// A response key as the client asks it of one type.
#[derive(Default)]
struct Asked<'c> {
    fields: Vec<&'c Node<Field>>,
    /// Asked without a fragment that leaves types out.
    plainly: bool,
}

impl<'c> Answer<'c> {
    fn supergraph(&self) -> &'c Supergraph {
        self.input.supergraph
    }

    fn object(&mut self, object: ObjectId, shape: &Shape, sets: &[&'c SelectionSet]) {
        let ty = self.tree.get(object).ty;
        let definition = self.supergraph().ty(ty);
        if definition.inaccessible {
            return;
        }
        let name = definition.name.as_str();
        let mut wanted: IndexMap<&'c str, Asked<'c>> = IndexMap::new();
        for set in sets {
            self.collect(ty, set, true, &mut wanted);
        }
        let shown: Vec<&OutputField> = shape
            .fields
            .iter()
            .filter(|field| field.on.is_empty() || field.on.iter().any(|on| on == name))
            .filter(|field| holds(self.setting, &field.guard))
            .collect();
        for field in &shown {
            if !wanted.contains_key(field.response_key.as_str()) {
                let path = self.at(name, &field.response_key);
                self.findings.insert(Finding::NotAsked { path });
            }
        }
        for (key, asked) in wanted {
            let mut entries = shown.iter().filter(|field| field.response_key == key);
            match (entries.next(), entries.next()) {
                (Some(entry), None) => self.field(object, key, entry, &asked),
                // A member that not every subgraph knows is not followed (rule 32).
                (None, None) if !asked.plainly => {}
                (None, None) | (Some(_), Some(_)) | (None, Some(_)) => {
                    let path = self.at(name, key);
                    self.findings.insert(Finding::Unanswered { path });
                }
            }
        }
    }

    fn at(&self, ty: &str, key: &str) -> String {
        let mut path = self.path.clone();
        path.push(format!("{ty}.{key}"));
        path.join(" ")
    }

    fn collect(
        &self,
        ty: TypeId,
        set: &'c SelectionSet,
        plainly: bool,
        into: &mut IndexMap<&'c str, Asked<'c>>,
    ) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    if asked(self.setting, &field.directives) {
                        let known = into.entry(field.response_key().as_str()).or_default();
                        known.fields.push(field);
                        known.plainly |= plainly;
                    }
                }
                Selection::InlineFragment(fragment) => {
                    if asked(self.setting, &fragment.directives) {
                        self.inside(ty, set, &fragment.selection_set, plainly, into);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.input.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment
                        && asked(self.setting, &spread.directives)
                    {
                        self.inside(ty, set, &fragment.selection_set, plainly, into);
                    }
                }
            }
        }
    }

    fn inside(
        &self,
        ty: TypeId,
        outer: &SelectionSet,
        inner: &'c SelectionSet,
        plainly: bool,
        into: &mut IndexMap<&'c str, Asked<'c>>,
    ) {
        let possible = |name: &str| self.supergraph().type_named(name).map(|ty| &ty.possible);
        let (Some(outside), Some(within)) = (possible(&outer.ty), possible(&inner.ty)) else {
            return;
        };
        if within.contains(ty) {
            let plainly = plainly && outside.is_subset(within);
            self.collect(ty, inner, plainly, into);
        }
    }

    fn field(&mut self, object: ObjectId, key: &'c str, entry: &OutputField, asked: &Asked<'c>) {
        let ty = self.tree.get(object).ty;
        let name = self.supergraph().ty(ty).name.clone();
        let field = asked.fields[0];
        if entry.denied.is_some() {
            return;
        }
        if field.name == "__typename" {
            return self.typename(object, key, entry);
        }
        if field.name.starts_with("__") {
            return;
        }
        let merged = self.supergraph().ty(ty).fields.get(&field.name);
        if is_unreachable(&entry.ty) {
            return;
        }
        if !merged.is_some_and(|merged| same_nullability(&entry.ty, &merged.ty)) {
            let path = self.at(&name, key);
            self.findings.insert(Finding::WrongType { path });
        }
        let arguments: Vec<(String, String)> = field
            .arguments
            .iter()
            .map(|one| {
                (
                    one.name.to_string(),
                    one.value.serialize().no_indent().to_string(),
                )
            })
            .collect();
        let arguments = sorted(&arguments);
        let tree = self.tree;
        let known = tree.get(object).fields.get(&entry.storage_key);
        let Some(known) = known.filter(|known| known.is(&field.name, &arguments)) else {
            let path = self.at(&name, key);
            self.findings.insert(Finding::Unanswered { path });
            return;
        };
        let sets: Vec<&SelectionSet> = asked
            .fields
            .iter()
            .map(|field| &field.selection_set)
            .collect();
        self.path.push(format!("{name}.{key}"));
        for child in known.values() {
            self.object(child, &entry.shape, &sets);
        }
        self.path.pop();
    }

    fn typename(&mut self, object: ObjectId, key: &str, entry: &OutputField) {
        let known = self.tree.get(object);
        let name = self.supergraph().ty(known.ty).name.as_str();
        let right = match leaf(&entry.ty) {
            Some(Leaf::Typename(Some(constant))) => constant == name,
            Some(Leaf::Typename(None)) => !known.typename.is_empty(),
            Some(_) | None => false,
        };
        if !right {
            let path = self.at(name, key);
            self.findings.insert(Finding::Unanswered { path });
        }
    }
}

fn leaf(ty: &OutputType) -> Option<&Leaf> {
    match ty {
        OutputType::NonNull(inner) | OutputType::List(inner) => leaf(inner),
        OutputType::Leaf(leaf) => Some(leaf),
        OutputType::Composite { .. } => None,
    }
}

fn is_unreachable(ty: &OutputType) -> bool {
    leaf(ty) == Some(&Leaf::Unreachable)
}

fn same_nullability(output: &OutputType, ty: &Type) -> bool {
    match (output, ty) {
        (OutputType::NonNull(inner), Type::NonNullNamed(_)) => is_named(inner),
        (OutputType::NonNull(inner), Type::NonNullList(item)) => match &**inner {
            OutputType::List(of) => same_nullability(of, item),
            OutputType::NonNull(_) | OutputType::Leaf(_) | OutputType::Composite { .. } => false,
        },
        (OutputType::List(of), Type::List(item)) => same_nullability(of, item),
        (output, Type::Named(_)) => is_named(output),
        (
            OutputType::NonNull(_)
            | OutputType::List(_)
            | OutputType::Leaf(_)
            | OutputType::Composite { .. },
            Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
        ) => false,
    }
}

fn is_named(ty: &OutputType) -> bool {
    match ty {
        OutputType::Leaf(_) | OutputType::Composite { .. } => true,
        OutputType::NonNull(_) | OutputType::List(_) => false,
    }
}
