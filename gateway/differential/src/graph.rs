//! What subgraph SDLs say, read without the gateway's help: who declares, resolves, requires and provides what.

mod facts;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use apollo_compiler::Schema;
use apollo_compiler::ast::{Selection, Type};
use apollo_compiler::validation::Valid;

pub(crate) use facts::FieldFacts;

use crate::case::Subgraph;
use crate::grants::{Claims, Rule};

/// All subgraphs and what follows from them together.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) homes: Vec<Home>,
    facts: facts::Facts,
}

/// One subgraph.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) name: String,
    /// What its server validates requests by.
    pub(crate) schema: Valid<Schema>,
    pub(crate) types: BTreeMap<Arc<str>, Declared>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    InterfaceObject,
    Interface,
    Union,
    Other,
}

/// A type as one subgraph declares it.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) kind: Kind,
    /// Declared by `extend type`.
    extension: bool,
    pub(crate) keys: Vec<Key>,
    pub(crate) fields: BTreeMap<Arc<str>, Field>,
    pub(crate) implements: BTreeSet<Arc<str>>,
    /// Object types that its values can have, as far as the subgraph knows.
    pub(crate) members: Vec<Arc<str>>,
    /// Of an enum.
    pub(crate) values: Vec<Arc<str>>,
    pub(crate) rule: Rule,
    /// Contexts that it sets, itself or as a member of what does.
    pub(crate) contexts: BTreeSet<String>,
}

#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) fields: Vec<Selection>,
    pub(crate) resolvable: bool,
}

/// A field as one subgraph declares it.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) ty: Type,
    external: bool,
    pub(crate) requires: Option<Vec<Selection>>,
    pub(crate) provides: Option<Vec<Selection>>,
    pub(crate) rule: Rule,
    /// Arguments that clients do not give.
    pub(crate) contexts: Vec<Contextual>,
    overrides: Option<Override>,
    /// Another subgraph takes it over, given the label.
    taken: Vec<Option<String>>,
}

/// An argument that is filled from an object further up.
#[derive(Debug)]
pub(crate) struct Contextual {
    pub(crate) argument: String,
    pub(crate) context: String,
    /// Of the object that sets it.
    pub(crate) fields: Vec<Selection>,
}

/// It takes the field over from another subgraph, given the label.
#[derive(Debug)]
struct Override {
    from: String,
    label: Option<String>,
}

impl Field {
    /// Whether the subgraph resolves it without any `@provides`.
    pub(crate) fn is_alive(&self, labels: &BTreeSet<String>) -> bool {
        let holds = |label: &Option<String>| label.as_ref().is_none_or(|it| labels.contains(it));
        let ours = self.overrides.as_ref();
        !self.external && ours.is_none_or(|it| holds(&it.label)) && !self.taken.iter().any(holds)
    }

    pub(crate) fn is_external(&self) -> bool {
        self.external
    }
}

impl Graph {
    /// # Errors
    /// When an SDL is no GraphQL that a server could run.
    pub(crate) fn of(subgraphs: &[Subgraph]) -> Result<Self, String> {
        let mut homes = subgraphs
            .iter()
            .map(|(name, sdl)| read::home(name, sdl))
            .collect::<Result<Vec<Home>, String>>()?;
        read::mark_overrides(&mut homes);
        let facts = facts::Facts::of(&homes);
        Ok(Self { homes, facts })
    }

    pub(crate) fn home_named(&self, name: &str) -> Option<usize> {
        self.homes.iter().position(|home| home.name == name)
    }

    /// Whether a subgraph knows the interface as an interface object.
    pub(crate) fn has_interface_object(&self, interface: &str) -> bool {
        self.homes.iter().any(|home| {
            let declared = home.types.get(interface);
            declared.is_some_and(|declared| declared.kind == Kind::InterfaceObject)
        })
    }

    /// What is known of a field of an object type.
    pub(crate) fn field(&self, ty: &str, name: &str) -> Option<&FieldFacts> {
        self.facts.fields.get(ty)?.get(name)
    }

    /// Whether a caller may read a field: none of the subgraphs asks for more, neither for the field nor for the type that it
    /// stands on or gives.
    pub(crate) fn allows(&self, ty: &str, name: &str, claims: &Claims) -> bool {
        let base = self
            .field(ty, name)
            .map(|facts| facts.ty.inner_named_type());
        self.homes.iter().all(|home| {
            let declared = home.types.get(ty);
            let field = declared.and_then(|declared| declared.fields.get(name));
            let gives = base.and_then(|base| home.types.get(base.as_str()));
            let types = declared.into_iter().chain(gives).map(|ty| &ty.rule);
            let mut rules = types.chain(field.map(|field| &field.rule));
            rules.all(|rule| rule.allows(claims))
        })
    }

    /// Whether anything asks anything of callers.
    pub(crate) fn is_guarded(&self) -> bool {
        let mut types = self.homes.iter().flat_map(|home| home.types.values());
        types.any(|ty| !ty.rule.is_open() || ty.fields.values().any(|it| !it.rule.is_open()))
    }

    /// The arguments of a field that are filled from further up, and the home that reads them.
    pub(crate) fn contextual(&self, ty: &str, name: &str) -> Option<(&Home, &[Contextual])> {
        self.homes.iter().find_map(|home| {
            let field = home.types.get(ty)?.fields.get(name)?;
            (!field.contexts.is_empty()).then_some((home, &field.contexts[..]))
        })
    }

    /// Whether objects of the type have an identity of their own.
    pub(crate) fn is_entity(&self, ty: &str) -> bool {
        self.facts.entities.contains(ty)
    }

    /// The keyed interface whose numbers the type shares; else the type itself.
    pub(crate) fn family<'t>(&'t self, ty: &'t str) -> &'t str {
        self.facts.family_of.get(ty).map_or(ty, |family| family)
    }

    /// The object types of a keyed interface, whose numbers tell them apart.
    pub(crate) fn implementers(&self, interface: &str) -> Option<&[Arc<str>]> {
        self.facts.families.get(interface).map(Vec::as_slice)
    }

    /// All fields that a resolver may fail for: in no key, in no requirement, at no interface object.
    pub(crate) fn throwable(&self) -> Vec<String> {
        let mut all = BTreeSet::new();
        let mut never = BTreeSet::new();
        for (ty, fields) in &self.facts.fields {
            let read = fields.values().any(|facts| facts.required);
            let family = self.family(ty);
            for (name, facts) in fields {
                // It would take along what its siblings are required for, or the type that only its owner knows.
                let takes_along = facts.ty.is_non_null() && (read || family != &**ty);
                let used = facts.keyed || facts.required;
                let place = format!("{family}.{name}");
                if takes_along || used || self.is_blurred(family, name) {
                    never.insert(place);
                } else {
                    all.insert(place);
                }
            }
        }
        all.difference(&never).cloned().collect()
    }

    /// What an interface object has may be asked before it is known of which types it was wanted.
    fn is_blurred(&self, family: &str, name: &str) -> bool {
        self.homes.iter().any(|home| {
            let object = home.types.get(family);
            let object = object.filter(|object| object.kind == Kind::InterfaceObject);
            object.is_some_and(|object| object.fields.contains_key(name))
        })
    }
}
