//! `--format`

use clap::ValueEnum;
use gateway_composition::render::{self, render};
use gateway_composition::{Diagnostic, SubgraphSource};

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    #[default]
    Human,
    Json,
    /// Workflow commands that annotate a change.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

impl Format {
    pub(super) fn render(self, findings: &[Diagnostic], sources: &[SubgraphSource]) -> String {
        let format = match self {
            Self::Human => render::Format::Human,
            Self::Json => render::Format::Json,
            Self::Github => render::Format::Github,
            Self::Sarif => render::Format::Sarif,
        };
        render(format, findings, sources)
    }
}
