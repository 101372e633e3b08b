//! One data set, split into subgraphs in random ways: what the gateway answers equals what one server with all the data
//! answers, for random operations.
//!
//! ```text
//! seed -> subgraph SDLs -> composed, read by us -> random operations -> planned, checked, executed | interpreted -> compared
//! ```
//! The data follows from names alone, and what may be asked of which subgraph from its SDL. So a [`Case`] is all text,
//! can be made smaller by leaving things out, and can be kept.

mod case;
mod data;
mod dice;
mod generate;
mod grants;
mod graph;
mod judge;
mod operation;
mod run;
mod server;
mod shrink;

pub use case::{Case, Settings, Subgraph};
pub use dice::Dice;
pub use generate::{Wishes, subgraphs};
pub use grants::Claims;
pub use judge::{Split, Verdict};
pub use operation::{Operation, random};
pub use run::{Finding, Plan, Report, case, run, seed};
pub use shrink::shrink;
