//! What follows from all subgraphs together: the values that fields can have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use apollo_compiler::Name;
use apollo_compiler::ast::{Selection, Type};

use super::{Declared, Home, Kind};

#[derive(Debug, Default)]
pub(super) struct Facts {
    /// By object type and name; those of interface objects stand at each implementer and at the interface.
    pub(super) fields: BTreeMap<Arc<str>, BTreeMap<Arc<str>, FieldFacts>>,
    pub(super) entities: BTreeSet<Arc<str>>,
    /// Object types by keyed interface, sorted, and the other way round.
    pub(super) families: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    pub(super) family_of: BTreeMap<Arc<str>, Arc<str>>,
}

/// A field, whoever resolves it.
#[derive(Debug)]
pub(crate) struct FieldFacts {
    /// The strictest of the types that the subgraphs declare.
    pub(crate) ty: Type,
    /// Object types that all subgraphs which resolve the field know at its place, or enum values.
    pub(crate) possible: Vec<Arc<str>>,
    /// Composite or an enum: what the value can be is declared.
    pub(crate) is_open: bool,
    /// A subgraph that resolves it.
    pub(crate) home: usize,
    /// Part of a key: its value tells objects apart.
    pub(crate) keyed: bool,
    /// Part of a requirement.
    pub(crate) required: bool,
    pub(crate) requires: Option<Vec<Selection>>,
}

impl Facts {
    pub(super) fn of(homes: &[Home]) -> Self {
        let mut facts = Self::default();
        facts.find_families(homes);
        for home in homes {
            for (name, ty) in &home.types {
                if !ty.keys.is_empty() {
                    facts.entities.insert(name.clone());
                }
            }
        }
        for (index, home) in homes.iter().enumerate() {
            for (name, ty) in &home.types {
                match ty.kind {
                    Kind::Object => facts.add(homes, index, ty, name),
                    Kind::InterfaceObject => {
                        let members = facts.families.get(name).cloned().unwrap_or_default();
                        for member in members.iter().chain([name]) {
                            facts.add(homes, index, ty, member);
                        }
                    }
                    Kind::Interface | Kind::Union | Kind::Other => {}
                }
            }
        }
        facts.keep_what_is_provided(homes);
        facts.share_with_interface_objects();
        facts.mark_sets(homes);
        facts
    }

    fn find_families(&mut self, homes: &[Home]) {
        for home in homes {
            for (name, ty) in &home.types {
                if ty.kind == Kind::Interface && !ty.keys.is_empty() {
                    let family = self.families.entry(name.clone()).or_default();
                    family.extend(ty.members.iter().cloned());
                    family.sort();
                    family.dedup();
                }
            }
        }
        for (interface, members) in &self.families {
            for member in members {
                self.family_of.insert(member.clone(), interface.clone());
            }
        }
    }

    fn add(&mut self, homes: &[Home], home: usize, ty: &Declared, object: &Arc<str>) {
        for (name, field) in &ty.fields {
            if field.is_external() {
                continue;
            }
            let base = field.ty.inner_named_type();
            let possible = self.possible(&homes[home], base);
            let fields = self.fields.entry(object.clone()).or_default();
            match fields.get_mut(name) {
                None => {
                    let facts = FieldFacts {
                        ty: field.ty.clone(),
                        is_open: homes[home].types.contains_key(base.as_str()),
                        possible,
                        home,
                        keyed: false,
                        required: false,
                        requires: field.requires.clone(),
                    };
                    fields.insert(name.clone(), facts);
                }
                Some(known) => {
                    known.ty = stricter(&known.ty, &field.ty);
                    known.possible.retain(|one| possible.contains(one));
                    if known.requires.is_none() {
                        known.requires.clone_from(&field.requires);
                    }
                }
            }
        }
    }

    /// A home that only mentions a field may come to resolve it along a reference: with values that it knows.
    fn keep_what_is_provided(&mut self, homes: &[Home]) {
        for home in homes {
            for (ty, declared) in &home.types {
                for (name, field) in declared.fields.iter().filter(|(_, it)| it.is_external()) {
                    let base = home.types.get(field.ty.inner_named_type().as_str());
                    let known = self
                        .fields
                        .get_mut(ty)
                        .and_then(|fields| fields.get_mut(name));
                    if let (Some(base), Some(known)) = (base, known)
                        && base.kind == Kind::Other
                    {
                        known.possible.retain(|value| base.values.contains(value));
                    }
                }
            }
        }
    }

    fn possible(&self, home: &Home, base: &Name) -> Vec<Arc<str>> {
        let Some(ty) = home.types.get(base.as_str()) else {
            return Vec::new();
        };
        match ty.kind {
            Kind::Object | Kind::Interface | Kind::Union => ty.members.clone(),
            Kind::InterfaceObject => self
                .families
                .get(base.as_str())
                .cloned()
                .unwrap_or_default(),
            Kind::Other => ty.values.clone(),
        }
    }

    /// An interface object also has what all implementers have; only what is the same for all is asked of it.
    fn share_with_interface_objects(&mut self) {
        for (interface, members) in &self.families {
            let Some(first) = members.first().and_then(|first| self.fields.get(first)) else {
                continue;
            };
            let shared: Vec<(Arc<str>, FieldFacts)> = first
                .iter()
                .filter(|(name, _)| {
                    members
                        .iter()
                        .all(|member| self.fields[member].contains_key(*name))
                })
                .map(|(name, facts)| {
                    let facts = FieldFacts {
                        ty: facts.ty.clone(),
                        possible: facts.possible.clone(),
                        is_open: facts.is_open,
                        home: facts.home,
                        keyed: false,
                        required: false,
                        requires: facts.requires.clone(),
                    };
                    (name.clone(), facts)
                })
                .collect();
            let fields = self.fields.entry(interface.clone()).or_default();
            for (name, facts) in shared {
                fields.entry(name).or_insert(facts);
            }
        }
    }

    fn mark_sets(&mut self, homes: &[Home]) {
        for home in homes {
            for (name, ty) in &home.types {
                for key in &ty.keys {
                    self.mark(home, name, &key.fields, &mut |facts| facts.keyed = true);
                }
                for (reader, field) in &ty.fields {
                    self.mark_contexts(home, name, reader);
                    if let Some(requires) = &field.requires {
                        self.mark(home, name, requires, &mut |facts| facts.required = true);
                    }
                }
            }
        }
    }

    /// What a context is filled from is read as what is required is.
    fn mark_contexts(&mut self, home: &Home, ty: &str, reader: &str) {
        for one in &home.types[ty].fields[reader].contexts {
            let sets =
                |(_, setter): &(&Arc<str>, &Declared)| setter.contexts.contains(&one.context);
            for (setter, _) in home.types.iter().filter(sets) {
                self.mark(home, setter, &one.fields, &mut |facts| {
                    facts.required = true
                });
            }
        }
    }

    /// Marks the fields of a selection at every object type that they may be read from.
    fn mark(
        &mut self,
        home: &Home,
        ty: &str,
        set: &[Selection],
        mark: &mut dyn FnMut(&mut FieldFacts),
    ) {
        let mut objects: BTreeSet<Arc<str>> = BTreeSet::new();
        if let Some(declared) = home.types.get(ty) {
            objects.extend(declared.members.iter().cloned());
            objects.insert(Arc::from(ty));
        }
        objects.extend(self.families.get(ty).into_iter().flatten().cloned());
        for selection in set {
            match selection {
                Selection::Field(field) => {
                    for object in &objects {
                        let fields = self.fields.get_mut(object);
                        if let Some(facts) = fields.and_then(|it| it.get_mut(field.name.as_str())) {
                            mark(facts);
                        }
                    }
                    let declared = home.types.get(ty);
                    let declared = declared.and_then(|ty| ty.fields.get(field.name.as_str()));
                    if let Some(declared) = declared {
                        let base = declared.ty.inner_named_type().clone();
                        self.mark(home, &base, &field.selection_set, mark);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment
                        .type_condition
                        .as_ref()
                        .map_or(ty, |on| on.as_str());
                    self.mark(home, on, &fragment.selection_set, mark);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

/// The type that both allow; they differ in nullability and, where composite, in the name.
fn stricter(a: &Type, b: &Type) -> Type {
    let strict = a.is_non_null() || b.is_non_null();
    let open = match (a, b) {
        (Type::List(a) | Type::NonNullList(a), Type::List(b) | Type::NonNullList(b)) => {
            Type::List(Box::new(stricter(a, b)))
        }
        (
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
            Type::Named(_) | Type::NonNullNamed(_) | Type::List(_) | Type::NonNullList(_),
        ) => a.clone().nullable(),
    };
    if strict { open.non_null() } else { open }
}
