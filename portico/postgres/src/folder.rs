//! The cluster's folder: what lies in it, and where it really is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};

use crate::ClusterError;
use crate::rights::Rights;

/// Where a root user's cluster and binaries lie when the ordinary user cannot walk down to ours.
pub(crate) const OUTSIDE: &str = "/var/lib/portico";
/// Characters of a generated password: more than 128 bits.
const PASSWORD_LENGTH: usize = 32;

/// `<data folder>/postgres`: `data/`, `log`, `lock`, `superuser.secret`.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    /// Held for the life of the launcher: two launchers on one folder would fight.
    _lock: File,
}

impl Folder {
    /// Creates what is missing and takes the lock.
    pub(crate) fn open(wanted: &Path, rights: Rights) -> Result<Self, ClusterError> {
        let parent = wanted.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent)
            .map_err(ClusterError::file("the folder cannot be made", parent))?;
        let parent = parent
            .canonicalize()
            .map_err(ClusterError::file("the folder is not to be found", parent))?;
        let named = parent.join(wanted.file_name().unwrap_or("postgres".as_ref()));
        let root = place(&named, rights)?;
        rights.own(&root)?;
        let lock = lock(&root)?;
        Ok(Self { root, _lock: lock })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    /// The major version that made the data; `None` before the first start.
    pub(crate) fn made_by(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.data().join("PG_VERSION")).ok()?;
        Some(text.trim().to_owned())
    }

    /// The administrator's password; made on first use, readable by the owner alone.
    pub(crate) fn superuser_password(&self, rights: Rights) -> Result<String, ClusterError> {
        let path = self.root.join("superuser.secret");
        if path.exists() {
            return std::fs::read_to_string(&path)
                .map_err(ClusterError::file("the secret cannot be read", path));
        }
        let password = random_password();
        let failed = || ClusterError::file("the secret cannot be written", path.clone());
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed())?;
        file.write_all(password.as_bytes()).map_err(failed())?;
        file.sync_all().map_err(failed())?;
        rights.own(&path)?;
        Ok(password)
    }

    /// The last lines of the server's log, for an error message.
    pub(crate) fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(self.log())
            .unwrap_or_else(|error| format!("(no log: {error})"));
        let lines: Vec<&str> = text.lines().rev().take(12).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

pub(crate) fn random_password() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), PASSWORD_LENGTH)
}

/// The folder itself or, where the ordinary user cannot reach it, one outside that it links to.
fn place(named: &Path, rights: Rights) -> Result<PathBuf, ClusterError> {
    if let Ok(outside) = std::fs::read_link(named) {
        // The link may have outlived what it leads to.
        make_folder(&outside)?;
        return Ok(outside);
    }
    if rights.can_reach(named) {
        make_folder(named)?;
        return Ok(named.to_owned());
    }
    let digest = Sha256::digest(named.as_os_str().as_encoded_bytes());
    let name: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let outside = Path::new(OUTSIDE).join(name);
    make_folder(&outside)?;
    std::os::unix::fs::symlink(&outside, named)
        .map_err(ClusterError::file("the link cannot be made", named))?;
    tracing::info!(folder = %outside.display(), "postgres.folder_outside");
    Ok(outside)
}

fn make_folder(folder: &Path) -> Result<(), ClusterError> {
    std::fs::create_dir_all(folder)
        .map_err(ClusterError::file("the folder cannot be made", folder))?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).map_err(
        ClusterError::file("the folder's rights cannot be set", folder),
    )
}

fn lock(root: &Path) -> Result<File, ClusterError> {
    let path = root.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(ClusterError::file("the lock cannot be opened", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ClusterError::InUse {
            folder: root.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(ClusterError::File {
            what: "the lock cannot be taken",
            path,
            source,
        }),
    }
}
