//! Where PostgreSQL's programs are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ClusterError;
use crate::folder::OUTSIDE;
use crate::rights::Rights;

/// A folder that holds `initdb` and `postgres`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    /// Such as `15` or `18`.
    major: String,
}

impl Binaries {
    /// Looks in the configured folder or, without one: the PATH, Debian's folders (newest first), Homebrew's, then
    /// `extra` (where the launcher knows the npm package to be).
    ///
    /// A data folder that exists prefers binaries of its own major version.
    ///
    /// # Errors
    /// [`ClusterError::NoBinaries`] names every folder that was looked in.
    pub fn find(
        configured: Option<&Path>,
        extra: &[PathBuf],
        wanted_major: Option<&str>,
    ) -> Result<Self, ClusterError> {
        let folders = match configured {
            Some(folder) => vec![folder.to_owned()],
            None => candidates(extra),
        };
        let found: Vec<Self> = folders
            .iter()
            .filter_map(|folder| Self::at(folder))
            .collect();
        let same_major =
            wanted_major.and_then(|major| found.iter().find(|binaries| binaries.major == major));
        let chosen = same_major.or(found.first()).cloned();
        chosen.ok_or_else(|| ClusterError::NoBinaries {
            looked_in: folders
                .iter()
                .map(|folder| folder.display().to_string())
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn major(&self) -> &str {
        &self.major
    }

    /// These binaries or, where the ordinary user cannot walk down to them, a copy outside: a clone below `/root`
    /// holds the npm package's.
    pub(crate) fn within_reach(self, rights: Rights) -> Result<Self, ClusterError> {
        if rights.can_reach(&self.folder.join("postgres")) {
            return Ok(self);
        }
        let install = self.folder.parent().unwrap_or(&self.folder);
        let copy = Path::new(OUTSIDE).join(format!("postgresql-{}", self.major));
        let folder = copy.join("bin");
        if Self::at(&folder).is_none() {
            tracing::info!(folder = %copy.display(), "postgres.binaries_copied");
            copy_tree(install, &copy)?;
        }
        Ok(Self {
            folder,
            major: self.major,
        })
    }

    /// The binaries in `folder`, if both programs are there and tell their version.
    fn at(folder: &Path) -> Option<Self> {
        // A wrapper on the PATH may stand for the real program: PostgreSQL finds its share files from
        // its own place, so links are followed.
        let postgres = folder.join("postgres").canonicalize().ok()?;
        let folder = postgres.parent()?.to_owned();
        if !folder.join("initdb").exists() {
            return None;
        }
        let output = Command::new(&postgres).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let version = text
            .split_whitespace()
            .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        let major = version.split('.').next()?.to_owned();
        Some(Self { folder, major })
    }
}

/// Copies a folder with its modes and links; what is there already is replaced.
fn copy_tree(from: &Path, to: &Path) -> Result<(), ClusterError> {
    std::fs::create_dir_all(to).map_err(ClusterError::file("the folder cannot be made", to))?;
    for path in entries(from) {
        let Some(name) = path.file_name() else {
            continue;
        };
        let target = to.join(name);
        if path.is_symlink() {
            let link = std::fs::read_link(&path)
                .map_err(ClusterError::file("the link cannot be read", &path))?;
            if target.is_symlink() {
                std::fs::remove_file(&target)
                    .map_err(ClusterError::file("the link cannot be replaced", &target))?;
            }
            std::os::unix::fs::symlink(link, &target)
                .map_err(ClusterError::file("the link cannot be made", &target))?;
        } else if path.is_dir() {
            copy_tree(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)
                .map_err(ClusterError::file("the file cannot be copied", &path))?;
        }
    }
    Ok(())
}

fn candidates(extra: &[PathBuf]) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).filter(|folder| folder.join("postgres").exists());
    let mut folders: Vec<PathBuf> = on_path.collect();
    folders.extend(versions_below(Path::new("/usr/lib/postgresql")));
    for prefix in [
        "/opt/homebrew/opt",
        "/usr/local/opt",
        "/home/linuxbrew/.linuxbrew/opt",
    ] {
        folders.extend(homebrew_kegs(Path::new(prefix)));
    }
    folders.extend(extra.iter().cloned());
    folders
}

/// `<root>/<version>/bin`, newest first.
fn versions_below(root: &Path) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = entries(root)
        .into_iter()
        .filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// `<prefix>/postgresql*/bin`, the last name first, which is the newest.
fn homebrew_kegs(prefix: &Path) -> Vec<PathBuf> {
    let is_keg = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("postgresql"))
    };
    let mut kegs: Vec<PathBuf> = entries(prefix)
        .into_iter()
        .filter(is_keg)
        .map(|keg| keg.join("bin"))
        .collect();
    kegs.sort();
    kegs.reverse();
    kegs
}

/// Paths in a folder; none where there is no such folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_it_looked() {
        let folder = tempfile::tempdir().unwrap();
        let error = Binaries::find(Some(folder.path()), &[], None)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(&folder.path().display().to_string()),
            "{error}"
        );
        assert!(error.contains("apt-get install postgresql"), "{error}");
    }

    #[test]
    fn orders_versions_as_numbers() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9", "15", "18", "readme"] {
            std::fs::create_dir(root.path().join(version)).unwrap();
        }
        let names: Vec<_> = versions_below(root.path())
            .iter()
            .map(|folder| folder.parent().unwrap().file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["18", "15", "9"]);
    }
}
