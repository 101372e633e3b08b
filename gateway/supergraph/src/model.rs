//! The model's types. They are data: built once (by [`Supergraph::parse`]), then only read.

mod by_name;
mod views;

use std::sync::Arc;

use ahash::{HashMap, HashSet};
use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::Schema;
use apollo_compiler::ast::{Type, Value};
use apollo_compiler::validation::Valid;

use crate::{FieldSet, FieldSetItem, TypeSet};

pub use by_name::{ByName, Named};
pub use views::Views;

/// A composed graph, ready to plan against.
#[derive(Debug, Clone)]
pub struct Supergraph {
    /// The merged schema without the join machinery, what is inaccessible included.
    pub schema: Arc<Valid<Schema>>,
    /// What clients see and are validated against: [`Self::schema`] less all that is inaccessible.
    pub api_schema: Arc<Valid<Schema>>,
    /// In the order of the `join__Graph` enum; a [`SubgraphId`] indexes it.
    pub subgraphs: Vec<Subgraph>,
    /// A [`TypeId`] indexes it. Holds every type of [`Self::schema`], built-in scalars included.
    pub types: Vec<TypeDefinition>,
    pub type_ids: HashMap<Name, TypeId>,
    pub roots: RootOperations,
}

/// Index of a type in [`Supergraph::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// Index of a subgraph in [`Supergraph::subgraphs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubgraphId(pub u32);

/// The root types; each subgraph may use other names, the supergraph uses these.
#[derive(Debug, Clone, Copy)]
pub struct RootOperations {
    pub query: TypeId,
    pub mutation: Option<TypeId>,
    pub subscription: Option<TypeId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeKind {
    Object,
    Interface,
    Union,
    Enum,
    Scalar,
    InputObject,
}

/// A merged type.
#[derive(Debug, Clone)]
pub struct TypeDefinition {
    pub id: TypeId,
    pub name: Name,
    pub kind: TypeKind,
    pub inaccessible: bool,
    /// Of objects and interfaces; empty for the other kinds.
    pub fields: ByName<FieldDefinition>,
    /// Interfaces that an object or interface implements anywhere.
    pub implements: Vec<TypeId>,
    /// The object types a value of this type can have at run time, over all subgraphs. For an
    /// object type: itself. Empty for leaves and inputs.
    pub possible: TypeSet,
    pub enum_values: ByName<EnumValue>,
    /// Subgraphs in which the type is an interface object (`@interfaceObject`).
    pub interface_object_in: Vec<SubgraphId>,
    /// Open ones are all one.
    pub authorization: Arc<Authorization>,
    /// `@cost(weight:)`, where given.
    pub cost: Option<i32>,
    /// Names of the contexts (`@context`) that a value of this type sets for what is below it, as
    /// [`ContextArgument::context`] calls them.
    pub contexts: Vec<Arc<str>>,
}

/// A merged field of an object or interface.
#[derive(Debug, Clone)]
pub struct FieldDefinition {
    pub name: Name,
    /// With the nullability clients see.
    pub ty: Type,
    /// The named type inside [`Self::ty`].
    pub base: TypeId,
    pub arguments: ByName<ArgumentDefinition>,
    pub inaccessible: bool,
    /// Open ones are all one.
    pub authorization: Arc<Authorization>,
    /// `@cost(weight:)`, where given.
    pub cost: Option<i32>,
    /// `@listSize`, where given.
    pub list_size: Option<Box<ListSize>>,
}

/// A value of a merged enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    pub name: Name,
    pub inaccessible: bool,
}

/// How long a list is expected to be (`@listSize`), for the estimated cost of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSize {
    pub assumed: Option<i32>,
    /// Names of the arguments that say how many items are wanted, such as `first`.
    pub slicing_arguments: Vec<String>,
    /// Fields of the returned object (as `edges` of a connection) that have this size, rather than the field itself.
    pub sized_fields: Vec<String>,
    pub require_one_slicing_argument: bool,
}

#[derive(Debug, Clone)]
pub struct ArgumentDefinition {
    pub name: Name,
    pub ty: Type,
    pub default: Option<Node<Value>>,
    pub inaccessible: bool,
    /// `@cost(weight:)`, where given.
    pub cost: Option<i32>,
}

/// What a caller must have to read a type or field. The directives' several applications add up:
/// every part must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Authorization {
    /// `@authenticated`
    pub authenticated: bool,
    /// `@requiresScopes`: one of the outer lists must be held in full. Empty: none asked.
    pub scopes: Vec<Vec<String>>,
    /// `@policy`: as scopes, with policy names decided per request.
    pub policies: Vec<Vec<String>>,
}

/// One subgraph and its own view of the types.
#[derive(Debug, Clone)]
pub struct Subgraph {
    pub id: SubgraphId,
    /// As given to the composer and shown to people: `join__graph(name:)`.
    pub name: Arc<str>,
    /// The value in the `join__Graph` enum.
    pub graph: Name,
    /// Where it is reached; may be empty in a supergraph composed without addresses.
    pub url: Arc<str>,
    pub types: Views,
}

/// A type as one subgraph declares it.
#[derive(Debug, Clone)]
pub struct SubgraphType {
    /// [`TypeKind::Object`] for an interface object, although the merged type is an interface.
    pub kind: TypeKind,
    pub interface_object: bool,
    /// In the order they are written.
    pub keys: Vec<Key>,
    pub fields: ByName<SubgraphField>,
    pub implements: Vec<TypeId>,
    /// Object types a value can have in this subgraph: itself, implementations, union members.
    /// For an interface object: all implementations over all subgraphs, or itself where there is none.
    pub possible: TypeSet,
    pub enum_values: ByName<Name>,
}

/// A `@key` of an entity in one subgraph.
#[derive(Debug, Clone)]
pub struct Key {
    pub fields: Arc<FieldSet>,
    /// Whether the subgraph can be entered by it (rule 3).
    pub resolvable: bool,
    /// The type is an `extend type` / `@extends` here: its external key fields can be returned.
    pub extension: bool,
}

/// A field as one subgraph declares it.
#[derive(Debug, Clone)]
pub struct SubgraphField {
    pub name: Name,
    /// With this subgraph's own nullability.
    pub ty: Type,
    pub base: TypeId,
    /// `@external`: local only where a `@provides` path names it.
    pub external: bool,
    pub requires: Option<Arc<FieldSet>>,
    pub provides: Option<Arc<FieldSet>>,
    /// Another subgraph takes this field over from here (rule 25): dead always or, with a label, when it
    /// is decided so for the request.
    pub overridden: Option<Box<Override>>,
    /// This copy takes over from another subgraph only when the label says so.
    pub overrides: Option<Box<Override>>,
    /// Arguments filled from `@context`.
    pub context_arguments: Vec<ContextArgument>,
}

/// Who takes a field over, or from whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub other: SubgraphId,
    /// `None`: always.
    pub label: Option<OverrideLabel>,
}

/// The condition of a progressive `@override`.
#[derive(Debug, Clone, PartialEq)]
pub enum OverrideLabel {
    /// Share of requests for which the override holds, in percent (0 to 100).
    Percent(f64),
    /// Decided by name, per request.
    Named(Arc<str>),
}

impl Eq for OverrideLabel {}

/// An argument that the gateway fills from a field seen further up (`@fromContext`).
#[derive(Debug, Clone)]
pub struct ContextArgument {
    pub argument: Name,
    pub ty: Type,
    pub context: Arc<str>,
    /// What is read from the type that sets the context.
    pub selection: Arc<FieldSet>,
}

impl Supergraph {
    /// The definition of a type by id.
    pub fn ty(&self, id: TypeId) -> &TypeDefinition {
        &self.types[id.0 as usize]
    }

    /// The definition of a type by name.
    pub fn type_named(&self, name: &str) -> Option<&TypeDefinition> {
        self.type_ids.get(name).map(|id| self.ty(*id))
    }

    pub fn subgraph(&self, id: SubgraphId) -> &Subgraph {
        &self.subgraphs[id.0 as usize]
    }

    pub fn subgraph_named(&self, name: &str) -> Option<&Subgraph> {
        self.subgraphs
            .iter()
            .find(|subgraph| &*subgraph.name == name)
    }

    /// How one subgraph sees a type.
    pub fn view(&self, subgraph: SubgraphId, ty: TypeId) -> Option<&SubgraphType> {
        self.subgraph(subgraph).ty(ty)
    }

    /// The names of the override labels decided per request; part of every plan cache key (rule 28).
    pub fn override_labels(&self) -> HashSet<Arc<str>> {
        let fields = self
            .subgraphs
            .iter()
            .flat_map(|subgraph| subgraph.types.values())
            .flat_map(|ty| ty.fields.values());
        fields
            .filter_map(|field| field.overrides.as_ref()?.label.as_ref())
            .filter_map(|label| match label {
                OverrideLabel::Named(name) => Some(name.clone()),
                OverrideLabel::Percent(_) => None,
            })
            .collect()
    }
}

impl Supergraph {
    /// Whether a value of an object type sets a context for what is below it: the type itself says so, or an interface
    /// or union that it belongs to.
    pub fn sets_context(&self, ty: TypeId, context: &str) -> bool {
        self.types
            .iter()
            .filter(|setter| setter.contexts.iter().any(|name| **name == *context))
            .any(|setter| setter.possible.contains(ty))
    }
}

impl Named for FieldDefinition {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Named for ArgumentDefinition {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Named for EnumValue {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Named for SubgraphField {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl SubgraphField {
    /// Whether it can be asked wherever the object is, rather than of a representation that brings what it needs.
    pub fn is_plain(&self) -> bool {
        self.requires.is_none() && self.context_arguments.is_empty()
    }
}

impl ContextArgument {
    /// What is read from a setter of one object type: the selection of the first fragment that is for it.
    pub fn selection_on(&self, supergraph: &Supergraph, ty: TypeId) -> Option<&FieldSet> {
        selection_on(&self.selection, supergraph, ty)
    }
}

/// Recursion is bounded by the depth of field sets. Fragments may name setters other than the type they stand on.
fn selection_on<'a>(
    set: &'a FieldSet,
    supergraph: &Supergraph,
    ty: TypeId,
) -> Option<&'a FieldSet> {
    set.items.iter().find_map(|item| match item {
        FieldSetItem::Field { .. } => supergraph.ty(set.ty).possible.contains(ty).then_some(set),
        FieldSetItem::InlineFragment { selection, .. } => selection_on(selection, supergraph, ty),
    })
}

impl Subgraph {
    /// How this subgraph sees a type, if it knows it.
    pub fn ty(&self, id: TypeId) -> Option<&SubgraphType> {
        self.types.get(id)
    }
}

impl TypeDefinition {
    /// Whether values of the type have fields.
    pub fn is_composite(&self) -> bool {
        matches!(
            self.kind,
            TypeKind::Object | TypeKind::Interface | TypeKind::Union
        )
    }

    /// Whether the run-time type of a value must be looked up.
    pub fn is_abstract(&self) -> bool {
        matches!(self.kind, TypeKind::Interface | TypeKind::Union)
    }
}

impl Authorization {
    /// Whether anyone may read.
    pub fn is_open(&self) -> bool {
        !self.authenticated && self.scopes.is_empty() && self.policies.is_empty()
    }
}
