//! Stored operations against an API schema.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::validation::{DiagnosticList, WithErrors};

use super::{CheckError, schema};
use crate::{Diagnostic, Place};

/// The code of an operation that is not valid any more.
pub const INVALID_OPERATION: &str = "INVALID_OPERATION";

/// A document that clients send: a file of the storefront, an entry of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOperation {
    /// Shown in findings; a file's path where there is one.
    pub name: String,
    /// The file whose text it is; `None` for an entry of a manifest.
    pub file: Option<String>,
    pub text: String,
}

/// Validates each operation; all findings, in the order of the operations.
///
/// # Errors
/// When the schema itself is not valid.
pub fn operations(
    api: &str,
    operations: &[StoredOperation],
) -> Result<Vec<Diagnostic>, CheckError> {
    let schema = schema("API", api)?;
    let mut findings = Vec::new();
    for operation in operations {
        let parsed = ExecutableDocument::parse_and_validate(
            &schema,
            operation.text.as_str(),
            &operation.name,
        );
        if let Err(WithErrors { errors, .. }) = parsed {
            findings.extend(told(operation, &errors));
        }
    }
    Ok(findings)
}

fn told(operation: &StoredOperation, errors: &DiagnosticList) -> Vec<Diagnostic> {
    errors
        .iter()
        .map(|error| {
            let range = error.line_column_range();
            let (start, end) = range.map_or(((1, 1), (1, 1)), |range| {
                (
                    (range.start.line as u32, range.start.column as u32),
                    (range.end.line as u32, range.end.column as u32),
                )
            });
            let span = error.error.location();
            Diagnostic::error(INVALID_OPERATION, error.error.to_string()).at(Place {
                subgraph: operation.name.clone(),
                file: operation.file.clone(),
                line: start.0,
                column: start.1,
                end_line: end.0,
                end_column: end.1,
                offset: span.map_or(0, |span| span.offset() as u32),
                length: span.map_or(0, |span| span.node_len() as u32),
            })
        })
        .collect()
}
