//! Diagnostics as text, for people and for machines. All four show the same data.

mod excerpt;
mod github;
mod human;
mod json;
mod sarif;
mod shortened;

use std::str::FromStr;

use crate::{Diagnostic, SubgraphSource};

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// As a compiler does: message, place, the line itself with a mark, notes, fix.
    #[default]
    Human,
    /// `{"diagnostics": [...]}`
    Json,
    /// Workflow commands that annotate a change on GitHub.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// A text that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no format: human, json, github and sarif are")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            "github" => Ok(Self::Github),
            "sarif" => Ok(Self::Sarif),
            other => Err(UnknownFormat(other.to_owned())),
        }
    }
}

/// Writes diagnostics. The sources give the lines that the human form shows; a source that is not given leaves its
/// lines out.
pub fn render(format: Format, diagnostics: &[Diagnostic], sources: &[SubgraphSource]) -> String {
    match format {
        Format::Human => human::render(diagnostics, sources, false),
        Format::Json => json::render(diagnostics),
        Format::Github => github::render(diagnostics),
        Format::Sarif => sarif::render(diagnostics),
    }
}

/// The human form with colours, as terminals understand them.
pub fn render_coloured(diagnostics: &[Diagnostic], sources: &[SubgraphSource]) -> String {
    human::render(diagnostics, sources, true)
}
