//! `--format`

use clap::ValueEnum;
use gateway_composition::render::{self, render};
use gateway_composition::{Diagnostic, Place, SubgraphSource};

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
    /// Writes findings. `anchor` is where those stand that are of no file: annotations and code scanning need one.
    pub(super) fn render(
        self,
        findings: &[Diagnostic],
        sources: &[SubgraphSource],
        anchor: Option<&Place>,
    ) -> String {
        let format = match self {
            Self::Human => render::Format::Human,
            Self::Json => render::Format::Json,
            Self::Github => render::Format::Github,
            Self::Sarif => render::Format::Sarif,
        };
        match self {
            Self::Human | Self::Json => render(format, findings, sources),
            Self::Github | Self::Sarif => render(format, &anchored(findings, anchor), sources),
        }
    }
}

fn anchored(findings: &[Diagnostic], anchor: Option<&Place>) -> Vec<Diagnostic> {
    let mut findings = findings.to_vec();
    for finding in &mut findings {
        let has_file = finding.places.iter().any(|place| place.file.is_some());
        if let (false, Some(anchor)) = (has_file, anchor) {
            finding.place_first(anchor.clone());
        }
    }
    findings
}
