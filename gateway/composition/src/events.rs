//! Event contracts: JSON Schemas, one a file, compared with what consumers and stored events rely on.
//!
//! A consumer must be able to read what a producer of either version writes, and a producer's new events must be what
//! the consumers of today take. So nothing that was promised may go, and nothing new may be asked of what is in flight.
//! Whatever must change otherwise becomes a new version beside the old one: `order.created.v2.json`.

mod compare;
mod contract;
mod keywords;
mod names;
mod place;

use std::collections::{BTreeMap, BTreeSet};

use crate::{Diagnostic, Severity, SubgraphSource};

pub use names::{EVENT_CODES, is_contract};

/// One contract: the name of its file and the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// `order.created.v1.json`
    pub name: String,
    pub text: String,
    /// Where it was read from, for findings.
    pub file: Option<String>,
}

/// Compares contracts with those of a base; what breaks is an error, the rest are hints. Sorted, errors first.
pub fn compare(base: &[Contract], new: &[Contract]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let old: BTreeMap<&str, &Contract> = base.iter().map(|c| (c.name.as_str(), c)).collect();
    let now: BTreeMap<&str, &Contract> = new.iter().map(|c| (c.name.as_str(), c)).collect();
    let names: BTreeSet<&str> = old.keys().chain(now.keys()).copied().collect();
    for name in names {
        match (old.get(name), now.get(name)) {
            (Some(old), Some(new)) => findings.extend(both(old, new)),
            (Some(old), None) => findings.push(removed(old, &now)),
            (None, Some(new)) => findings.push(added(new, &old)),
            (None, None) => {}
        }
    }
    findings.sort();
    findings
}

/// The contracts as the renderers want their sources, so that lines can be shown.
pub fn sources(contracts: &[Contract]) -> Vec<SubgraphSource> {
    let source = |contract: &Contract| SubgraphSource {
        name: contract.name.clone(),
        url: String::new(),
        sdl: contract.text.clone(),
        file: contract.file.clone(),
    };
    contracts.iter().map(source).collect()
}

fn both(old: &Contract, new: &Contract) -> Vec<Diagnostic> {
    let new_schema = match contract::parse(&new.text) {
        Ok(schema) => schema,
        Err(fault) => return vec![invalid(new, &fault)],
    };
    let Ok(old_schema) = contract::parse(&old.text) else {
        // Nobody can rely on what cannot be read.
        return Vec::new();
    };
    compare::schemas(new, &old_schema, &new_schema)
}

fn invalid(contract: &Contract, fault: &str) -> Diagnostic {
    let message = format!("`{}` is no JSON Schema: {fault}", contract.name);
    Diagnostic::error(names::EVENT_SCHEMA_INVALID, message).at(place::start(contract))
}

fn removed(old: &Contract, now: &BTreeMap<&str, &Contract>) -> Diagnostic {
    let message = format!("the contract `{}` was removed", old.name);
    let finding = Diagnostic::error(names::EVENT_REMOVED, message)
        .fix("keep it as long as stored events or consumers have that version");
    let (stem, _) = names::version(&old.name);
    let newer = now.keys().find(|name| names::version(name).0 == stem);
    match newer {
        Some(newer) => finding.note(format!("`{newer}` is there, and does not replace it")),
        None => finding,
    }
}

fn added(new: &Contract, old: &BTreeMap<&str, &Contract>) -> Diagnostic {
    if let Err(fault) = contract::parse(&new.text) {
        return invalid(new, &fault);
    }
    let (stem, version) = names::version(&new.name);
    let before = old.keys().filter(|name| names::version(name).0 == stem);
    let newest = before.filter_map(|name| names::version(name).1).max();
    let (code, message, severity) = match (newest, version) {
        (Some(newest), Some(version)) if version != newest + 1 => (
            names::EVENT_VERSION_SKIPPED,
            format!(
                "`{}` comes after version {newest}: the next one is v{}",
                new.name,
                newest + 1
            ),
            Severity::Error,
        ),
        (Some(newest), Some(_)) => (
            names::EVENT_VERSION_ADDED,
            format!("`{}` is a new version beside v{newest}", new.name),
            Severity::Hint,
        ),
        (_, _) => (
            names::EVENT_ADDED,
            format!("the contract `{}` is new", new.name),
            Severity::Hint,
        ),
    };
    Diagnostic::new(severity, code, message).at(place::start(new))
}
