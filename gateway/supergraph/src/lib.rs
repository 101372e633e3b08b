//! The supergraph as a model: which types and fields exist, and which subgraph resolves what, how.
//!
//! Everything downstream (satisfiability, planner, plan checker, authorization, cost) reads this one
//! value. It keeps two layers side by side:
//!
//! * the **merged** layer ([`TypeDefinition`], [`FieldDefinition`]): what composition made of all
//!   subgraphs, what is inaccessible included;
//! * **each subgraph's own view** ([`SubgraphType`], [`SubgraphField`]): the fields, members and
//!   nullability *that* subgraph declares, since a document that is valid for one subgraph may be
//!   refused by the next.
//!
//! The crate is pure: no I/O, no clock, no environment.

mod api_schema;
mod arguments;
mod error;
mod features;
mod field_set;
mod from_sdl;
pub mod links;
mod model;
pub mod one_of;
mod type_set;

pub use error::{SupergraphError, schema_findings, summary};
pub use field_set::{FieldSet, FieldSetError, FieldSetItem, MAX_FIELD_SET_DEPTH, parse_selections};
pub use model::{
    ArgumentDefinition, Authorization, ByName, ContextArgument, EnumValue, FieldDefinition, Key,
    ListSize, Named, Override, OverrideLabel, RootOperations, Subgraph, SubgraphField, SubgraphId,
    SubgraphType, Supergraph, TypeDefinition, TypeId, TypeKind, Views,
};
pub use type_set::TypeSet;
