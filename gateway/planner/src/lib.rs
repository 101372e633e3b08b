//! Operation and supergraph to plan.
//!
//! ```text
//! document -> normalize -> Operation -> authorize -> Operation -> plan -> Plan
//! ```
//! Each stage takes one value, gives one value, and prints it. The crate is pure: the same input gives the
//! same plan, and the work is bounded by counters, never by a clock.

mod authorize;
mod build;
mod cost;
mod defer;
mod emit;
mod error;
mod facts;
mod graph;
mod limits;
mod operation;
mod options;
mod search;

pub use authorize::{Demands, Grants, authorize, demands};
pub use cost::{OperationCost, estimated_cost};
pub use defer::with_defer;
pub use error::PlanError;
pub use facts::facts;
pub use limits::Limits;
pub use operation::{
    Anchor, DeferredPart, Deferring, Field, Operation, Parts, SelectionSet, Variable, normalize,
    normalize_deferring,
};
pub use options::{PlanOptions, label_text, override_labels};
pub use search::plan;
