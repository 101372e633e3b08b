//! The normalised operation: what is asked, merged by response key, with type conditions as sets of
//! object types and `@skip`/`@include` as guards.

mod cells;
mod conditions;
mod normalize;
mod parts;
mod text;

use std::sync::Arc;

use apollo_compiler::Name;
use apollo_compiler::ast::Type;
use gateway_plan::{Denial, Guard, OperationKind};
use gateway_supergraph::{TypeId, TypeSet};

pub use normalize::{normalize, normalize_deferring};
pub use parts::{Anchor, DeferredPart, Deferring, Parts};

/// One operation, ready to authorize and plan. Printed as GraphQL-like text.
#[derive(Debug, Clone)]
pub struct Operation {
    pub kind: OperationKind,
    pub name: Option<Name>,
    /// As declared.
    pub variables: Vec<Variable>,
    pub selection: Arc<SelectionSet>,
    /// Where it is answered in parts.
    pub deferring: Option<Deferring>,
}

/// A variable the client declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    pub name: Name,
    /// Type and default, as they are declared: `Int! = 5`.
    pub declaration: String,
}

/// A merged selection on a composite type.
#[derive(Debug, Clone)]
pub struct SelectionSet {
    pub ty: TypeId,
    /// In the order in which the client's document mentions them. For one run-time type at most one
    /// entry of a response key applies.
    pub fields: Vec<Arc<Field>>,
    /// Deferred fragments that stand here.
    pub deferred: Vec<Anchor>,
}

/// A field asked of some run-time types of its parent.
#[derive(Debug, Clone)]
pub struct Field {
    pub response_key: Name,
    pub name: Name,
    /// Name and value text, in the order in which they are written.
    pub arguments: Vec<(Name, String)>,
    /// Passed on to the subgraph, as text.
    pub directives: Vec<String>,
    /// The object types it is asked of; for all of them it has the type [`Self::ty`].
    pub on: TypeSet,
    /// Whether a fragment brought it to fewer types than its parent can have (rule 32).
    pub narrowed: bool,
    /// Given that the parent is asked.
    pub guard: Guard,
    /// With the nullability clients see.
    pub ty: Type,
    /// The named type inside [`Self::ty`].
    pub base: TypeId,
    /// Empty for leaves.
    pub selection: Arc<SelectionSet>,
    pub denied: Option<Denial>,
    /// The parts whose fragments ask for it.
    pub asked: Parts,
    /// Those, and the parts that ask for anything below it.
    pub below: Parts,
}

impl Field {
    /// Whether a subgraph is to be asked: not what the gateway answers itself, nor what is denied.
    pub fn is_fetched(&self) -> bool {
        self.denied.is_none() && !self.name.starts_with("__")
    }

    /// Name and arguments: what makes two fields of one object the same value.
    pub(crate) fn identity(&self) -> FieldIdentity {
        let mut arguments = self.arguments.clone();
        arguments.sort();
        FieldIdentity {
            name: self.name.clone(),
            arguments,
        }
    }
}

/// Two fields of one object with the same identity have the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FieldIdentity {
    pub(crate) name: Name,
    /// Sorted.
    pub(crate) arguments: Vec<(Name, String)>,
}

impl SelectionSet {
    /// Of a leaf.
    pub(crate) fn empty(ty: TypeId) -> Arc<Self> {
        Arc::new(Self {
            ty,
            fields: Vec::new(),
            deferred: Vec::new(),
        })
    }
}
