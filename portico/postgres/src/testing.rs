//! A fresh, real database for each test.
//!
//! `make test` starts one cluster for the whole run and names it in `PORTICO_TEST_POSTGRES_URL`. A test run by
//! hand without it gets a cluster of its own, which is slower by a second and ends with the test.

use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::cluster::connect;
use crate::{Cluster, ClusterError, Options};

/// Names the administrator's address of the cluster that tests share.
pub const URL_VARIABLE: &str = "PORTICO_TEST_POSTGRES_URL";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database of this test alone. Its cluster, if it is its own, ends when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    own: Option<(Cluster, TempDir)>,
}

impl TestDatabase {
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((cluster, _)) = &mut self.own {
            cluster.abort();
        }
    }
}

/// A fresh database whose name starts with `name`.
///
/// # Panics
/// When no database can be had: a test cannot go on without.
pub async fn database(name: &str) -> TestDatabase {
    match create(name).await {
        Ok(database) => database,
        Err(error) => panic!("no test database: {}", chain(&error)),
    }
}

async fn create(name: &str) -> Result<TestDatabase, ClusterError> {
    // The process id tells test processes apart, the count the databases of one.
    let unique = format!(
        "{name}_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let (admin_url, own) = match std::env::var(URL_VARIABLE) {
        Ok(url) => (url, None),
        Err(_) => {
            let folder =
                tempfile::tempdir().map_err(ClusterError::file("no temporary folder", "tmp"))?;
            let options = Options {
                durable: false,
                ..Options::new(folder.path().join("postgres"))
            };
            open_to_all(&folder)?;
            let cluster = Cluster::start(&options).await?;
            (cluster.admin_url("postgres"), Some((cluster, folder)))
        }
    };
    let admin = connect(&admin_url).await?;
    // Pids come again within a long-lived shared cluster.
    admin
        .batch_execute(&format!(
            "DROP DATABASE IF EXISTS \"{unique}\" WITH (FORCE)"
        ))
        .await
        .map_err(|source| ClusterError::Statement {
            statement: "DROP DATABASE",
            source,
        })?;
    admin
        .batch_execute(&format!("CREATE DATABASE \"{unique}\""))
        .await
        .map_err(|source| ClusterError::Statement {
            statement: "CREATE DATABASE",
            source,
        })?;
    let (server, _) = admin_url
        .rsplit_once('/')
        .expect("an address ends in the database's name");
    Ok(TestDatabase {
        url: format!("{server}/{unique}"),
        own,
    })
}

/// A temporary folder is its maker's alone; the ordinary user must be able to walk through it.
fn open_to_all(folder: &TempDir) -> Result<(), ClusterError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).map_err(
        ClusterError::file("the folder's rights cannot be set", folder.path()),
    )
}

fn chain(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(Some(error), |error| error.source());
    sources
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
