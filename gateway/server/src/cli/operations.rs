//! Stored operations: the documents that clients send.

use std::path::{Path, PathBuf};

use anyhow::Context;
use gateway_composition::check::StoredOperation;

use super::sources;

/// Files taken from one folder, at most; far beyond any client.
const MAX_FILES: usize = 100_000;

/// Reads files, and all `.graphql` and `.gql` files of folders, in the order of their names.
pub(super) fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<StoredOperation>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            list(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    files.iter().map(|file| operation(file)).collect()
}

fn operation(file: &Path) -> anyhow::Result<StoredOperation> {
    Ok(StoredOperation {
        name: file.display().to_string(),
        text: sources::read(file)?,
    })
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", folder.display()))?
            .path();
        let document = path
            .extension()
            .is_some_and(|extension| extension == "graphql" || extension == "gql");
        if path.is_dir() {
            list(&path, files)?;
        } else if document && files.len() < MAX_FILES {
            files.push(path);
        }
    }
    Ok(())
}
