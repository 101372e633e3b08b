//! The stages of composition, and how far each goes where there are faults.
//!
//! A fault hides what follows from it, and nothing else: subgraphs are read and checked each by itself, those without
//! faults are merged, and what merged is checked as a whole. Of later findings those are left out that are of elements
//! known to be faulty.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::validation::DiagnosticList;
use gateway_supergraph::{Supergraph, SupergraphError};

use crate::diagnostic::{Findings, Stage};
use crate::merge::Merged;
use crate::outline::{Element, Outlines};
use crate::subgraph::{Reading, Shared, Subgraph};
use crate::{Composition, Diagnostic, Severity, SubgraphSource, codes, graph_names, merge, merged};
use crate::{keyless, satisfiability, subgraph, upgrade, validate};

/// Composes once, without trying what would heal. What is told has its elements.
pub(crate) fn composed(sources: &[SubgraphSource]) -> Result<Composition, Vec<Diagnostic>> {
    let mut told = Told {
        sources,
        outlines: OnceCell::new(),
        findings: Vec::new(),
    };
    let composed = run(sources, &mut told).filter(|_| !told.have_errors());
    told.findings.sort();
    told.findings.dedup();
    let Some((supergraph_sdl, supergraph)) = composed else {
        return Err(told.findings);
    };
    // Hints are told as they are: nothing waits for them to be healed.
    let mut hints = told.findings;
    hints.iter_mut().for_each(|hint| hint.candidates.clear());
    Ok(Composition {
        supergraph_sdl,
        api_sdl: supergraph.api_schema.to_string(),
        hints,
    })
}

fn run(sources: &[SubgraphSource], told: &mut Told<'_>) -> Option<(String, Supergraph)> {
    let (subgraphs, unreadable) = read(sources, told);
    if told.have_errors() {
        if !unreadable {
            let sound = sound(subgraphs, told);
            told.add(Stage::Merge, Unless::Declared, |findings| {
                merge::merge(&sound, findings);
            });
        }
        return None;
    }
    let merged = told.add(Stage::Merge, Unless::Faulty, |findings| {
        merge::merge(&subgraphs, findings)
    });
    let whole = whole(merged, &subgraphs, told);
    if told.have_errors() {
        keyless::gather(&subgraphs, &mut told.findings);
    }
    whole
}

/// All subgraphs that can be read, by name, each checked by itself; and whether there are others.
fn read(sources: &[SubgraphSource], told: &mut Told<'_>) -> (Vec<Subgraph>, bool) {
    let mut sorted: Vec<&SubgraphSource> = sources.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let readings: Vec<Reading> = told.add(Stage::Read, Unless::Faulty, |findings| {
        let graphs = graph_names::assign(&sorted, findings);
        let mut shared = Shared::of(&sorted);
        let named = sorted.iter().zip(graphs);
        named
            .map(|(source, graph)| subgraph::parse(source, graph, &mut shared, findings))
            .collect()
    });
    let unreadable = readings
        .iter()
        .any(|reading| matches!(reading, Reading::Nothing));
    let mut subgraphs = Vec::new();
    for reading in readings {
        match reading {
            Reading::Whole(subgraph) => subgraphs.push(*subgraph),
            // Its own rules are looked at, and then it takes part in nothing.
            Reading::Faulty(Some(subgraph)) => {
                told.add(Stage::Own, Unless::Faulty, |findings| {
                    validate::subgraph(&subgraph, findings);
                });
            }
            Reading::Faulty(None) | Reading::Nothing => {}
        }
    }
    // What one subgraph owes to another cannot be said while others are missing.
    let complete = subgraphs.len() == sources.len();
    told.add(Stage::Own, Unless::Faulty, |findings| {
        if complete {
            validate::bases::check(&subgraphs, findings);
        }
        upgrade::federation_1(&mut subgraphs, findings);
        let each = subgraphs.iter();
        each.for_each(|subgraph| validate::subgraph(subgraph, findings));
        if complete {
            validate::among(&subgraphs, findings);
        }
    });
    (subgraphs, unreadable)
}

/// The subgraphs of which nothing bad is told.
fn sound(subgraphs: Vec<Subgraph>, told: &Told<'_>) -> Vec<Subgraph> {
    let errors = told.errors().flat_map(|error| &error.places);
    let faulty: BTreeSet<&str> = errors.map(|place| place.subgraph.as_str()).collect();
    let all = subgraphs.into_iter();
    all.filter(|subgraph| !faulty.contains(subgraph.name.as_str()))
        .collect()
}

/// What merged, checked as a whole. With faults, only as far as it is valid without what was left out for them.
fn whole(
    merged: Merged,
    subgraphs: &[Subgraph],
    told: &mut Told<'_>,
) -> Option<(String, Supergraph)> {
    let faulty = told.have_errors();
    let sdl = (!faulty).then(|| merged.document.to_string());
    let mut schema = match merged.document.to_schema() {
        Ok(schema) => schema,
        Err(_) if faulty => return None,
        Err(error) => error.partial,
    };
    drop(merged.document);
    told.add(Stage::Whole, Unless::Faulty, |findings| {
        merged::check(&schema, subgraphs, findings);
    });
    let supergraph = if told.have_errors() {
        merged::leave_out_incomplete(&mut schema);
        let valid = schema.validate().ok()?;
        Supergraph::from_schema(&valid).ok()?
    } else {
        told.add(Stage::Whole, Unless::Faulty, |findings| {
            model(schema, merged.has_foreign_directives, findings)
        })?
    };
    told.add(Stage::Whole, Unless::Faulty, |findings| {
        merged::check_model(&supergraph, subgraphs, findings);
    });
    told.add(Stage::Reach, Unless::Faulty, |findings| {
        satisfiability::check(&supergraph, subgraphs, findings);
    });
    Some((sdl?, supergraph))
}

/// What gateways will read the document as. That its text gives the same is a property that the tests hold. The
/// directives that the composer itself wrote are not validated: reading the model validates what is left.
fn model(schema: Schema, validate_all: bool, findings: &mut Findings) -> Option<Supergraph> {
    let read = if validate_all {
        let valid = schema.validate();
        let invalid = |diagnostics| SupergraphError::InvalidGraphql { diagnostics };
        valid
            .map_err(|error| invalid(messages(&error.errors)))
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

/// Without excerpts: what is written by the composer is in no text that could be shown.
fn messages(errors: &DiagnosticList) -> String {
    let told: Vec<String> = errors.iter().map(|error| error.error.to_string()).collect();
    told.join("; ")
}

/// What was found so far.
struct Told<'a> {
    sources: &'a [SubgraphSource],
    /// Made once there is an error: most graphs have none.
    outlines: OnceCell<Outlines<'a>>,
    findings: Vec<Diagnostic>,
}

/// Findings that are not told where errors are told already.
#[derive(Clone, Copy)]
enum Unless {
    /// Those of faulty elements.
    Faulty,
    /// Those of elements that a subgraph with an error declares, and hints.
    Declared,
}

impl<'a> Told<'a> {
    fn outlines(&self) -> &Outlines<'a> {
        self.outlines.get_or_init(|| Outlines::of(self.sources))
    }

    fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        let all = self.findings.iter();
        all.filter(|finding| finding.severity == Severity::Error)
    }

    fn have_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Adds what a stage finds, less what follows from the errors of stages before.
    fn add<T>(&mut self, stage: Stage, unless: Unless, find: impl FnOnce(&mut Findings) -> T) -> T {
        let mut findings = Findings::default();
        let given = find(&mut findings);
        let mut found = findings.into_sorted();
        if found
            .iter()
            .all(|finding| finding.severity != Severity::Error)
            && !self.have_errors()
        {
            self.findings.append(&mut found);
            return given;
        }
        self.outlines().name(&mut found);
        found.iter_mut().for_each(|finding| finding.stage = stage);
        if self.have_errors() {
            let hints_too = matches!(unless, Unless::Faulty);
            found.retain(|finding| match finding.severity {
                Severity::Error => !finding.elements.is_empty() && !self.follows(finding, unless),
                Severity::Warning | Severity::Hint => hints_too,
            });
        }
        self.findings.append(&mut found);
        given
    }

    /// Whether a finding may be no more than what follows from an error that is told.
    fn follows(&self, finding: &Diagnostic, unless: Unless) -> bool {
        let concerned = |faulty: &Element| finding.elements.iter().any(|e| faulty.concerns(e));
        match unless {
            Unless::Faulty => {
                let own = finding.stage == Stage::Own;
                let shares = |error: &Diagnostic| {
                    let mut places = error.places.iter();
                    let of = |name: &str| finding.places.iter().any(|p| p.subgraph == name);
                    places.any(|place| of(&place.subgraph))
                };
                self.errors()
                    .any(|error| (!own || shares(error)) && error.elements.iter().any(concerned))
            }
            Unless::Declared => {
                let errors = self.errors().flat_map(|error| &error.places);
                let faulty: BTreeSet<&str> = errors.map(|place| place.subgraph.as_str()).collect();
                let names = self.sources.iter().map(|source| source.name.as_str());
                let mut names = names.filter(|name| faulty.contains(name));
                names.any(|name| self.outlines().elements(name).any(concerned))
            }
        }
    }
}
