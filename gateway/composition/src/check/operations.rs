//! Stored operations against an API schema.

use std::ops::Range;

use apollo_compiler::ast::Document;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::{LineColumn, SourceSpan};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{Schema, diagnostic};

use gateway_supergraph::one_of;

use super::INVALID_OPERATION;
use crate::{Diagnostic, Place, PlaceKind};

/// A document that clients send: a file of the storefront, an entry of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOperation {
    /// Shown in findings; a file's path where there is one.
    pub name: String,
    /// The file whose text it is; `None` for an entry of a manifest.
    pub file: Option<String>,
    pub text: String,
}

/// Validates each document; all findings, in the order of the documents.
///
/// The schema is that which operations are sent to: what the gateway adds to the composed one, such as `@defer`, is in it.
pub fn operations(schema: &Valid<Schema>, operations: &[StoredOperation]) -> Vec<Diagnostic> {
    let told = operations.iter().flat_map(|stored| one(schema, stored));
    told.collect()
}

fn one(schema: &Valid<Schema>, stored: &StoredOperation) -> Vec<Diagnostic> {
    let document = match Document::parse(stored.text.as_str(), &stored.name) {
        Ok(document) => document,
        // What a parser tells after the first slip follows from it.
        Err(broken) => return told(stored, &broken.errors, 1),
    };
    match document.to_executable_validate(schema) {
        Ok(document) => {
            let faults = one_of::check(schema, &document).into_iter();
            let told = faults.map(|fault| {
                let span = fault.location;
                let place = span.and_then(|span| span.line_column_range(&document.sources));
                let place = placed(stored, place, span);
                Diagnostic::error(INVALID_OPERATION, fault.message).at(place)
            });
            told.collect()
        }
        Err(invalid) => told(stored, &invalid.errors, usize::MAX),
    }
}

fn told(stored: &StoredOperation, errors: &DiagnosticList, most: usize) -> Vec<Diagnostic> {
    let first = errors.iter().take(most);
    let told: Vec<Diagnostic> = first.map(|error| finding(stored, &error)).collect();
    let unknown: Vec<Place> = told
        .iter()
        .filter(|finding| finding.message.contains("does not have a field"))
        .flat_map(|finding| finding.places.clone())
        .collect();
    // What is left of a selection without the fields that there are not may be nothing.
    let follows = |finding: &Diagnostic| {
        let place = finding.places.first();
        finding.message.contains("subselection")
            && place.is_some_and(|at| {
                let inside = at.offset..at.offset + at.length;
                unknown.iter().any(|field| inside.contains(&field.offset))
            })
    };
    told.into_iter()
        .filter(|finding| !follows(finding))
        .collect()
}

fn finding<T: ToCliReport>(
    stored: &StoredOperation,
    error: &diagnostic::Diagnostic<'_, T>,
) -> Diagnostic {
    let place = placed(stored, error.line_column_range(), error.error.location());
    Diagnostic::error(INVALID_OPERATION, error.error.to_string()).at(place)
}

fn placed(
    stored: &StoredOperation,
    range: Option<Range<LineColumn>>,
    span: Option<SourceSpan>,
) -> Place {
    let start = Place::start(
        PlaceKind::Operation,
        stored.name.clone(),
        stored.file.clone(),
    );
    match (range, span) {
        (Some(range), Some(span)) => Place {
            line: range.start.line as u32,
            column: range.start.column as u32,
            end_line: range.end.line as u32,
            end_column: range.end.column as u32,
            offset: span.offset() as u32,
            length: span.node_len() as u32,
            ..start
        },
        (None, _) | (_, None) => start,
    }
}
