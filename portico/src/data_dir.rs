//! The folder in which the shop keeps its data.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// `.portico/`: `postgres/`, `mail/`, `run.json` while it runs.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Makes the folder if it is not there.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let failed = || Failure::of(format!("the data folder {} cannot be made", path.display()));
        std::fs::create_dir_all(path).map_err(failed())?;
        Ok(Self(path.canonicalize().map_err(failed())?))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn postgres(&self) -> PathBuf {
        self.0.join("postgres")
    }

    /// Where mail lands without a mail server.
    pub fn mail(&self) -> PathBuf {
        self.0.join("mail")
    }

    pub fn run_file(&self) -> PathBuf {
        self.0.join("run.json")
    }
}
