//! What git keeps under REVISION:PATH. Plumbing commands only: they write nothing, and run nothing that a repository
//! configures.

use std::process::Command;

use anyhow::{Context, bail};

/// The text of a file.
pub(super) fn text(object: &str) -> anyhow::Result<String> {
    let content = ask(&["cat-file", "blob"], object)?;
    String::from_utf8(content).with_context(|| format!("{object} is not text"))
}

/// The names in a folder.
pub(super) fn names(folder: &str) -> anyhow::Result<Vec<String>> {
    let kind = ask(&["cat-file", "-t"], folder)?;
    if !matches!(kind.trim_ascii(), b"tree" | b"commit") {
        bail!("{folder} is no folder");
    }
    let listing = ask(&["ls-tree", "-z", "--full-tree", "--name-only"], folder)?;
    let listing = String::from_utf8(listing)
        .with_context(|| format!("{folder} has names that are not text"))?;
    let names = listing.split('\0').filter(|name| !name.is_empty());
    Ok(names.map(str::to_owned).collect())
}

/// No revision begins with `-`: what does would be an option, and options of git write files.
fn ask(question: &[&str], object: &str) -> anyhow::Result<Vec<u8>> {
    if object.starts_with('-') {
        bail!("{object} is no revision: none begins with `-`");
    }
    let output = Command::new("git")
        .args(question)
        .args(["--end-of-options", object])
        .output()
        .context("cannot run git")?;
    if !output.status.success() {
        // The first line says what is wrong, the others how git is used.
        let told = String::from_utf8_lossy(&output.stderr);
        let told = told.lines().next().unwrap_or_default();
        bail!("git does not know {object}: {}", told.trim());
    }
    Ok(output.stdout)
}
