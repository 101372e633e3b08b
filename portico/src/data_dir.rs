//! The folder in which the shop keeps its data.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// `.portico/`: `postgres/`, `mail/`, `run.json` while it runs.
#[derive(Debug, Clone)]
pub(crate) struct DataDir(PathBuf);

impl DataDir {
    /// Makes the folder if it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let failed = || Failure::of(format!("the data folder {} cannot be made", path.display()));
        std::fs::create_dir_all(path).map_err(failed())?;
        Ok(Self(path.canonicalize().map_err(failed())?))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.0.join("postgres")
    }

    /// Where mail lands without a mail server.
    pub(crate) fn mail(&self) -> PathBuf {
        self.0.join("mail")
    }

    pub(crate) fn run_file(&self) -> PathBuf {
        self.0.join("run.json")
    }
}
