//! Subgraph SDLs composed into a supergraph, or diagnostics.
//!
//! The crate is pure: no I/O, no clock, no environment. The same subgraphs give the same bytes, in whatever order
//! they are listed.

pub mod check;
pub mod codes;
mod diagnostic;
pub mod events;
pub mod explain;
mod federation_version;
mod graph_names;
mod heal;
pub mod hints;
mod keyless;
mod merge;
mod merged;
mod outline;
pub mod patch;
pub mod render;
mod satisfiability;
mod sdl;
mod spelling;
mod stages;
mod subgraph;
mod upgrade;
pub mod usage;
mod validate;
mod values;

pub use diagnostic::{Diagnostic, Place, PlaceKind, Role, Severity};
pub use federation_version::{NEWEST_FEDERATION, linked_federation};

/// One subgraph to compose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubgraphSource {
    pub name: String,
    /// Where it is reached; may be empty.
    pub url: String,
    pub sdl: String,
    /// Where the SDL was read from, for diagnostics.
    pub file: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composition {
    /// Join-spec SDL for gateways.
    pub supergraph_sdl: String,
    /// What clients see.
    pub api_sdl: String,
    /// Warnings and hints.
    pub hints: Vec<Diagnostic>,
}

/// Composes subgraphs: read -> upgraded -> each valid -> merged -> valid as a whole -> satisfiable.
///
/// # Errors
/// All findings, errors first, sorted. What follows from a fault that is told, in other words and of the same elements,
/// is left out.
pub fn compose(subgraphs: &[SubgraphSource]) -> Result<Composition, Vec<Diagnostic>> {
    stages::composed(subgraphs).map_err(|findings| heal::settle(subgraphs, findings))
}
