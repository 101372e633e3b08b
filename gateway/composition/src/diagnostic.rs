//! Findings as data: what, where in each subgraph, and what to do about it.

use std::fmt;

use serde::Serialize;

use crate::outline::Element;
use crate::patch::{Candidate, Edit};

/// One finding of composition, validation or comparison.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// Stable, see [`codes`](crate::codes).
    pub code: &'static str,
    pub message: String,
    /// Where it shows, in every subgraph involved.
    pub places: Vec<Place>,
    /// What else one needs to know to understand it.
    pub notes: Vec<String>,
    /// What would heal it, in words, where that is known.
    pub fix: Option<String>,
    /// The same as edits of the subgraphs' texts: made together, they were seen to heal it. Empty where none is known.
    pub patch: Vec<Edit>,
    /// Edits that are still to be tried.
    #[serde(skip)]
    pub(crate) candidates: Vec<Candidate>,
    /// What an error is about, as far as its places tell.
    #[serde(skip)]
    pub(crate) elements: Vec<Element>,
    #[serde(skip)]
    pub(crate) stage: Stage,
}

/// The stage of composition that found something: a fault of one may hide those of the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    #[default]
    Read,
    Own,
    Merge,
    Whole,
    Reach,
}

/// Errors stop composition, the others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Hint,
}

/// A span in a text. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The subgraph, or what else the text is called.
    pub subgraph: String,
    pub file: Option<String>,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// In bytes from the start of the text.
    pub offset: u32,
    /// In bytes.
    pub length: u32,
    /// Whose text it is.
    pub kind: PlaceKind,
}

/// Whose text a place is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    #[default]
    Subgraph,
    /// A stored operation.
    Operation,
    /// An event contract.
    Contract,
    /// What names the subgraphs.
    Configuration,
}

impl Place {
    /// The first character of a text.
    pub fn start(kind: PlaceKind, name: impl Into<String>, file: Option<String>) -> Self {
        Self {
            subgraph: name.into(),
            file,
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            offset: 0,
            length: 0,
            kind,
        }
    }
}

impl Diagnostic {
    pub(crate) fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            places: Vec::new(),
            notes: Vec::new(),
            fix: None,
            patch: Vec::new(),
            candidates: Vec::new(),
            elements: Vec::new(),
            stage: Stage::default(),
        }
    }

    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    #[must_use]
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    #[must_use]
    pub(crate) fn at_all(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.places.extend(places);
        self
    }

    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    #[must_use]
    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Adds edits that may heal it; without any of them there is nothing to try.
    #[must_use]
    pub(crate) fn try_edits(
        mut self,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> Self {
        let edits: Option<Vec<Edit>> = edits.into_iter().collect();
        let edits = edits.filter(|edits| !edits.is_empty());
        self.candidates
            .extend(edits.map(|edits| Candidate::new(title, edits)));
        self
    }
}

/// All findings so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Diagnostic>,
}

impl Findings {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Sorted, each once: whatever the order in which the rules ran, the output is the same.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        for diagnostic in &mut self.list {
            diagnostic.places.sort();
            diagnostic.places.dedup();
        }
        self.list.sort();
        self.list.dedup();
        self.list
    }
}

impl Diagnostic {
    /// Puts a place before the others.
    pub fn place_first(&mut self, place: Place) {
        self.places.insert(0, place);
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

impl fmt::Display for PlaceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Subgraph => "subgraph",
            Self::Operation => "operation",
            Self::Contract => "event contract",
            Self::Configuration => "configuration",
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}:{}:{}", self.line, self.column),
            None => write!(f, "[{}]:{}:{}", self.subgraph, self.line, self.column),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)
    }
}
