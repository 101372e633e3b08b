//! Paths as a repository calls them, for annotations and code scanning: relative to its root, wherever a command runs.

use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};

/// Where roots are looked for.
#[derive(Debug)]
pub(super) struct Repository {
    /// What GitHub checked out.
    workspace: Option<PathBuf>,
    /// The working folder.
    here: PathBuf,
}

impl Repository {
    pub(super) fn of_process() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        Self::new(std::env::var_os("GITHUB_WORKSPACE"), here)
    }

    fn new(workspace: Option<OsString>, here: PathBuf) -> Self {
        let workspace = workspace.filter(|path| !path.is_empty()).map(PathBuf::from);
        Self {
            workspace: workspace.and_then(|path| path.canonicalize().ok()),
            here: here.canonicalize().unwrap_or(here),
        }
    }

    /// The file below the workspace, else below the git work tree that it is in, else below the working folder; a file that
    /// is below none keeps its whole path.
    pub(super) fn path_of(&self, file: &str) -> String {
        let whole = self.whole(Path::new(file));
        let mut above = whole.ancestors().skip(1);
        let tree = above.find(|folder| folder.join(".git").exists());
        let roots = [self.workspace.as_deref(), tree, Some(self.here.as_path())];
        let mut inside = roots.into_iter().flatten();
        let inside = inside.find_map(|root| whole.strip_prefix(root).ok());
        let path = inside.unwrap_or(&whole).to_string_lossy();
        path.replace(MAIN_SEPARATOR_STR, "/")
    }

    /// Without links and `..` in its folders. The file itself may be a link: that is what the repository has.
    fn whole(&self, file: &Path) -> PathBuf {
        let path = self.here.join(file);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return path;
        };
        match folder.canonicalize() {
            Ok(folder) => folder.join(name),
            Err(_) => path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let here = root.join("repo/graph/sub dir");
        std::fs::create_dir_all(&here).unwrap();
        std::fs::create_dir_all(root.join("plain/deep")).unwrap();
        std::fs::write(root.join("repo/.git"), "gitdir: elsewhere").unwrap();
        let in_tree = Repository::new(None, here.clone());
        let whole = root.join("repo/graph/a.graphql");
        for (file, expected) in [
            ("b.graphql", "graph/sub dir/b.graphql"),
            ("./b.graphql", "graph/sub dir/b.graphql"),
            ("../a.graphql", "graph/a.graphql"),
            (whole.to_str().unwrap(), "graph/a.graphql"),
        ] {
            assert_eq!(in_tree.path_of(file), expected, "{file}");
        }
        let workspace = Some(root.clone().into_os_string());
        let checked_out = Repository::new(workspace, here);
        assert_eq!(checked_out.path_of("../a.graphql"), "repo/graph/a.graphql");
        let nowhere = Repository::new(None, root.join("plain"));
        assert_eq!(nowhere.path_of("deep/a.graphql"), "deep/a.graphql");
        let outside = root.join("other.graphql").display().to_string();
        assert_eq!(nowhere.path_of(&outside), outside);
    }
}
