//! How stored operations would be answered, before and after.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::Operation;
use apollo_compiler::validation::Valid;
use gateway_composition::check::{PlanFigures, StoredOperation, plan_change, plan_failed};
use gateway_composition::{Diagnostic, Place};
use gateway_planner::{Limits, PlanError, PlanOptions, estimated_cost};
use gateway_supergraph::Supergraph;

/// Compares the plans of every operation that is valid in both; the others are told elsewhere.
pub(super) fn compare(
    before: &Supergraph,
    after: &Supergraph,
    stored: &[StoredOperation],
    threshold: u32,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for document in stored {
        let read = |supergraph: &Supergraph| {
            let text = document.text.as_str();
            ExecutableDocument::parse_and_validate(&supergraph.api_schema, text, &document.name)
                .ok()
        };
        let (Some(old), Some(new)) = (read(before), read(after)) else {
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

/// For a caller who may see everything: the largest plan that there can be.
fn figures(
    supergraph: &Supergraph,
    document: &Valid<ExecutableDocument>,
    name: Option<&str>,
) -> Result<PlanFigures, PlanError> {
    let operation = gateway_planner::normalize(supergraph, document, name, &Limits::default())?;
    let plan = gateway_planner::plan(supergraph, &operation, &PlanOptions::default())?;
    Ok(PlanFigures {
        requests: plan.fetches.len(),
        steps: plan.steps(),
        cost: estimated_cost(supergraph, &operation),
    })
}

fn place(document: &StoredOperation, read: &ExecutableDocument, operation: &Operation) -> Place {
    // A nameless operation is the only one of its document, which begins with it or nearly so.
    let start = operation.name.as_ref().and_then(|name| name.location());
    let range = start.and_then(|span| span.line_column_range(&read.sources));
    let (from, to) = range.map_or(((1, 1), (1, 1)), |range| {
        let pair = |line: usize, column: usize| (line as u32, column as u32);
        (
            pair(range.start.line, range.start.column),
            pair(range.end.line, range.end.column),
        )
    });
    Place {
        subgraph: document.name.clone(),
        file: document.file.clone(),
        line: from.0,
        column: from.1,
        end_line: to.0,
        end_column: to.1,
        offset: start.map_or(0, |span| span.offset() as u32),
        length: start.map_or(0, |span| span.node_len() as u32),
    }
}
