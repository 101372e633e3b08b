//! Stored operations: the documents that clients send, from files, folders and manifests.
//!
//! * a folder: every `.graphql` and `.gql` file in it and below;
//! * a file that ends in `.json`: Apollo's persisted query manifest, or Relay's persisted queries (`{"<id>": "<text>"}`);
//! * any other file: a document.

mod manifest;

use std::collections::BTreeSet;
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

/// Where an operation of a manifest stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ManifestPlace {
    pub(crate) file: PathBuf,
    /// From 1; 1 where it cannot be told.
    pub(crate) line: u32,
}

/// An operation with where it was read.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) operation: StoredOperation,
    /// `None`: it is a file of its own.
    pub(crate) place: Option<ManifestPlace>,
}

/// Reads all of them, in the order of the paths, those of a folder by their names.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<StoredOperation>, OperationsError> {
    let all = read_placed(paths)?.into_iter();
    Ok(all.map(|stored| stored.operation).collect())
}

/// The same, with where they stand.
pub(crate) fn read_placed(paths: &[PathBuf]) -> Result<Vec<Stored>, OperationsError> {
    let mut operations = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            list(path, MAX_DEPTH, &mut BTreeSet::new(), &mut files)?;
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
            all.extend(
                entries(path, &text(path)?)?
                    .into_iter()
                    .map(|entry| Persisted {
                        id: entry.id,
                        text: entry.text,
                    }),
            );
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

fn document(file: &Path) -> Result<Stored, OperationsError> {
    let name = file.display().to_string();
    Ok(Stored {
        operation: StoredOperation {
            file: Some(name.clone()),
            name,
            text: text(file)?,
        },
        place: None,
    })
}

fn entries(path: &Path, text: &str) -> Result<Vec<manifest::Entry>, OperationsError> {
    let entries = manifest::read(text).map_err(|source| OperationsError::Manifest {
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

fn of_manifest(path: &Path) -> Result<Vec<Stored>, OperationsError> {
    let text = text(path)?;
    let mut labels = BTreeSet::new();
    let stored = entries(path, &text)?.into_iter().map(|entry| {
        // Two versions of one operation have one name: their ids tell them apart.
        let label = match &entry.id {
            Some(id) if !labels.insert(entry.label.clone()) => format!("{} ({id})", entry.label),
            Some(_) | None => entry.label.clone(),
        };
        Stored {
            operation: StoredOperation {
                name: format!("{label} in {}", path.display()),
                // Lines and columns are those of the operation's own text, which a manifest has on one line.
                file: None,
                text: entry.text,
            },
            place: Some(ManifestPlace {
                file: path.to_owned(),
                line: line_of(&text, entry.id.as_ref().unwrap_or(&entry.label)),
            }),
        }
    });
    Ok(stored.collect())
}

/// The line that has the name as a JSON text: inside another text its quotes would be escaped.
fn line_of(manifest: &str, name: &str) -> u32 {
    let written = serde_json::Value::from(name).to_string();
    let before = manifest.find(&written).map_or("", |at| &manifest[..at]);
    before.matches('\n').count() as u32 + 1
}

/// `seen`: the real folders, so that a link that leads back up does not bring all files again.
fn list(
    folder: &Path,
    depth: usize,
    seen: &mut BTreeSet<PathBuf>,
    files: &mut Vec<PathBuf>,
) -> Result<(), OperationsError> {
    let unreadable = |source| OperationsError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    if !seen.insert(folder.canonicalize().map_err(unreadable)?) {
        return Ok(());
    }
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let document = path
            .extension()
            .is_some_and(|extension| extension == "graphql" || extension == "gql");
        if path.is_dir() {
            folders.push(path);
        } else if document {
            files.push(path);
        }
        if files.len() > MAX_OPERATIONS {
            return Err(OperationsError::TooMany {
                path: folder.to_owned(),
            });
        }
    }
    // Real folders before links to them, and else by name: files have the same names on every machine.
    folders.sort_by_key(|path| (path.is_symlink(), path.clone()));
    if depth > 0 {
        for below in folders {
            list(&below, depth - 1, seen, files)?;
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

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_up_brings_no_file_twice() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("real")).unwrap();
        fs::write(at("real/a.graphql"), "{ a }").unwrap();
        for (to, link) in [(".", "loop"), ("..", "real/up"), ("real", "also")] {
            std::os::unix::fs::symlink(to, at(link)).unwrap();
        }
        let read = read(&[folder.path().to_owned()]).unwrap();
        let names: Vec<&str> = read.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, [at("real/a.graphql").to_str().unwrap()]);
    }

    #[test]
    fn operations_of_a_manifest_have_their_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.json");
        let text = "{\"operations\": [\n {\"id\": \"1\", \"name\": \"A\", \"body\": \"query A { a(x: \\\"2\\\") }\"},\n {\"id\": \"2\", \"name\": \"A\", \"body\": \"{ a }\"}]}";
        fs::write(&path, text).unwrap();
        let read = read_placed(&[path]).unwrap();
        let lines: Vec<u32> = read
            .iter()
            .filter_map(|one| Some(one.place.as_ref()?.line))
            .collect();
        assert_eq!(lines, [2, 3]);
        assert!(
            read[1].operation.name.starts_with("A (2) in "),
            "{:?}",
            read[1]
        );
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = read(&[PathBuf::from("does/not/exist.graphql")]).unwrap_err();
        assert_eq!(error.to_string(), "cannot read does/not/exist.graphql");
    }
}
