//! Findings as data: what, where in each subgraph, and what to do about it.

use std::fmt;

use ahash::HashSet;
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
    /// What it is to the finding: those at fault stand before the others.
    pub role: Role,
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
    /// What is wrong there, in a word or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// What a place is to a finding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// At fault, or where it has to be mended.
    #[default]
    Primary,
    /// Takes part.
    Secondary,
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
            role: Role::default(),
            label: None,
        }
    }

    /// The place as one that takes part without being at fault.
    #[must_use]
    pub(crate) fn secondary(mut self) -> Self {
        self.role = Role::Secondary;
        self
    }

    #[must_use]
    pub(crate) fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
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

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(findings);
    }

    /// Leaves out what is told better already.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Sorted, each once: whatever the order in which the rules ran, the output is the same.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        for diagnostic in &mut self.list {
            diagnostic.sort_places();
        }
        self.list.sort();
        self.list.dedup();
        self.list
    }
}

/// Places that take part and are shown; more would bury those at fault.
const MAX_SECONDARY: usize = 5;

impl Diagnostic {
    /// Sorts the places, those at fault first; each stands there once.
    pub(crate) fn sort_places(&mut self) {
        if self
            .places
            .iter()
            .all(|place| place.role == Role::Secondary)
        {
            let all = self.places.iter_mut();
            all.for_each(|place| place.role = Role::Primary);
        }
        self.places.sort();
        let mut seen: HashSet<(String, u32, u32)> = HashSet::default();
        self.places.retain(|place| {
            let at = (place.subgraph.clone(), place.offset, place.length);
            place.kind != PlaceKind::Subgraph || seen.insert(at)
        });
    }

    /// The places at fault, and a few of the others.
    pub(crate) fn shown_places(&self) -> &[Place] {
        let secondary = |place: &Place| place.role == Role::Secondary;
        let primary = self.places.iter().position(secondary);
        let shown = primary.map_or(self.places.len(), |primary| primary + MAX_SECONDARY);
        &self.places[..shown.min(self.places.len())]
    }

    /// Tells where the places are that are not shown.
    pub(crate) fn other_places(&self) -> Option<String> {
        let others = &self.places[self.shown_places().len()..];
        let (first, last) = (others.first()?, others.last()?);
        Some(match others.len() {
            1 => format!("1 more place, in {}", first.subgraph),
            count => format!(
                "{count} more places, in {} to {}",
                first.subgraph, last.subgraph
            ),
        })
    }

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
