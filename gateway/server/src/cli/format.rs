//! `--format`

use clap::ValueEnum;
use gateway_composition::render::{self, render, render_coloured};
use gateway_composition::{Diagnostic, Place, SubgraphSource};

use super::origins::Origins;
use super::repository::Repository;

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

/// What findings are about.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    pub(super) sources: &'a [SubgraphSource],
    pub(super) origins: &'a Origins,
    /// Where those stand that are of no file: annotations and code scanning need one.
    pub(super) anchor: Option<Place>,
}

impl Format {
    /// Writes findings; only text for people is coloured.
    pub(super) fn render(
        self,
        findings: &[Diagnostic],
        shown: &Shown<'_>,
        coloured: bool,
    ) -> String {
        let origins = shown.origins;
        match self {
            Self::Human => {
                let (findings, texts) =
                    (origins.for_people(findings), origins.texts(shown.sources));
                match coloured {
                    true => render_coloured(&findings, &texts),
                    false => render(render::Format::Human, &findings, &texts),
                }
            }
            Self::Json => {
                let findings = origins.for_programs(findings);
                render(render::Format::Json, &findings, shown.sources)
            }
            Self::Github => render(render::Format::Github, &in_files(findings, shown), &[]),
            Self::Sarif => render(render::Format::Sarif, &in_files(findings, shown), &[]),
        }
    }
}

/// Each at a file of the repository.
fn in_files(findings: &[Diagnostic], shown: &Shown<'_>) -> Vec<Diagnostic> {
    let mut findings = shown.origins.for_programs(findings);
    let repository = Repository::of_process();
    for finding in &mut findings {
        let has_file = finding.places.iter().any(|place| place.file.is_some());
        if let (false, Some(anchor)) = (has_file, &shown.anchor) {
            finding.place_first(anchor.clone());
        }
        // One without a file cannot be where a result is.
        finding.places.sort_by_key(|place| place.file.is_none());
        let edits = finding.patch.iter_mut().map(|edit| &mut edit.place);
        for place in finding.places.iter_mut().chain(edits) {
            place.file = place.file.as_deref().map(|file| repository.path_of(file));
        }
    }
    findings
}
