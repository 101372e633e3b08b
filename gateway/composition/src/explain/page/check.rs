//! The example of a code that compares two versions.

use std::fmt;

use apollo_compiler::Schema;

use super::{indented, texts};
use crate::check::{StoredOperation, compare, operations};
use crate::explain::{CheckExample, sources};
use crate::{Diagnostic, compose};

pub(super) fn show(f: &mut fmt::Formatter<'_>, example: &CheckExample) -> fmt::Result {
    writeln!(f, "\n# Example\n{}\n", example.description)?;
    if !example.before.is_empty() {
        texts(f, "Before:", example.before)?;
    }
    texts(f, "After:", example.after)?;
    operation(f, example.operation)?;
    let told = told(example);
    if !told.is_empty() {
        writeln!(f, "It is told as\n")?;
        for finding in told {
            indented(f, &finding.to_string())?;
        }
        writeln!(f)?;
    }
    if example.fixed.is_empty() {
        return writeln!(f, "Nothing need be done about it.");
    }
    texts(f, "This is fine:", example.fixed)?;
    if example.fixed_operation != example.operation {
        operation(f, example.fixed_operation)?;
    }
    Ok(())
}

fn operation(f: &mut fmt::Formatter<'_>, operation: Option<&'static str>) -> fmt::Result {
    match operation {
        Some(text) => texts(f, "With this operation:", &[("operation", text)]),
        None => Ok(()),
    }
}

/// What `check` tells of it; nothing where that takes a planner.
fn told(example: &CheckExample) -> Vec<Diagnostic> {
    let compose = |subgraphs| compose(&sources(subgraphs)).ok();
    let Some(after) = compose(example.after) else {
        return Vec::new();
    };
    let mut told = Vec::new();
    if let Some(before) = compose(example.before)
        && let Ok(changes) = compare(&before.api_sdl, &after.api_sdl)
    {
        told.extend(changes.iter().map(Diagnostic::from));
    }
    if let (Some(operation), Ok(schema)) = (
        example.operation,
        Schema::parse_and_validate(&after.api_sdl, "api.graphql"),
    ) {
        let stored = StoredOperation {
            name: "operation.graphql".to_owned(),
            file: None,
            text: operation.to_owned(),
        };
        told.extend(operations(&schema, &[stored]));
    }
    told.retain(|finding| finding.code == example.code);
    told
}
