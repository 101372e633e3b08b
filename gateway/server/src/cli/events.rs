//! `portico-gateway events`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use gateway_composition::events::{Contract, compare, is_contract, sources};
use gateway_composition::{Place, PlaceKind, Severity};

use super::color::Color;
use super::format::{Format, Shown};
use super::origins::Origins;
use super::{Outcome, counted, git, output};

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
    pub(super) fn run(self, color: Color) -> anyhow::Result<Outcome> {
        let base = base(&self.base)?;
        let contracts = folder(&self.contracts)?;
        for (none, path) in [
            (base.is_empty(), &self.base),
            (contracts.is_empty(), &self.contracts.display().to_string()),
        ] {
            if none {
                output::talk(format_args!("warning: there are no contracts in {path}"));
            }
        }
        let report = compare(&base, &contracts);
        let fails = report.iter().any(|told| told.severity == Severity::Error);
        // A contract that is gone has no file: it is told at the first that is there.
        let first = contracts.first();
        let anchor =
            first.map(|one| Place::start(PlaceKind::Contract, one.name.clone(), one.file.clone()));
        let shown = Shown {
            sources: &sources(&contracts),
            origins: &Origins::default(),
            anchor,
        };
        let coloured = color.on(&std::io::stdout());
        let report = self.format.render(&report, &shown, coloured);
        output::artefact(&report, "the report")?;
        output::talk(format_args!(
            "compared {} with {}",
            counted(contracts.len(), "contract"),
            base.len()
        ));
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
    let names = git::names(base)?;
    names
        .into_iter()
        .filter(|name| is_contract(name))
        .map(|name| {
            // Behind `REVISION:` the folder is the whole tree.
            let folder = base.trim_end_matches('/');
            let parted = if folder.ends_with(':') { "" } else { "/" };
            Ok(Contract {
                text: git::text(&format!("{folder}{parted}{name}"))?,
                name,
                file: None,
            })
        })
        .collect()
}
