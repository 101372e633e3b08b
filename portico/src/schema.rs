//! The contracts in `schema/`: each service's SDL as its code says, and what they compose to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::SchemaArgs;
use crate::failure::Failure;
use crate::gateway::composition;
use crate::members::MEMBERS;
use crate::terminal::show;

/// `portico schema [--check]`.
pub(crate) fn command(args: &SchemaArgs) -> Result<(), Failure> {
    let files = files(&args.dir)?;
    if args.check {
        check(&files)
    } else {
        write(&files)
    }
}

/// Every generated file with what should be in it.
fn files(dir: &Path) -> Result<Vec<(PathBuf, String)>, Failure> {
    // The addresses of a running system come from its configuration, so that these files are the same everywhere.
    let urls: BTreeMap<_, _> = MEMBERS
        .iter()
        .map(|member| (member.name, format!("http://{}:4001/graphql", member.name)))
        .collect();
    let composition = composition(&urls)?;
    let subgraph = |name: &str| dir.join("subgraphs").join(format!("{name}.graphql"));
    let mut files: Vec<_> = MEMBERS
        .iter()
        .map(|member| (subgraph(member.name), (member.sdl)()))
        .collect();
    files.push((dir.join("supergraph.graphql"), composition.supergraph_sdl));
    files.push((dir.join("api.graphql"), composition.api_sdl));
    Ok(files)
}

fn write(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    for (path, text) in files {
        // An unchanged file keeps its time, on which builds depend.
        if std::fs::read_to_string(path).is_ok_and(|there| there == *text) {
            continue;
        }
        std::fs::write(path, text)
            .map_err(Failure::of(format!("{} cannot be written", path.display())))?;
        show(path.display());
    }
    Ok(())
}

fn check(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    let is_stale = |(path, text): &&(PathBuf, String)| {
        !std::fs::read_to_string(path).is_ok_and(|there| there == *text)
    };
    let stale: Vec<_> = files
        .iter()
        .filter(is_stale)
        .map(|(path, _)| path.display().to_string())
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "not what the code says, run `make schema`: {}",
        stale.join(", ")
    )))
}
