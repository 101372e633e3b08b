//! Is a new API schema safe for those who use the old one?
//!
//! [`compare`] tells what changed and how bad it is, [`located`] where; [`operations`] validates stored operations.

mod arguments;
mod enums;
mod fields;
mod inputs;
mod kinds;
mod operations;
mod places;
mod plans;
mod types;
mod usage;

use std::fmt;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use serde::Serialize;

use crate::{Diagnostic, Severity};

pub use kinds::{ALL_CHECK_CODES, ChangeKind, INVALID_OPERATION, PLAN_CHANGED, PLAN_WORSE};
pub use operations::{StoredOperation, operations};
pub use places::located;
pub use plans::{PlanFigures, plan_change, plan_failed};
pub use usage::weigh;

/// One difference between two API schemas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub criticality: Criticality,
    /// `Type.field(argument:)`, as the GraphQL specification writes coordinates.
    pub coordinate: String,
    pub kind: ChangeKind,
    pub message: String,
    /// Whom it hurts, or why it hurts nobody, where that is known.
    pub notes: Vec<String>,
}

/// Worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Criticality {
    /// Operations that were valid may no longer be, or may fail.
    Breaking,
    /// Operations stay valid, but clients may meet values they do not expect.
    Dangerous,
    Safe,
}

/// Why two schemas cannot be compared.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CheckError {
    #[error("the {which} schema is not valid GraphQL:\n{diagnostics}")]
    InvalidSchema {
        which: &'static str,
        diagnostics: String,
    },
}

/// Compares two API schemas; all changes, worst first.
///
/// # Errors
/// When one of them is not valid GraphQL.
pub fn compare(base: &str, new: &str) -> Result<Vec<Change>, CheckError> {
    let base = schema("base", base)?;
    let new = schema("new", new)?;
    let mut changes = Changes::default();
    types::compare(&base, &new, &mut changes);
    let mut list = changes.list;
    list.sort();
    Ok(list)
}

fn schema(which: &'static str, sdl: &str) -> Result<Valid<Schema>, CheckError> {
    Schema::parse_and_validate(sdl, format!("{which}.graphql")).map_err(|error| {
        CheckError::InvalidSchema {
            which,
            diagnostics: error.errors.to_string(),
        }
    })
}

/// Changes found so far.
#[derive(Default)]
struct Changes {
    list: Vec<Change>,
}

impl Changes {
    fn add(
        &mut self,
        criticality: Criticality,
        kind: ChangeKind,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.list.push(Change {
            criticality,
            coordinate: coordinate.into(),
            kind,
            message: message.into(),
            notes: Vec::new(),
        });
    }

    fn breaking(
        &mut self,
        kind: ChangeKind,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.add(Criticality::Breaking, kind, coordinate, message);
    }

    fn dangerous(
        &mut self,
        kind: ChangeKind,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.add(Criticality::Dangerous, kind, coordinate, message);
    }

    fn safe(
        &mut self,
        kind: ChangeKind,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.add(Criticality::Safe, kind, coordinate, message);
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.criticality {
            Criticality::Breaking => "breaking",
            Criticality::Dangerous => "dangerous",
            Criticality::Safe => "safe",
        };
        write!(f, "{word}[{}]: {}", self.kind.name(), self.message)
    }
}

/// So that changes go through the same renderers.
impl From<&Change> for Diagnostic {
    fn from(change: &Change) -> Self {
        let severity = match change.criticality {
            Criticality::Breaking => Severity::Error,
            Criticality::Dangerous => Severity::Warning,
            Criticality::Safe => Severity::Hint,
        };
        let place = format!("coordinate: {}", change.coordinate);
        let told = Self::new(severity, change.kind.name(), change.message.clone()).note(place);
        let notes = change.notes.iter().cloned();
        notes.fold(told, |told, note| told.note(note))
    }
}
