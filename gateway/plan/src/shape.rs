//! The shape of the client's answer: what is read from the merged tree, in which order, with which null rules.

use serde::Serialize;

use crate::{Deferred, Guard};

/// The selection on an object of the answer.
///
/// Fields stand in the order in which the client's document mentions them. For one run-time type at most one
/// entry of a response key applies, apart from guards.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Shape {
    pub fields: Vec<OutputField>,
    /// Fragments that are answered later, in parts of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deferred: Vec<Deferred>,
}

impl Shape {
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.deferred.is_empty()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutputField {
    pub response_key: String,
    /// Where the merged tree keeps the value. For `__typename` of an object whose type is fixed:
    /// unused.
    pub storage_key: String,
    /// Run-time types of the containing object to which the entry applies. Empty: all.
    pub on: Vec<String>,
    pub guard: Guard,
    pub ty: OutputType,
    pub shape: Shape,
    /// The caller may not read the field: it is not fetched, and answers `null` with an error.
    pub denied: Option<Denial>,
}

/// Type of an output position, with the API schema's nullability (rule 41).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputType {
    NonNull(Box<OutputType>),
    List(Box<OutputType>),
    Leaf(Leaf),
    /// An object, interface or union. `possible`: the names of the accessible run-time types that the subgraphs asked
    /// can give here; an object of another type becomes null at projection (rule 38); one whose type was not looked up
    /// passes (rule 34).
    Composite {
        name: String,
        possible: Vec<String>,
    },
}

impl OutputType {
    /// Leaves of the possible run-time types those named.
    pub fn narrow(&mut self, types: &[String]) {
        match self {
            Self::NonNull(inner) | Self::List(inner) => inner.narrow(types),
            Self::Leaf(_) => {}
            Self::Composite { possible, .. } => possible.retain(|name| types.contains(name)),
        }
    }
}

/// What a leaf value must be; one that is not becomes null with an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaf {
    Int,
    Float,
    String,
    Boolean,
    Id,
    /// Any JSON value.
    Custom,
    /// The accessible values.
    Enum(Vec<String>),
    /// `__typename`: the object's run-time type; the constant where the position has one possible type.
    Typename(Option<String>),
    /// The planner knows that no subgraph can give the field at this place (rule 9): an error and null.
    Unreachable,
}

/// Why the caller may not read a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// `UNAUTHENTICATED`: no valid token, and one is asked for.
    Unauthenticated,
    /// `FORBIDDEN`: scopes or policies are not held.
    Forbidden,
}
