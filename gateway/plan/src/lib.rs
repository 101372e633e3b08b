//! A query plan as data: fetches, what each waits for, and the shape of the answer.
//!
//! The planner writes this value and the executor reads it; it is where the two meet and all that they
//! share. It names types and fields by their names, so that it can be printed, stored and compared without
//! the supergraph at hand.
//!
//! # Where values are kept
//! During execution all subgraph answers are merged into **one tree**, objects keyed by *storage key*: the
//! response key used in the subgraph documents. Usually that is the client's own response key. Where the
//! planner needs a copy of its own (a required field with other arguments, rule 18; members with types
//! that conflict, rule 33) it chooses a storage key that starts with `__portico_`; the [`shape`] and the
//! [representations](fetch::Representation) say which storage key to read, so nothing is renamed on merge.

pub mod check;
pub mod defer;
pub mod fetch;
pub mod guard;
pub mod path;
pub mod shape;
mod text;

pub use defer::{Deferral, Deferred, Part, PartId};
pub use fetch::{
    ContextSource, ContextValue, EntityGroup, Fetch, FetchId, FetchKind, OperationKind,
    Representation, RepresentationField, Selection, SelectionField, SelectionItem, VariableUse,
};
pub use guard::{Guard, Literal};
pub use path::{Path, PathElement};
pub use shape::{Denial, Leaf, OutputField, OutputType, Shape};

use serde::Serialize;

/// How one operation is answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    pub operation: OperationKind,
    /// A [`FetchId`] indexes it. Each fetch comes after all that it needs.
    pub fetches: Vec<Fetch>,
    /// What is written to the client, from the merged tree.
    pub shape: Shape,
    /// Client variables that any fetch or guard reads, with their declared defaults as JSON. The executor
    /// gets coerced variables, defaults applied.
    pub variables: Vec<String>,
    /// Where the answer comes in parts (`@defer`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferral: Option<Deferral>,
}

impl Plan {
    /// Length of the longest chain of fetches that wait for one another (rule 51).
    pub fn steps(&self) -> usize {
        let mut depth = vec![0usize; self.fetches.len()];
        for (index, fetch) in self.fetches.iter().enumerate() {
            let waits = fetch
                .needs
                .iter()
                .map(|need| depth[need.0 as usize])
                .max()
                .unwrap_or(0);
            depth[index] = waits + 1;
        }
        depth.into_iter().max().unwrap_or(0)
    }
}
