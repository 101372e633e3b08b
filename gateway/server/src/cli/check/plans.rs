//! How stored operations would be answered, before and after.

use apollo_compiler::executable::Operation;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use gateway_composition::check::{PlanFigures, StoredOperation, plan_change, plan_failed};
use gateway_composition::{Diagnostic, Place, PlaceKind};
use gateway_planner::{PlanError, PlanOptions, estimated_cost, with_defer};
use gateway_supergraph::Supergraph;

use crate::cli::normalize;

/// Compares the plans of every operation that is valid in both; the others are told elsewhere.
pub(super) fn compare(
    before: &Supergraph,
    after: &Supergraph,
    stored: &[StoredOperation],
    threshold: u32,
) -> Vec<Diagnostic> {
    let schemas = [before, after].map(|graph| with_defer(&graph.api_schema));
    let mut findings = Vec::new();
    for document in stored {
        let read = |schema: &Valid<Schema>| {
            let text = document.text.as_str();
            ExecutableDocument::parse_and_validate(schema, text, &document.name).ok()
        };
        let (Some(old), Some(new)) = (read(&schemas[0]), read(&schemas[1])) else {
            continue;
        };
        for operation in new.operations.iter() {
            let name = operation.name.as_ref().map(|name| name.as_str());
            // What could not be planned before cannot have got worse.
            let Ok(old) = figures(before, &old, name) else {
                continue;
            };
            let shown = name.unwrap_or(&document.name);
            let place = place(document, &new, operation);
            findings.extend(match figures(after, &new, name) {
                Ok(new) => plan_change(shown, place, old, new, threshold),
                Err(error) => Some(plan_failed(shown, place, &error.to_string())),
            });
        }
    }
    findings
}

/// For a caller who may see everything, and who takes all that is deferred later: the largest plan that there can be.
fn figures(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    name: Option<&str>,
) -> Result<PlanFigures, PlanError> {
    let operation = normalize::in_parts(supergraph, document, name)?;
    let plan = gateway_planner::plan(supergraph, &operation, &PlanOptions::default())?;
    Ok(PlanFigures {
        requests: plan.fetches.len(),
        steps: plan.steps(),
        cost: estimated_cost(supergraph, &operation),
    })
}

fn place(document: &StoredOperation, read: &ExecutableDocument, operation: &Operation) -> Place {
    let start = Place::start(
        PlaceKind::Operation,
        document.name.clone(),
        document.file.clone(),
    );
    // A nameless operation is the only one of its document, which begins with it or nearly so.
    let span = operation.name.as_ref().and_then(|name| name.location());
    let range = span.and_then(|span| span.line_column_range(&read.sources));
    let (Some(span), Some(range)) = (span, range) else {
        return start;
    };
    Place {
        line: range.start.line as u32,
        column: range.start.column as u32,
        end_line: range.end.line as u32,
        end_column: range.end.column as u32,
        offset: span.offset() as u32,
        length: span.node_len() as u32,
        ..start
    }
}
