//! `@authenticated`, `@requiresScopes` and `@policy`: what the caller may not read is marked, not fetched.
//!
//! A field is denied for a run-time type when the field itself, the type it stands on, the type it gives,
//! or a field that it `@requires` or reads from a context asks for more than the caller holds. Fields of an interface are split, so
//! that one member's protection holds through the interface and leaves the other members alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use ahash::{HashMap, HashMapExt};
use apollo_compiler::Name;
use gateway_plan::Denial;
use gateway_supergraph::{
    Authorization, FieldSet, FieldSetItem, Supergraph, TypeDefinition, TypeId, TypeSet,
};

use crate::operation::{Field, Operation, SelectionSet};

/// What the caller of this request holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Grants {
    /// A valid token was given.
    pub authenticated: bool,
    pub scopes: BTreeSet<String>,
    /// Policies decided in the caller's favour for this request.
    pub policies: BTreeSet<String>,
}

/// What decides about the fields of an operation; the plan depends on the caller only through it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands {
    pub authenticated: bool,
    pub scopes: BTreeSet<String>,
    pub policies: BTreeSet<String>,
}

impl Demands {
    /// Whether any caller gets the same plan.
    pub fn is_open(&self) -> bool {
        !self.authenticated && self.scopes.is_empty() && self.policies.is_empty()
    }

    /// The part of the caller's grants that matters: two callers with the same part share a plan.
    #[must_use]
    pub fn relevant(&self, caller: &Grants) -> Grants {
        let asks = !self.is_open();
        Grants {
            authenticated: asks && caller.authenticated,
            scopes: self.scopes.intersection(&caller.scopes).cloned().collect(),
            policies: self
                .policies
                .intersection(&caller.policies)
                .cloned()
                .collect(),
        }
    }
}

/// What the operation's fields ask of their caller.
pub fn demands(supergraph: &Supergraph, operation: &Operation) -> Demands {
    let mut demands = Demands::default();
    let mut rules = Rules::new(supergraph);
    collect(&mut rules, &operation.selection, &mut demands);
    demands
}

/// Marks the fields the caller may not read; see [`Field::denied`].
#[must_use]
pub fn authorize(supergraph: &Supergraph, operation: Operation, caller: &Grants) -> Operation {
    if demands(supergraph, &operation).is_open() {
        return operation;
    }
    let mut rules = Rules::new(supergraph);
    let selection = filter(&mut rules, &operation.selection, caller);
    Operation {
        selection,
        ..operation
    }
}

fn collect(rules: &mut Rules<'_>, set: &SelectionSet, into: &mut Demands) {
    for field in &set.fields {
        for ty in field.on.iter() {
            for rule in rules.of(ty, &field.name).iter() {
                into.authenticated |= rule.authenticated || !rule.is_open();
                into.scopes.extend(rule.scopes.iter().flatten().cloned());
                into.policies
                    .extend(rule.policies.iter().flatten().cloned());
            }
        }
        collect(rules, &field.selection, into);
    }
}

fn filter(rules: &mut Rules<'_>, set: &SelectionSet, caller: &Grants) -> Arc<SelectionSet> {
    let mut fields = Vec::with_capacity(set.fields.len());
    for field in &set.fields {
        let mut groups: Vec<(Option<Denial>, TypeSet)> = Vec::new();
        for ty in field.on.iter() {
            let denial = denial(&rules.of(ty, &field.name), caller);
            match groups.iter_mut().find(|(other, _)| *other == denial) {
                Some((_, types)) => types.insert(ty),
                None => groups.push((denial, TypeSet::one(ty))),
            }
        }
        for (denied, on) in groups {
            let selection = match denied {
                Some(_) => SelectionSet::empty(field.base),
                None => filter(rules, &field.selection, caller),
            };
            fields.push(Arc::new(Field {
                on,
                selection,
                denied,
                ..Field::clone(field)
            }));
        }
    }
    Arc::new(SelectionSet {
        ty: set.ty,
        fields,
        deferred: set.deferred.clone(),
    })
}

fn denial(rules: &[Authorization], caller: &Grants) -> Option<Denial> {
    let holds_one = |lists: &[Vec<String>], held: &BTreeSet<String>| {
        lists.is_empty()
            || lists
                .iter()
                .any(|all| all.iter().all(|one| held.contains(one)))
    };
    let held = rules.iter().all(|rule| {
        (caller.authenticated || !rule.authenticated)
            && holds_one(&rule.scopes, &caller.scopes)
            && holds_one(&rule.policies, &caller.policies)
    });
    match (held, caller.authenticated) {
        (true, _) => None,
        (false, true) => Some(Denial::Forbidden),
        (false, false) => Some(Denial::Unauthenticated),
    }
}

/// Field rules, remembered: operations ask the same few fields over and over.
struct Rules<'a> {
    supergraph: &'a Supergraph,
    known: HashMap<(TypeId, Name), Arc<[Authorization]>>,
}

impl<'a> Rules<'a> {
    fn new(supergraph: &'a Supergraph) -> Self {
        Self {
            supergraph,
            known: HashMap::new(),
        }
    }

    /// All that must hold to read a field of an object type.
    fn of(&mut self, ty: TypeId, field: &Name) -> Arc<[Authorization]> {
        let key = (ty, field.clone());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let mut rules = Vec::new();
        self.gather(ty, field, &mut rules, &mut Vec::new());
        let rules: Arc<[Authorization]> = rules.into();
        self.known.insert(key, rules.clone());
        rules
    }

    fn gather(
        &self,
        ty: TypeId,
        name: &Name,
        into: &mut Vec<Authorization>,
        seen: &mut Vec<(TypeId, Name)>,
    ) {
        if name.starts_with("__") || seen.contains(&(ty, name.clone())) {
            return;
        }
        seen.push((ty, name.clone()));
        let definition = self.supergraph.ty(ty);
        add(into, &definition.authorization);
        if let Some(field) = definition.fields.get(name) {
            add(into, &field.authorization);
            let base = self.supergraph.ty(field.base);
            add(into, &base.authorization);
        }
        for interface in &definition.implements {
            self.gather_interface(self.supergraph.ty(*interface), name, into);
        }
        for subgraph in &self.supergraph.subgraphs {
            let local = subgraph.ty(ty).and_then(|view| view.fields.get(name));
            let Some(local) = local else { continue };
            if let Some(requires) = local.requires.as_deref() {
                self.gather_set(requires, into, seen);
            }
            // Its answer tells of what its arguments are filled with.
            for argument in &local.context_arguments {
                self.gather_set(&argument.selection, into, seen);
            }
        }
    }

    /// A rule on an interface's field holds for all that implement it.
    fn gather_interface(
        &self,
        interface: &TypeDefinition,
        name: &Name,
        into: &mut Vec<Authorization>,
    ) {
        if let Some(field) = interface.fields.get(name) {
            add(into, &interface.authorization);
            add(into, &field.authorization);
        }
    }

    fn gather_set(
        &self,
        set: &FieldSet,
        into: &mut Vec<Authorization>,
        seen: &mut Vec<(TypeId, Name)>,
    ) {
        for item in &set.items {
            match item {
                FieldSetItem::Field {
                    name, selection, ..
                } => {
                    for ty in self.supergraph.ty(set.ty).possible.iter() {
                        self.gather(ty, name, into, seen);
                    }
                    self.gather_set(selection, into, seen);
                }
                FieldSetItem::InlineFragment { selection, .. } => {
                    self.gather_set(selection, into, seen);
                }
            }
        }
    }
}

fn add(into: &mut Vec<Authorization>, rule: &Authorization) {
    if !rule.is_open() && !into.contains(rule) {
        into.push(rule.clone());
    }
}
