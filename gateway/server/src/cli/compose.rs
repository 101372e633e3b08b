//! `portico-gateway compose`

use gateway_composition::compose;

use super::format::Format;
use super::sources::{self, Sources};
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
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let subgraphs = sources::block_on(self.sources.read())?;
        let anchor = self.sources.anchor(&subgraphs);
        let composition = match compose(&subgraphs) {
            Ok(composition) => composition,
            Err(findings) => {
                let report = self.format.render(&findings, &subgraphs, anchor.as_ref());
                output::findings(&report);
                return Ok(Outcome::Findings);
            }
        };
        // The machine formats are documents of their own, also when there is nothing to tell.
        if !composition.hints.is_empty() || self.format != Format::Human {
            let hints = &composition.hints;
            output::findings(&self.format.render(hints, &subgraphs, anchor.as_ref()));
        }
        let sdl = match self.output {
            Output::Supergraph => &composition.supergraph_sdl,
            Output::Api => &composition.api_sdl,
        };
        output::artefact(sdl, "the schema")?;
        Ok(Outcome::Fine)
    }
}
