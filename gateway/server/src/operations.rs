//! Stored operations: the documents that clients send, from files, folders and manifests.
//!
//! * a folder: every `.graphql` and `.gql` file in it and below;
//! * a file that ends in `.json`: Apollo's persisted query manifest, or Relay's persisted queries (`{"<id>": "<text>"}`);
//! * any other file: a document.

mod manifest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gateway_composition::check::StoredOperation;

pub(crate) use manifest::ManifestError;

/// Files taken from one folder, and operations of one manifest, at most; far beyond any client.
const MAX_OPERATIONS: usize = 100_000;
/// Folders in folders.
const MAX_DEPTH: usize = 32;

/// Why stored operations cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OperationsError {
    #[error("cannot read {}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is not a manifest of operations", path.display())]
    Manifest {
        path: PathBuf,
        #[source]
        source: ManifestError,
    },
    #[error("{} holds more than {MAX_OPERATIONS} operations", path.display())]
    TooMany { path: PathBuf },
}

/// Reads all of them, in the order of the paths, those of a folder by their names.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<StoredOperation>, OperationsError> {
    let mut operations = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            list(path, MAX_DEPTH, &mut files)?;
            files.sort();
            for file in files {
                operations.push(document(&file)?);
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            operations.extend(of_manifest(path)?);
        } else {
            operations.push(document(path)?);
        }
    }
    Ok(operations)
}

/// An operation that clients may send by an id.
pub(crate) struct Persisted {
    /// The manifest's; a document has none but its hash.
    pub(crate) id: Option<String>,
    pub(crate) text: String,
}

/// The same with the ids that manifests give.
pub(crate) fn persisted(paths: &[PathBuf]) -> Result<Vec<Persisted>, OperationsError> {
    let mut all = Vec::new();
    for path in paths {
        if path.extension().is_some_and(|kind| kind == "json") {
            all.extend(entries(path)?.into_iter().map(|entry| Persisted {
                id: entry.id,
                text: entry.text,
            }));
        } else {
            let documents = read(std::slice::from_ref(path))?;
            all.extend(documents.into_iter().map(|document| Persisted {
                id: None,
                text: document.text,
            }));
        }
    }
    Ok(all)
}

fn text(path: &Path) -> Result<String, OperationsError> {
    fs::read_to_string(path).map_err(|source| OperationsError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn document(file: &Path) -> Result<StoredOperation, OperationsError> {
    let name = file.display().to_string();
    Ok(StoredOperation {
        file: Some(name.clone()),
        name,
        text: text(file)?,
    })
}

fn entries(path: &Path) -> Result<Vec<manifest::Entry>, OperationsError> {
    let entries = manifest::read(&text(path)?).map_err(|source| OperationsError::Manifest {
        path: path.to_owned(),
        source,
    })?;
    if entries.len() > MAX_OPERATIONS {
        return Err(OperationsError::TooMany {
            path: path.to_owned(),
        });
    }
    Ok(entries)
}

fn of_manifest(path: &Path) -> Result<Vec<StoredOperation>, OperationsError> {
    let stored = entries(path)?.into_iter().map(|entry| StoredOperation {
        name: format!("{} in {}", entry.label, path.display()),
        // Lines and columns are those of the operation's own text, which a manifest has on one line.
        file: None,
        text: entry.text,
    });
    Ok(stored.collect())
}

fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), OperationsError> {
    let unreadable = |source| OperationsError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let document = path
            .extension()
            .is_some_and(|extension| extension == "graphql" || extension == "gql");
        if path.is_dir() {
            // A link that leads back up would go round for ever.
            if depth > 0 {
                list(&path, depth - 1, files)?;
            }
        } else if document {
            files.push(path);
        }
        if files.len() > MAX_OPERATIONS {
            return Err(OperationsError::TooMany {
                path: folder.to_owned(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_kinds_are_read_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("documents/deep")).unwrap();
        fs::write(at("documents/b.graphql"), "{ b }").unwrap();
        fs::write(at("documents/deep/a.gql"), "{ a }").unwrap();
        fs::write(at("documents/notes.txt"), "no document").unwrap();
        fs::write(at("relay.json"), r#"{"1f": "query R { r }"}"#).unwrap();
        fs::write(at("one.graphql"), "{ one }").unwrap();
        let paths = ["one.graphql", "documents", "relay.json"].map(at);
        let texts: Vec<String> = read(&paths).unwrap().into_iter().map(|o| o.text).collect();
        assert_eq!(texts, ["{ one }", "{ b }", "{ a }", "query R { r }"]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = read(&[PathBuf::from("does/not/exist.graphql")]).unwrap_err();
        assert_eq!(error.to_string(), "cannot read does/not/exist.graphql");
    }
}
