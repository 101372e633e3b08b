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
mod merge;
mod merged;
mod outline;
pub mod patch;
pub mod render;
mod satisfiability;
mod sdl;
mod spelling;
mod subgraph;
mod upgrade;
pub mod usage;
mod validate;
mod values;

pub use diagnostic::{Diagnostic, Place, PlaceKind, Severity};
pub use federation_version::{NEWEST_FEDERATION, linked_federation};

use apollo_compiler::Schema;
use diagnostic::Findings;
use gateway_supergraph::{Supergraph, SupergraphError};
use outline::Outlines;
use subgraph::Subgraph;

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
/// All findings, errors first, sorted. A stage that has errors is the last one: what follows would tell the same
/// faults again in other words.
pub fn compose(subgraphs: &[SubgraphSource]) -> Result<Composition, Vec<Diagnostic>> {
    composed_once(subgraphs).map_err(|findings| heal::settle(subgraphs, findings))
}

/// Without trying what would heal.
fn composed_once(subgraphs: &[SubgraphSource]) -> Result<Composition, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let composed = run(subgraphs, &mut findings).filter(|_| !findings.have_errors());
    let Some((supergraph_sdl, supergraph)) = composed else {
        let mut findings = findings.into_sorted();
        Outlines::of(subgraphs).name(&mut findings);
        return Err(findings);
    };
    Ok(Composition {
        supergraph_sdl,
        api_sdl: supergraph.api_schema.to_string(),
        hints: without_candidates(findings.into_sorted()),
    })
}

/// Hints are told as they are: nothing waits for them to be healed.
fn without_candidates(mut hints: Vec<Diagnostic>) -> Vec<Diagnostic> {
    hints.iter_mut().for_each(|hint| hint.candidates.clear());
    hints
}

fn run(sources: &[SubgraphSource], findings: &mut Findings) -> Option<(String, Supergraph)> {
    let mut subgraphs = read(sources, findings)?;
    validate::bases::check(&subgraphs, findings);
    upgrade::federation_1(&mut subgraphs, findings);
    validate::subgraphs(&subgraphs, findings);
    if findings.have_errors() {
        return None;
    }
    let merged = merge::merge(&subgraphs, findings);
    if findings.have_errors() {
        return None;
    }
    let sdl = merged.document.to_string();
    let schema = match merged.document.to_schema() {
        Ok(schema) => schema,
        Err(error) => error.partial,
    };
    drop(merged.document);
    merged::check(&schema, &subgraphs, findings);
    if findings.have_errors() {
        return None;
    }
    let supergraph = model(schema, merged.has_foreign_directives, findings)?;
    merged::check_model(&supergraph, &subgraphs, findings);
    satisfiability::check(&supergraph, &subgraphs, findings);
    Some((sdl, supergraph))
}

/// What gateways will read the document as. That its text gives the same is a property that the tests hold. The
/// directives that the composer itself wrote are not validated: reading the model validates what is left.
fn model(schema: Schema, validate_all: bool, findings: &mut Findings) -> Option<Supergraph> {
    let read = if validate_all {
        let valid = schema.validate();
        let invalid = |diagnostics| SupergraphError::InvalidGraphql { diagnostics };
        valid
            .map_err(|error| invalid(error.errors.to_string()))
            .and_then(|schema| Supergraph::from_schema(&schema))
    } else {
        Supergraph::from_composed(&schema)
    };
    let error = match read {
        Ok(supergraph) => return Some(supergraph),
        Err(error) => error,
    };
    let finding = match &error {
        SupergraphError::InvalidGraphql { diagnostics } => {
            let message = "each subgraph is valid, but together they are not";
            Diagnostic::error(codes::INVALID_GRAPHQL, message).note(diagnostics.clone())
        }
        SupergraphError::NotASupergraph { .. }
        | SupergraphError::UnknownMandatoryFeature { .. } => {
            let message = "the supergraph cannot be read back; this is a fault of the composer";
            Diagnostic::error(codes::INTERNAL, message).note(error.to_string())
        }
    };
    findings.push(finding);
    None
}

/// All subgraphs, by name; `None` when one of them cannot be read.
fn read(sources: &[SubgraphSource], findings: &mut Findings) -> Option<Vec<Subgraph>> {
    let mut sorted: Vec<&SubgraphSource> = sources.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let graphs = graph_names::assign(&sorted, findings);
    let mut shared = subgraph::Shared::of(&sorted);
    let parsed: Vec<Option<Subgraph>> = sorted
        .iter()
        .zip(graphs)
        .map(|(source, graph)| subgraph::parse(source, graph, &mut shared, findings))
        .collect();
    parsed.into_iter().collect()
}
