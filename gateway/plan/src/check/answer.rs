//! Whether the client's fields are answered, all of them and no others.

use std::collections::BTreeSet;

use apollo_compiler::Node;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use gateway_supergraph::{Supergraph, TypeId};
use indexmap::IndexMap;

use super::conditions::{Setting, asked, holds};
use super::facts::{ObjectId, Tree, sorted};
use super::parts::{Parts, View};
use super::{Finding, Input};
use crate::{FetchId, Leaf, OutputField, OutputType, PartId, Plan};

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
        parts: Parts::of(plan),
        path: Vec::new(),
    };
    let whole = View {
        part: PartId::FIRST,
        shape: &plan.shape,
    };
    let asked = Set {
        set: &operation.selection_set,
        later: false,
    };
    answer.object(Tree::ROOT, vec![whole], &[asked], true);
}

struct Answer<'c> {
    input: &'c Input<'c>,
    setting: &'c Setting,
    tree: &'c Tree,
    findings: &'c mut BTreeSet<Finding>,
    parts: Parts<'c>,
    path: Vec<String>,
}

/// A selection of the client's document.
#[derive(Clone, Copy)]
struct Set<'c> {
    set: &'c SelectionSet,
    /// Inside of a deferred fragment.
    later: bool,
}

/// A response key as the client asks it of one type.
#[derive(Default)]
struct Asked<'c> {
    fields: Vec<(&'c Node<Field>, bool)>,
    /// Asked without a fragment that leaves types out.
    plainly: bool,
    /// Asked outside of deferred fragments.
    now: bool,
}

/// What the fragments on the way to a field say of it.
#[derive(Clone, Copy)]
struct Way {
    plainly: bool,
    later: bool,
}

/// Entries of one response key, each with its part.
type Entries<'c> = Vec<(PartId, &'c OutputField)>;

impl<'c> Answer<'c> {
    fn supergraph(&self) -> &'c Supergraph {
        self.input.supergraph
    }

    /// `followed`: all that could have given the object know its type.
    fn object(&mut self, object: ObjectId, views: Vec<View<'c>>, sets: &[Set<'c>], followed: bool) {
        let ty = self.tree.get(object).ty;
        let definition = self.supergraph().ty(ty);
        if definition.inaccessible {
            return;
        }
        let name = definition.name.as_str();
        let mut wanted: IndexMap<&'c str, Asked<'c>> = IndexMap::new();
        for Set { set, later } in sets {
            let way = Way {
                plainly: true,
                later: *later,
            };
            self.collect(ty, set, way, &mut wanted);
        }
        let views = self.parts.open(views, name, self.setting, self.findings);
        let shown: Entries<'c> = views
            .iter()
            .flat_map(|view| view.shape.fields.iter().map(|field| (view.part, field)))
            .filter(|(_, field)| field.on.is_empty() || field.on.iter().any(|on| on == name))
            .filter(|(_, field)| holds(self.setting, &field.guard))
            .collect();
        for (_, field) in &shown {
            if !wanted.contains_key(field.response_key.as_str()) {
                let path = self.at(name, &field.response_key);
                self.findings.insert(Finding::NotAsked { path });
            }
        }
        for (key, asked) in wanted {
            let entries = shown.iter().filter(|(_, field)| field.response_key == key);
            let entries: Entries<'c> = entries.copied().collect();
            if entries.is_empty() && !asked.plainly && !followed {
                // A member that not every subgraph knows need not be asked (rule 32).
                continue;
            }
            self.entries(object, key, &entries, &asked);
        }
    }

    /// One entry a part, the first part's among them where the field is not deferred.
    fn entries(
        &mut self,
        object: ObjectId,
        key: &'c str,
        entries: &Entries<'c>,
        asked: &Asked<'c>,
    ) {
        let name = self.supergraph().ty(self.tree.get(object).ty).name.clone();
        let parts: BTreeSet<PartId> = entries.iter().map(|(part, _)| *part).collect();
        if entries.is_empty() || parts.len() < entries.len() {
            let path = self.at(&name, key);
            self.findings.insert(Finding::Unanswered { path });
            return;
        }
        if asked.now && !parts.contains(&PartId::FIRST) {
            let path = self.at(&name, key);
            self.findings.insert(Finding::Late { path });
        }
        let sound = entries
            .iter()
            .filter(|(part, entry)| self.field(object, key, *part, entry, asked));
        let sound: Entries<'c> = sound.copied().collect();
        self.below(object, key, &sound, asked);
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
        way: Way,
        into: &mut IndexMap<&'c str, Asked<'c>>,
    ) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    if asked(self.setting, &field.directives) {
                        let known = into.entry(field.response_key().as_str()).or_default();
                        known.fields.push((field, way.later));
                        known.plainly |= way.plainly;
                        known.now |= !way.later;
                    }
                }
                Selection::InlineFragment(fragment) => {
                    if asked(self.setting, &fragment.directives) {
                        let later = way.later || self.parts.defers(&fragment.directives);
                        let way = Way { later, ..way };
                        self.inside(ty, set, &fragment.selection_set, way, into);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.input.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment
                        && asked(self.setting, &spread.directives)
                    {
                        let later = way.later || self.parts.defers(&spread.directives);
                        let way = Way { later, ..way };
                        self.inside(ty, set, &fragment.selection_set, way, into);
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
        way: Way,
        into: &mut IndexMap<&'c str, Asked<'c>>,
    ) {
        let possible = |name: &str| self.supergraph().type_named(name).map(|ty| &ty.possible);
        let (Some(outside), Some(within)) = (possible(&outer.ty), possible(&inner.ty)) else {
            return;
        };
        if within.contains(ty) {
            let plainly = way.plainly && outside.is_subset(within);
            self.collect(ty, inner, Way { plainly, ..way }, into);
        }
    }

    /// Whether an entry shows a value, rather than an error or what the gateway knows itself; it is checked.
    fn field(
        &mut self,
        object: ObjectId,
        key: &'c str,
        part: PartId,
        entry: &OutputField,
        asked: &Asked<'c>,
    ) -> bool {
        let ty = self.tree.get(object).ty;
        let name = self.supergraph().ty(ty).name.clone();
        let (field, _) = asked.fields[0];
        if entry.denied.is_some() {
            return false;
        }
        if field.name == "__typename" {
            self.typename(object, key, part, entry);
            return false;
        }
        if field.name.starts_with("__") {
            return false;
        }
        let merged = self.supergraph().ty(ty).fields.get(&field.name);
        if is_unreachable(&entry.ty) {
            return false;
        }
        if !merged.is_some_and(|merged| same_nullability(&entry.ty, &merged.ty)) {
            let path = self.at(&name, key);
            self.findings.insert(Finding::WrongType { path });
        }
        let arguments = arguments(field);
        let tree = self.tree;
        let known = tree.get(object).fields.get(&entry.storage_key);
        let Some(known) = known.filter(|known| known.is(&field.name, &arguments)) else {
            let path = self.at(&name, key);
            self.findings.insert(Finding::Unanswered { path });
            return false;
        };
        self.must_be_over(part, &known.fetches, &name, key);
        true
    }

    /// The value is there when its part is written.
    fn must_be_over(&mut self, part: PartId, fetches: &[FetchId], name: &str, key: &str) {
        if !self.parts.are_over(part, fetches) {
            let path = self.at(name, key);
            self.findings.insert(Finding::Early { path, part: part.0 });
        }
    }

    /// What all parts together show below a field.
    fn below(&mut self, object: ObjectId, key: &str, entries: &Entries<'c>, asked: &Asked<'c>) {
        let Some((_, first)) = entries.first() else {
            return;
        };
        let tree = self.tree;
        let Some(known) = tree.get(object).fields.get(&first.storage_key) else {
            return;
        };
        let parent = tree.get(object).ty;
        let name = &self.supergraph().ty(parent).name;
        let field = asked.fields.first().map(|(field, _)| field.name.as_str());
        let sets: Vec<Set<'c>> = asked
            .fields
            .iter()
            .map(|(field, later)| Set {
                set: &field.selection_set,
                later: *later,
            })
            .collect();
        self.path.push(format!("{name}.{key}"));
        for child in known.values() {
            let views = entries.iter().map(|(part, entry)| View {
                part: *part,
                shape: &entry.shape,
            });
            let ty = tree.get(child).ty;
            let followed = field.is_none_or(|field| self.is_known_to_all(parent, field, ty));
            self.object(child, views.collect(), &sets, followed);
        }
        self.path.pop();
    }

    /// Whether each subgraph that resolves a field of the parent knows that its value can have a type.
    fn is_known_to_all(&self, parent: TypeId, field: &str, ty: TypeId) -> bool {
        let supergraph = self.supergraph();
        let interfaces = supergraph.ty(parent).implements.iter().copied();
        let owners: Vec<TypeId> = interfaces.chain([parent]).collect();
        supergraph.subgraphs.iter().all(|subgraph| {
            let mut declared = owners.iter().filter_map(|owner| {
                let view = subgraph.ty(*owner)?;
                let own = view.interface_object || *owner == parent;
                view.fields.get(field).filter(|_| own)
            });
            declared.all(|declared| {
                let base = subgraph.ty(declared.base);
                base.is_none_or(|base| base.possible.contains(ty))
            })
        })
    }

    fn typename(&mut self, object: ObjectId, key: &str, part: PartId, entry: &OutputField) {
        let known = self.tree.get(object);
        let name = self.supergraph().ty(known.ty).name.as_str();
        let nameless = self.supergraph().ty(known.ty).is_abstract();
        let right = match leaf(&entry.ty) {
            // Of an interface object that nobody implements.
            Some(Leaf::Unreachable) => nameless,
            Some(Leaf::Typename(Some(constant))) => constant == name,
            Some(Leaf::Typename(None)) => {
                self.must_be_over(part, &known.typename, name, key);
                !known.typename.is_empty()
            }
            Some(_) | None => false,
        };
        if !right {
            let path = self.at(name, key);
            self.findings.insert(Finding::Unanswered { path });
        }
    }
}

fn arguments(field: &Field) -> Vec<(String, String)> {
    let arguments = field.arguments.iter().map(|one| {
        let value = one.value.serialize().no_indent().to_string();
        (one.name.to_string(), value)
    });
    sorted(&arguments.collect::<Vec<_>>())
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
