//! `portico-gateway compose`

use gateway_composition::{Diagnostic, compose};

use super::color::Color;
use super::format::{Format, Shown};
use super::sources::{self, Read, Sources};
use super::{Outcome, output};

#[derive(Debug, clap::Args)]
pub(super) struct Compose {
    #[command(flatten)]
    sources: Sources,
    /// How findings are written to stderr.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// What is written to stdout.
    #[arg(long, value_enum, default_value_t)]
    output: Output,
}

/// Which of the two schemas is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Output {
    /// For gateways.
    #[default]
    Supergraph,
    /// What clients see.
    Api,
}

impl Compose {
    pub(super) fn run(self, color: Color) -> anyhow::Result<Outcome> {
        let Read { subgraphs, origins } = sources::block_on(self.sources.read())?;
        let shown = Shown {
            anchor: self.sources.anchor(&subgraphs),
            sources: &subgraphs,
            origins: &origins,
        };
        let coloured = color.on(&std::io::stderr());
        let tell = |findings: &[Diagnostic]| {
            output::findings(&self.format.render(findings, &shown, coloured));
        };
        let composition = match compose(&subgraphs) {
            Ok(composition) => composition,
            Err(findings) => {
                tell(&findings);
                return Ok(Outcome::Findings);
            }
        };
        // The machine formats are documents of their own, also when there is nothing to tell.
        if !composition.hints.is_empty() || self.format != Format::Human {
            tell(&composition.hints);
        }
        let sdl = match self.output {
            Output::Supergraph => &composition.supergraph_sdl,
            Output::Api => &composition.api_sdl,
        };
        output::artefact(sdl, "the schema")?;
        Ok(Outcome::Fine)
    }
}
