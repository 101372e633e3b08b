//! `portico-gateway compose`

mod fix;

use std::path::PathBuf;

use anyhow::Context as _;
use gateway_composition::{Composition, Diagnostic, SubgraphSource, compose};

use super::color::Color;
use super::format::{Format, Shown};
use super::sources::{self, Read, Sources};
use super::{Outcome, output};
use crate::whole_file::replace;

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
    /// Writes the schema to this file instead of stdout; it is replaced whole.
    #[arg(short = 'o', long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Makes the edits that findings carry in the subgraphs' files, and composes what comes of them.
    #[arg(long)]
    fix: bool,
    /// Changes no file: what --fix would change goes to stdout, as a unified diff.
    #[arg(long, requires = "fix", conflicts_with = "out")]
    dry_run: bool,
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
        let (subgraphs, result) = match self.fix {
            true => self.fixed(subgraphs)?,
            false => {
                let result = compose(&subgraphs);
                (subgraphs, result)
            }
        };
        let shown = Shown {
            anchor: self.sources.anchor(&subgraphs),
            sources: &subgraphs,
            origins: &origins,
        };
        let coloured = color.on(&std::io::stderr());
        let tell = |findings: &[Diagnostic]| {
            output::findings(&self.format.render(findings, &shown, coloured));
        };
        let composition = match result {
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
        if !self.dry_run {
            self.write(&composition)?;
        }
        Ok(Outcome::Fine)
    }

    /// What is made is told before what is left.
    fn fixed(&self, before: Vec<SubgraphSource>) -> anyhow::Result<Composed> {
        let fixed = fix::fix(&before);
        if self.dry_run {
            output::artefact(&fix::diff(&before, &fixed.subgraphs), "the diff")?;
        } else {
            fix::write(&before, &fixed.subgraphs)?;
        }
        // In the machine formats stderr is one document.
        if self.format == Format::Human {
            let done = if self.dry_run { "would fix" } else { "fixed" };
            for made in &fixed.made {
                output::talk(format_args!("{done} {made}"));
            }
        }
        Ok((fixed.subgraphs, fixed.result))
    }

    fn write(&self, composition: &Composition) -> anyhow::Result<()> {
        let sdl = match self.output {
            Output::Supergraph => &composition.supergraph_sdl,
            Output::Api => &composition.api_sdl,
        };
        match &self.out {
            Some(file) => replace(file, sdl.as_bytes())
                .with_context(|| format!("cannot write {}", file.display())),
            None => output::artefact(sdl, "the schema"),
        }
    }
}

type Composed = (Vec<SubgraphSource>, Result<Composition, Vec<Diagnostic>>);
