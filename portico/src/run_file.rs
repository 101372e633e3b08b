//! `run.json`: tells scripts and tests where a running shop is. There while it runs, from the moment it is ready.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::failure::Failure;

#[derive(Debug, Serialize)]
struct Contents<'a> {
    pid: u32,
    /// Of storefront and gateway.
    url: String,
    /// Of each service's subgraph.
    services: &'a BTreeMap<&'static str, String>,
}

/// The file; removed when this is dropped.
#[derive(Debug)]
pub(crate) struct RunFile(PathBuf);

impl RunFile {
    /// Written whole or not at all: a reader never sees half of it.
    pub(crate) fn write(
        path: &Path,
        address: SocketAddr,
        services: &BTreeMap<&'static str, String>,
    ) -> Result<Self, Failure> {
        let contents = Contents {
            pid: std::process::id(),
            url: format!("http://{address}"),
            services,
        };
        let text = serde_json::to_string_pretty(&contents)?;
        let new = path.with_extension("new");
        let failed = || Failure::of(format!("{} cannot be written", path.display()));
        std::fs::write(&new, text).map_err(failed())?;
        std::fs::rename(&new, path).map_err(failed())?;
        Ok(Self(path.to_owned()))
    }
}

impl Drop for RunFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(file = %self.0.display(), %error, "the run file cannot be removed");
        }
    }
}
