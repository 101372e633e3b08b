//! `portico-gateway events`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use gateway_composition::events::{Contract, compare, is_contract, sources};
use gateway_composition::{Place, PlaceKind, Severity};

use super::format::Format;
use super::{Outcome, counted};

#[derive(Debug, clap::Args)]
pub(super) struct Events {
    /// The contracts: a folder of JSON Schemas, one an event, called NAME.vN.json.
    #[arg(value_name = "FOLDER")]
    contracts: PathBuf,
    /// What consumers and stored events rely on: a folder, or REVISION:FOLDER of the git repository here.
    #[arg(long, value_name = "FOLDER|REVISION:FOLDER")]
    base: String,
    /// How the report is written to stdout.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Events {
    pub(super) fn run(self) -> anyhow::Result<Outcome> {
        let base = base(&self.base)?;
        let contracts = folder(&self.contracts)?;
        for (none, path) in [
            (base.is_empty(), &self.base),
            (contracts.is_empty(), &self.contracts.display().to_string()),
        ] {
            if none {
                eprintln!("portico-gateway: warning: there are no contracts in {path}");
            }
        }
        let report = compare(&base, &contracts);
        let fails = report.iter().any(|told| told.severity == Severity::Error);
        // A contract that is gone has no file: it is told at the first that is there.
        let first = contracts.first();
        let anchor =
            first.map(|one| Place::start(PlaceKind::Contract, one.name.clone(), one.file.clone()));
        let report = self
            .format
            .render(&report, &sources(&contracts), anchor.as_ref());
        super::sources::write(&report, "the report")?;
        eprintln!(
            "portico-gateway: compared {} with {}",
            counted(contracts.len(), "contract"),
            base.len()
        );
        Ok(if fails {
            Outcome::Findings
        } else {
            Outcome::Fine
        })
    }
}

fn folder(folder: &Path) -> anyhow::Result<Vec<Contract>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut contracts = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot list {}", folder.display()))?
            .path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".json") && !is_contract(&name) {
            bail!(
                "{} is not called NAME.vN.json, as contracts are",
                path.display()
            );
        }
        if is_contract(&name) {
            contracts.push(Contract {
                name: name.into_owned(),
                text: super::sources::read(&path)?,
                file: Some(path.display().to_string()),
            });
        }
    }
    contracts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(contracts)
}

/// A folder, or what git keeps under REVISION:FOLDER.
fn base(base: &str) -> anyhow::Result<Vec<Contract>> {
    if Path::new(base).is_dir() || !base.contains(':') {
        return folder(Path::new(base));
    }
    // A tree is shown as its name, an empty line, and one line an entry.
    let listing = git_show(base)?;
    if !listing.starts_with("tree ") {
        bail!("{base} is no folder");
    }
    let names = listing.lines().filter(|line| is_contract(line));
    names
        .map(|name| {
            let path = format!("{}/{name}", base.trim_end_matches('/'));
            Ok(Contract {
                name: name.to_owned(),
                text: git_show(&path)?,
                file: None,
            })
        })
        .collect()
}

fn git_show(object: &str) -> anyhow::Result<String> {
    let output = Command::new("git")
        .args(["show", object])
        .output()
        .context("cannot run git")?;
    if !output.status.success() {
        bail!(
            "git does not know {object}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{object} is not text"))
}
