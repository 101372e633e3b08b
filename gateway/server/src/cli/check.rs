//! `portico-gateway check`

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use gateway_composition::check::{Criticality, compare, operations, weigh};
use gateway_composition::usage::Usage;
use gateway_composition::{Diagnostic, compose};
use gateway_supergraph::Supergraph;

use super::Outcome;
use super::format::Format;
use super::sources::{self, Sources};
use crate::operations as stored;

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    sources: Sources,
    /// What clients use now: a supergraph or an API schema, as a file or as REVISION:PATH of the git repository here.
    #[arg(long, value_name = "FILE|REVISION:PATH")]
    base: Option<String>,
    /// A file or folder of operations that clients send; each must be valid.
    #[arg(long, value_name = "PATH")]
    operations: Vec<PathBuf>,
    /// What clients really use, as gateways record it: a breaking change that hurts no recorded operation counts as
    /// safe, the others name the clients they hurt. May be given several times, one a gateway.
    #[arg(long, value_name = "FILE", requires = "base")]
    usage: Vec<PathBuf>,
    /// How the report is written to stdout.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Check {
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let sources = sources::block_on(self.sources.read())?;
        let composition = match compose(&sources) {
            Ok(composition) => composition,
            Err(findings) => {
                print!("{}", self.format.render(&findings, &sources));
                return Ok(Outcome::Findings);
            }
        };
        let mut report = composition.hints;
        let mut fails = false;
        if let Some(base) = &self.base {
            let changes = compare(&api_schema(&read_base(base)?)?, &composition.api_sdl)?;
            let changes = weigh(changes, &self.recorded()?);
            fails |= changes
                .iter()
                .any(|change| change.criticality == Criticality::Breaking);
            report.extend(changes.iter().map(Diagnostic::from));
        }
        let stored = stored::read(&self.operations)?;
        let invalid = operations(&composition.api_sdl, &stored)?;
        fails |= !invalid.is_empty();
        report.extend(invalid);
        print!("{}", self.format.render(&report, &sources));
        eprintln!(
            "portico-gateway: composed {} subgraphs, validated {} operations",
            sources.len(),
            stored.len()
        );
        Ok(if fails {
            Outcome::Findings
        } else {
            Outcome::Fine
        })
    }
}

impl Check {
    fn recorded(&self) -> anyhow::Result<Usage> {
        let mut usage = Usage::default();
        for file in &self.usage {
            let read = Usage::parse(&sources::read(file)?);
            usage.merge(read.with_context(|| format!("{} is no usage file", file.display()))?);
        }
        if !self.usage.is_empty() && usage.days().is_none() {
            eprintln!(
                "portico-gateway: nothing is recorded in the usage files, so that they prove nothing"
            );
        }
        Ok(usage)
    }
}

/// A file, or what git keeps under REVISION:PATH.
fn read_base(base: &str) -> anyhow::Result<String> {
    if Path::new(base).exists() || !base.contains(':') {
        return sources::read(Path::new(base));
    }
    let output = Command::new("git")
        .args(["show", base])
        .output()
        .context("cannot run git")?;
    if !output.status.success() {
        bail!(
            "git does not know {base}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{base} is not text"))
}

/// What clients see of a supergraph; any other schema is that already.
fn api_schema(sdl: &str) -> anyhow::Result<String> {
    if !sdl.contains("join__Graph") {
        return Ok(sdl.to_owned());
    }
    Ok(Supergraph::parse(sdl)?.api_schema.to_string())
}
