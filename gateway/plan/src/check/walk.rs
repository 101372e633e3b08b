//! Plays the fetches in order and notes what each one makes known.

use std::collections::BTreeSet;
use std::rc::Rc;

use gateway_supergraph::{
    FieldSet, FieldSetItem, SubgraphField, SubgraphId, Supergraph, TypeId, TypeKind,
};

use super::conditions::{Setting, holds};
use super::context::Around;
use super::facts::{Known, ObjectId, Tree, sorted};
use super::{Finding, Input, closures};
use crate::{
    EntityGroup, Fetch, FetchId, FetchKind, OperationKind, Path, Plan, Representation, Selection,
    SelectionField, SelectionItem,
};

pub(super) struct Walk<'w> {
    pub(super) plan: &'w Plan,
    pub(super) supergraph: &'w Supergraph,
    overrides: &'w BTreeSet<String>,
    setting: &'w Setting,
    before: Vec<BTreeSet<FetchId>>,
    pub(super) tree: Tree,
    pub(super) findings: &'w mut BTreeSet<Finding>,
}

/// Where a selection stands in a subgraph.
#[derive(Clone)]
pub(super) struct Place<'w> {
    pub(super) fetch: &'w Fetch,
    pub(super) subgraph: SubgraphId,
    /// The interface object it stands on: its `__typename` is no answer.
    pub(super) interface_object: Option<TypeId>,
    /// What `@provides` makes local.
    pub(super) provided: Vec<&'w FieldSet>,
    /// What was sent for the object, right below `_entities`.
    pub(super) sent: Option<&'w Representation>,
    /// What its contexts are read from, likewise.
    pub(super) around: Option<Rc<Around<'w>>>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        plan: &'w Plan,
        input: &Input<'w>,
        setting: &'w Setting,
        findings: &'w mut BTreeSet<Finding>,
    ) -> Self {
        let roots = input.supergraph.roots;
        let root = match plan.operation {
            OperationKind::Query => Some(roots.query),
            OperationKind::Mutation => roots.mutation,
            OperationKind::Subscription => roots.subscription,
        };
        Self {
            plan,
            supergraph: input.supergraph,
            overrides: input.overrides,
            setting,
            before: closures(plan),
            tree: Tree::new(root.unwrap_or(roots.query)),
            findings,
        }
    }

    pub(super) fn into_tree(self) -> Tree {
        self.tree
    }

    pub(super) fn run(&mut self) {
        let plan = self.plan;
        for fetch in &plan.fetches {
            let Some(subgraph) = self.supergraph.subgraph_named(&fetch.subgraph) else {
                continue;
            };
            if !holds(self.setting, &fetch.guard) {
                continue;
            }
            let place = Place {
                fetch,
                subgraph: subgraph.id,
                interface_object: None,
                provided: Vec::new(),
                sent: None,
                around: None,
            };
            match &fetch.kind {
                FetchKind::Root { at, selection, .. } if at.elements.is_empty() => {
                    self.apply(&place, Tree::ROOT, selection);
                }
                FetchKind::Root { at, selection, .. } => self.below(&place, at, selection),
                FetchKind::Entities { groups } => {
                    for group in groups
                        .iter()
                        .filter(|group| holds(self.setting, &group.guard))
                    {
                        self.group(&place, group);
                    }
                }
            }
        }
    }

    /// The query root, at a place below the root.
    fn below(&mut self, place: &Place<'w>, at: &Path, selection: &'w Selection) {
        let objects = self.at(place.fetch, at);
        if objects.is_empty() {
            self.not_known(place.fetch, at.to_string());
        }
        for object in objects {
            if self.tree.get(object).ty == self.supergraph.roots.query {
                self.apply(place, object, selection);
            } else {
                let what = format!("that {at} is the query root");
                self.not_known(place.fetch, what);
            }
        }
    }

    fn group(&mut self, place: &Place<'w>, group: &'w EntityGroup) {
        for path in &group.at {
            if !group.contexts.is_empty() {
                self.contextual_group(place, group, path);
                continue;
            }
            let objects = self.at(place.fetch, path);
            if objects.is_empty() {
                self.not_known(place.fetch, path.to_string());
            }
            for object in objects {
                self.entity(place, group, object);
            }
        }
    }

    /// The objects a path leads to, each step known and waited for.
    fn at(&mut self, fetch: &Fetch, path: &Path) -> Vec<ObjectId> {
        let mut objects = vec![Tree::ROOT];
        for element in &path.elements {
            let mut next = Vec::new();
            for object in objects {
                let Some(known) = self.tree.get(object).fields.get(&element.key) else {
                    continue;
                };
                if !self.is_before(fetch, &known.fetches) {
                    continue;
                }
                next.extend(known.values());
            }
            if !element.on.is_empty() {
                next.iter()
                    .for_each(|object| self.must_say_type(fetch, *object));
                next.retain(|object| element.on.contains(&self.name_of(*object)));
            }
            objects = next;
        }
        objects
    }

    pub(super) fn is_before(&self, fetch: &Fetch, known: &[FetchId]) -> bool {
        let before = &self.before[fetch.id.0 as usize];
        known.iter().any(|id| before.contains(id))
    }

    pub(super) fn name_of(&self, object: ObjectId) -> String {
        self.supergraph
            .ty(self.tree.get(object).ty)
            .name
            .to_string()
    }

    pub(super) fn must_say_type(&mut self, fetch: &Fetch, object: ObjectId) {
        let known = self.tree.get(object);
        if !known.fixed && !self.is_before(fetch, &known.typename) {
            let what = format!("the type of {}", self.name_of(object));
            self.not_known(fetch, what);
        }
    }

    pub(super) fn not_known(&mut self, fetch: &Fetch, what: String) {
        let fetch = fetch.id.0;
        self.findings.insert(Finding::NotKnown { fetch, what });
    }

    pub(super) fn entity(&mut self, place: &Place<'w>, group: &'w EntityGroup, object: ObjectId) {
        let name = self.name_of(object);
        let applies = |one: &&Representation| one.on.is_empty() || one.on.contains(&name);
        let Some(sent) = group.representations.iter().find(applies) else {
            return;
        };
        let chosen = group.representations.iter().any(|one| !one.on.is_empty());
        if chosen || sent.typename.is_none() {
            self.must_say_type(place.fetch, object);
        }
        let said = sent.typename.clone().unwrap_or_else(|| name.clone());
        let entry = self.supergraph.type_named(&said).map(|entry| entry.id);
        let ty = self.tree.get(object).ty;
        let view = entry.and_then(|entry| self.supergraph.view(place.subgraph, entry));
        let (Some(entry), Some(view)) = (entry, view) else {
            self.no_key(place, said);
            return;
        };
        if !self.enters(place, object, sent, entry) {
            self.no_key(place, said);
        }
        // An interface's owner answers with the members it knows.
        if entry != ty && !view.interface_object && !view.possible.contains(ty) {
            return;
        }
        let inside = Place {
            interface_object: view.interface_object.then_some(entry),
            sent: Some(sent),
            ..place.clone()
        };
        self.apply(&inside, object, &group.selection);
    }

    fn no_key(&mut self, place: &Place<'w>, entity: String) {
        self.findings.insert(Finding::NoKey {
            fetch: place.fetch.id.0,
            subgraph: place.fetch.subgraph.clone(),
            entity,
        });
    }

    /// Notes what a selection makes known of an object.
    fn apply(&mut self, place: &Place<'w>, object: ObjectId, selection: &'w Selection) {
        for item in &selection.items {
            match item {
                SelectionItem::Field(field) => {
                    if holds(self.setting, &field.guard) {
                        self.field(place, object, field);
                    }
                }
                SelectionItem::InlineFragment {
                    on,
                    guard,
                    selection,
                } => {
                    let applies = on
                        .as_deref()
                        .is_none_or(|on| self.applies(place, object, on));
                    if applies && holds(self.setting, guard) {
                        self.apply(place, object, selection);
                    }
                }
            }
        }
    }

    fn applies(&self, place: &Place<'w>, object: ObjectId, on: &str) -> bool {
        let ty = self.tree.get(object).ty;
        let condition = self.supergraph.type_named(on);
        condition.is_some_and(|condition| {
            let view = self.supergraph.view(place.subgraph, condition.id);
            place.interface_object == Some(condition.id)
                || view.is_some_and(|view| view.possible.contains(ty))
        })
    }

    fn field(&mut self, place: &Place<'w>, object: ObjectId, field: &'w SelectionField) {
        if field.name == "__typename" {
            if place.interface_object.is_none() {
                let id = place.fetch.id;
                self.tree.get_mut(object).typename.push(id);
            } else if field.storage_key == "__typename" {
                self.clash(place, field);
            }
            return;
        }
        let Some((owner, declared)) = self.declared(place, object, field) else {
            return self.not_resolved(place, object, field, "it does not have it");
        };
        if !self.is_alive(declared) {
            return self.not_resolved(place, object, field, "another subgraph has taken it over");
        }
        let local = !declared.external
            || self.is_extension_key(place.subgraph, owner, &field.name)
            || !self.provided(place, object, &field.name).is_empty();
        if !local {
            return self.not_resolved(place, object, field, "it is external");
        }
        self.contexts(place, object, field, declared);
        if let Some(requires) = &declared.requires {
            self.requirement(place, object, field, requires);
        }
        self.learn(place, object, field, declared);
    }

    /// The field as the subgraph declares it for the object: on its type, or on its interface object.
    fn declared(
        &self,
        place: &Place<'w>,
        object: ObjectId,
        field: &SelectionField,
    ) -> Option<(TypeId, &'w SubgraphField)> {
        let owner = place.interface_object.unwrap_or(self.tree.get(object).ty);
        let view = self.supergraph.view(place.subgraph, owner)?;
        view.fields
            .get(field.name.as_str())
            .map(|declared| (owner, declared))
    }

    fn not_resolved(
        &mut self,
        place: &Place<'w>,
        object: ObjectId,
        field: &SelectionField,
        reason: &'static str,
    ) {
        self.findings.insert(Finding::NotResolved {
            fetch: place.fetch.id.0,
            subgraph: place.fetch.subgraph.clone(),
            field: format!("{}.{}", self.name_of(object), field.name),
            reason,
        });
    }

    fn is_alive(&self, field: &SubgraphField) -> bool {
        let decided = |over: &gateway_supergraph::Override| match &over.label {
            None => true,
            Some(gateway_supergraph::OverrideLabel::Named(name)) => {
                self.overrides.contains(&**name)
            }
            Some(gateway_supergraph::OverrideLabel::Percent(percent)) => {
                self.overrides.contains(&format!("percent({percent})"))
            }
        };
        !field.overridden.as_deref().is_some_and(decided)
            && field.overrides.as_deref().is_none_or(decided)
    }

    fn is_extension_key(&self, subgraph: SubgraphId, owner: TypeId, name: &str) -> bool {
        let view = self.supergraph.view(subgraph, owner);
        let keys = view.into_iter().flat_map(|view| &view.keys);
        keys.filter(|key| key.extension)
            .flat_map(|key| &key.fields.items)
            .any(|item| match item {
                FieldSetItem::Field { name: named, .. } => named == name,
                FieldSetItem::InlineFragment { .. } => false,
            })
    }

    /// What the provided selections say below a field; empty when they do not name it.
    fn provided(&self, place: &Place<'w>, object: ObjectId, name: &str) -> Vec<&'w FieldSet> {
        let ty = self.tree.get(object).ty;
        let mut found = Vec::new();
        let mut open: Vec<&'w FieldSet> = place.provided.clone();
        while let Some(set) = open.pop() {
            if set.ty != ty && !self.supergraph.ty(set.ty).possible.contains(ty) {
                continue;
            }
            for item in &set.items {
                match item {
                    FieldSetItem::Field {
                        name: named,
                        selection,
                        ..
                    } if named == name => found.push(selection),
                    FieldSetItem::Field { .. } => {}
                    FieldSetItem::InlineFragment { selection, .. } => open.push(selection),
                }
            }
        }
        found
    }

    fn clash(&mut self, place: &Place<'w>, field: &SelectionField) {
        self.findings.insert(Finding::Clash {
            fetch: place.fetch.id.0,
            key: field.storage_key.clone(),
        });
    }

    fn learn(
        &mut self,
        place: &Place<'w>,
        object: ObjectId,
        field: &'w SelectionField,
        declared: &'w SubgraphField,
    ) {
        let filled = &declared.context_arguments;
        let asked = field.arguments.iter().filter(|(name, _)| {
            let mut filled = filled.iter();
            !filled.any(|one| one.argument == name.as_str())
        });
        let arguments = sorted(&asked.cloned().collect::<Vec<_>>());
        let ty = self.tree.get(object).ty;
        let merged = self.supergraph.ty(ty).fields.get(field.name.as_str());
        let fixed = merged.is_some_and(|merged| !self.supergraph.ty(merged.base).is_abstract());
        let known = self
            .tree
            .get_mut(object)
            .fields
            .entry(field.storage_key.clone());
        let known = known.or_insert_with(|| Known {
            name: field.name.clone(),
            arguments: arguments.clone(),
            fetches: Vec::new(),
            possible: None,
            children: std::collections::BTreeMap::new(),
        });
        if !known.is(&field.name, &arguments) {
            return self.clash(place, field);
        }
        known.fetches.push(place.fetch.id);
        let base = self.supergraph.ty(declared.base);
        if !base.is_composite() {
            return;
        }
        let Some(view) = self.supergraph.view(place.subgraph, declared.base) else {
            return;
        };
        if let Some(known) = self.tree.get_mut(object).fields.get_mut(&field.storage_key) {
            known.limit(&view.possible);
        }
        let mut provided = self.provided(place, object, &field.name);
        provided.extend(declared.provides.as_deref());
        let inside = Place {
            fetch: place.fetch,
            subgraph: place.subgraph,
            interface_object: view.interface_object.then_some(declared.base),
            provided,
            sent: None,
            around: None,
        };
        debug_assert!(view.kind != TypeKind::Enum);
        for member in view.possible.iter() {
            let Some(child) = self.child(object, &field.storage_key, member, fixed) else {
                self.findings.insert(Finding::TooLarge);
                return;
            };
            self.apply(&inside, child, &field.selection);
        }
    }

    fn child(
        &mut self,
        object: ObjectId,
        key: &str,
        member: TypeId,
        fixed: bool,
    ) -> Option<ObjectId> {
        let known = self.tree.get(object).fields.get(key)?;
        if let Some(child) = known.children.get(&member) {
            return Some(*child);
        }
        let child = self.tree.add(member, fixed)?;
        let known = self.tree.get_mut(object).fields.get_mut(key)?;
        known.children.insert(member, child);
        Some(child)
    }
}
