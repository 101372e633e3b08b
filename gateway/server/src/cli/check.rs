//! `portico-gateway check`

mod plans;

use std::path::{Path, PathBuf};

use anyhow::Context;
use apollo_compiler::Schema;
use apollo_compiler::ast::{Definition, Document};
use gateway_composition::check::{StoredOperation, compare, located, operations, weigh};
use gateway_composition::usage::Usage;
use gateway_composition::{Severity, SubgraphSource, compose};
use gateway_planner::with_defer;
use gateway_supergraph::{Supergraph, schema_findings, summary};

use super::color::Color;
use super::format::{Format, Shown};
use super::origins::Origins;
use super::sources::{self, Read, Sources};
use super::{Outcome, counted, git, output};
use crate::operations::{self as stored, Stored};

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    sources: Sources,
    /// What clients use now: a supergraph or an API schema, as a file or as REVISION:PATH of the git repository here.
    #[arg(long, value_name = "FILE|REVISION:PATH")]
    base: Option<String>,
    /// Operations that clients send: a document, a folder of .graphql files, Apollo's persisted query manifest or Relay's
    /// persisted queries (.json). Each must be valid, and planned no worse than in the base where that is a supergraph.
    /// May be given several times.
    #[arg(long, value_name = "PATH")]
    operations: Vec<PathBuf>,
    /// What clients really use, as gateways record it: a breaking change that hurts no recorded operation counts as
    /// safe, the others name the clients they hurt. May be given several times, one a gateway.
    #[arg(long, value_name = "FILE", requires = "base")]
    usage: Vec<PathBuf>,
    /// By how many percent an operation's requests, sequential steps or estimated cost may grow.
    #[arg(long, value_name = "PERCENT", default_value_t = 20)]
    plan_threshold: u32,
    /// How the report is written to stdout.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Check {
    pub(super) fn run(self, color: Color) -> anyhow::Result<Outcome> {
        // All that is to be read is read first: bad input is told before anything is printed.
        let base = self.base.as_deref().map(read_base).transpose()?;
        let usage = self.recorded()?;
        let read = self.stored()?;
        let Read {
            subgraphs,
            mut origins,
        } = sources::block_on(self.sources.read())?;
        let stored = with_origins(read, &mut origins);
        let documents = with_documents(&subgraphs, &stored);
        let shown = Shown {
            anchor: self.sources.anchor(&subgraphs),
            sources: &documents,
            origins: &origins,
        };
        let coloured = color.on(&std::io::stdout());
        let composition = match compose(&subgraphs) {
            Ok(composition) => composition,
            Err(findings) => {
                let report = self.format.render(&findings, &shown, coloured);
                output::artefact(&report, "the report")?;
                return Ok(Outcome::Findings);
            }
        };
        let mut report = composition.hints;
        if let Some(base) = &base {
            let changes = compare(&base.api_sdl, &composition.api_sdl)?;
            let changes = weigh(changes, &usage);
            report.extend(located(&changes, &subgraphs, base.supergraph.as_ref()));
        }
        let after = Supergraph::parse(&composition.supergraph_sdl)?;
        report.extend(operations(&with_defer(&after.api_schema), &stored));
        if let Some(base) = base.and_then(|base| base.supergraph) {
            report.extend(plans::compare(&base, &after, &stored, self.plan_threshold));
        } else if self.base.is_some() && !stored.is_empty() {
            output::talk("the base is no supergraph, so that plans cannot be compared");
        }
        // Changes and hints of composition are told, and only what is an error fails.
        let fails = report.iter().any(|told| told.severity == Severity::Error);
        let report = self.format.render(&report, &shown, coloured);
        output::artefact(&report, "the report")?;
        output::talk(format_args!(
            "composed {}, validated {}",
            counted(subgraphs.len(), "subgraph"),
            counted(stored.iter().map(operations_of).sum(), "operation")
        ));
        Ok(if fails {
            Outcome::Findings
        } else {
            Outcome::Fine
        })
    }
}

fn with_origins(read: Vec<Stored>, origins: &mut Origins) -> Vec<StoredOperation> {
    let keep = |stored: Stored| {
        if let Some(place) = stored.place {
            origins.add_manifest(&stored.operation.name, place);
        }
        stored.operation
    };
    read.into_iter().map(keep).collect()
}

/// How many operations a document holds; one that cannot be read counts as one.
fn operations_of(stored: &StoredOperation) -> usize {
    let Ok(document) = Document::parse(stored.text.as_str(), &stored.name) else {
        return 1;
    };
    let is_operation = |one: &&Definition| one.as_operation_definition().is_some();
    document.definitions.iter().filter(is_operation).count()
}

/// So that findings in operations show the lines they are about.
fn with_documents(sources: &[SubgraphSource], stored: &[StoredOperation]) -> Vec<SubgraphSource> {
    let documents = stored.iter().map(|operation| SubgraphSource {
        name: operation.name.clone(),
        url: String::new(),
        sdl: operation.text.clone(),
        file: operation.file.clone(),
    });
    sources.iter().cloned().chain(documents).collect()
}

impl Check {
    /// What clients send. A path without any is most often a slip, and checks nothing.
    fn stored(&self) -> anyhow::Result<Vec<Stored>> {
        let mut all = Vec::new();
        for path in &self.operations {
            let read = stored::read_placed(std::slice::from_ref(path))?;
            if read.is_empty() {
                let path = path.display();
                output::talk(format_args!("warning: {path} holds no operations"));
            }
            all.extend(read);
        }
        Ok(all)
    }

    fn recorded(&self) -> anyhow::Result<Usage> {
        let mut usage = Usage::default();
        for file in &self.usage {
            let read = Usage::parse(&sources::read(file)?);
            usage.merge(read.with_context(|| format!("{} is no usage file", file.display()))?);
        }
        if !self.usage.is_empty() && usage.days().is_none() {
            output::talk("nothing is recorded in the usage files, so that they prove nothing");
        }
        Ok(usage)
    }
}

/// What clients use now.
struct Base {
    api_sdl: String,
    /// `None`: only the API schema is known.
    supergraph: Option<Supergraph>,
}

/// The base is an API schema that cannot be read; each finding a line.
#[derive(Debug, thiserror::Error)]
#[error("it is not a valid GraphQL schema: {}", summary(diagnostics))]
pub(super) struct InvalidSchema {
    pub(super) diagnostics: String,
}

/// A file, or what git keeps under REVISION:PATH.
fn read_base(base: &str) -> anyhow::Result<Base> {
    let sdl = base_text(base)?;
    let unreadable = || format!("the base {base} cannot be read");
    if !sdl.contains("join__Graph") {
        // Read for its faults, which are to be told of this name.
        if let Err(error) = Schema::parse_and_validate(sdl.as_str(), base) {
            let diagnostics = schema_findings(&error.errors);
            return Err(InvalidSchema { diagnostics }).with_context(unreadable);
        }
        return Ok(Base {
            api_sdl: sdl,
            supergraph: None,
        });
    }
    let supergraph = Supergraph::parse_file(&sdl, base).with_context(unreadable)?;
    Ok(Base {
        api_sdl: supergraph.api_schema.to_string(),
        supergraph: Some(supergraph),
    })
}

fn base_text(base: &str) -> anyhow::Result<String> {
    if Path::new(base).exists() || !base.contains(':') {
        return sources::read(Path::new(base));
    }
    git::text(base)
}
