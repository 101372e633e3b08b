//! Is a new API schema safe for those who use the old one?
//!
//! [`compare`] tells what changed and how bad it is; [`operations`] validates stored operations.

mod arguments;
mod enums;
mod fields;
mod inputs;
mod operations;
mod plans;
mod types;
mod usage;

use std::fmt;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use serde::Serialize;

use crate::{Diagnostic, Severity};

pub use operations::{INVALID_OPERATION, StoredOperation, operations};
pub use plans::{PLAN_CHANGED, PLAN_WORSE, PlanFigures, plan_change, plan_failed};
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    TypeAdded,
    TypeRemoved,
    TypeKindChanged,
    FieldAdded,
    FieldRemoved,
    FieldTypeChanged,
    FieldDeprecated,
    ArgumentAdded,
    ArgumentRemoved,
    ArgumentTypeChanged,
    ArgumentDefaultChanged,
    InputFieldAdded,
    InputFieldRemoved,
    InputFieldTypeChanged,
    InputFieldDefaultChanged,
    EnumValueAdded,
    EnumValueRemoved,
    UnionMemberAdded,
    UnionMemberRemoved,
    ImplementationAdded,
    ImplementationRemoved,
    DirectiveAdded,
    DirectiveRemoved,
    DirectiveChanged,
    RootRemoved,
    DescriptionChanged,
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

impl ChangeKind {
    /// As it is written in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::TypeAdded => "TYPE_ADDED",
            Self::TypeRemoved => "TYPE_REMOVED",
            Self::TypeKindChanged => "TYPE_KIND_CHANGED",
            Self::FieldAdded => "FIELD_ADDED",
            Self::FieldRemoved => "FIELD_REMOVED",
            Self::FieldTypeChanged => "FIELD_TYPE_CHANGED",
            Self::FieldDeprecated => "FIELD_DEPRECATED",
            Self::ArgumentAdded => "ARGUMENT_ADDED",
            Self::ArgumentRemoved => "ARGUMENT_REMOVED",
            Self::ArgumentTypeChanged => "ARGUMENT_TYPE_CHANGED",
            Self::ArgumentDefaultChanged => "ARGUMENT_DEFAULT_CHANGED",
            Self::InputFieldAdded => "INPUT_FIELD_ADDED",
            Self::InputFieldRemoved => "INPUT_FIELD_REMOVED",
            Self::InputFieldTypeChanged => "INPUT_FIELD_TYPE_CHANGED",
            Self::InputFieldDefaultChanged => "INPUT_FIELD_DEFAULT_CHANGED",
            Self::EnumValueAdded => "ENUM_VALUE_ADDED",
            Self::EnumValueRemoved => "ENUM_VALUE_REMOVED",
            Self::UnionMemberAdded => "UNION_MEMBER_ADDED",
            Self::UnionMemberRemoved => "UNION_MEMBER_REMOVED",
            Self::ImplementationAdded => "IMPLEMENTATION_ADDED",
            Self::ImplementationRemoved => "IMPLEMENTATION_REMOVED",
            Self::DirectiveAdded => "DIRECTIVE_ADDED",
            Self::DirectiveRemoved => "DIRECTIVE_REMOVED",
            Self::DirectiveChanged => "DIRECTIVE_CHANGED",
            Self::RootRemoved => "ROOT_REMOVED",
            Self::DescriptionChanged => "DESCRIPTION_CHANGED",
        }
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
