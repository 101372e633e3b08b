//! The last good supergraph on disk, for a start that finds subgraphs missing.
//!
//! One file, `last-good.json`, replaced whole: `{"version": 1, "saved": <seconds since 1970>, "supergraph": "<SDL>",
//! "subgraphs": [{"name", "url", "sdl"}]}`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gateway_composition::SubgraphSource;
use serde::{Deserialize, Serialize};

use crate::auth::unix_now;
use crate::whole_file::replace;

const FILE: &str = "last-good.json";
const VERSION: u32 = 1;

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct StateFolder(PathBuf);

/// A supergraph that was in force, and what it was composed of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LastGood {
    version: u32,
    saved: u64,
    pub(super) supergraph: String,
    pub(super) subgraphs: Vec<KnownSubgraph>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownSubgraph {
    pub(super) name: String,
    url: String,
    pub(super) sdl: String,
}

/// Why the last good supergraph cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("cannot use the state folder {}", .0.display())]
    Folder(PathBuf, #[source] io::Error),
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("cannot write {}", .0.display())]
    Write(PathBuf, #[source] io::Error),
    #[error("{} is not a supergraph that this gateway kept", .0.display())]
    NotOurs(PathBuf, #[source] Option<serde_json::Error>),
}

impl LastGood {
    pub(super) fn new(supergraph: &str, inputs: &[SubgraphSource]) -> Self {
        let known = |input: &SubgraphSource| KnownSubgraph {
            name: input.name.clone(),
            url: input.url.clone(),
            sdl: input.sdl.clone(),
        };
        Self {
            version: VERSION,
            saved: unix_now(),
            supergraph: supergraph.to_owned(),
            subgraphs: inputs.iter().map(known).collect(),
        }
    }
}

impl StateFolder {
    /// Makes the folder where it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, StateError> {
        fs::create_dir_all(path).map_err(|error| StateError::Folder(path.to_owned(), error))?;
        Ok(Self(path.to_owned()))
    }

    /// What an earlier run left; `None` on a first start.
    pub(super) fn load(&self) -> Result<Option<LastGood>, StateError> {
        let path = self.0.join(FILE);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StateError::Read(path, error)),
        };
        match serde_json::from_slice::<LastGood>(&text) {
            Ok(last) if last.version == VERSION => Ok(Some(last)),
            Ok(_) => Err(StateError::NotOurs(path, None)),
            Err(error) => Err(StateError::NotOurs(path, Some(error))),
        }
    }

    /// Replaces the file.
    pub(super) fn save(&self, last: &LastGood) -> Result<(), StateError> {
        let path = self.0.join(FILE);
        let text = serde_json::to_vec(last).expect("texts and numbers can be written as JSON");
        replace(&path, &text).map_err(|error| StateError::Write(path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateFolder::open(&folder.path().join("a/b")).unwrap();
        assert_eq!(state.load().unwrap(), None);
        let input = SubgraphSource {
            name: "a".to_owned(),
            url: "http://a".to_owned(),
            sdl: "type Query { a: Int }".to_owned(),
            file: None,
        };
        for text in ["one", "two"] {
            let last = LastGood::new(text, std::slice::from_ref(&input));
            state.save(&last).unwrap();
            assert_eq!(state.load().unwrap(), Some(last));
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateFolder::open(folder.path()).unwrap();
        for text in [
            "",
            "{",
            "{\"version\":2,\"saved\":0,\"supergraph\":\"\",\"subgraphs\":[]}",
        ] {
            fs::write(folder.path().join(FILE), text).unwrap();
            assert!(
                matches!(state.load(), Err(StateError::NotOurs(..))),
                "{text}"
            );
        }
    }
}
