//! Makes the case folders of the codes part of the crate, as what `explain` shows: they are tested, and so cannot be
//! wrong.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let cases = root.join("tests/cases/codes");
    println!("cargo::rerun-if-changed={}", cases.display());
    let mut table = String::from("&[\n");
    for code in sorted(&cases)? {
        for case in sorted(&code)?.iter().filter(|path| path.is_dir()) {
            let text = entry(&code, case)?;
            table.push_str(&text);
        }
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("examples.rs"), table)
}

/// One `Example { ... }` of the table.
fn entry(code: &Path, case: &Path) -> io::Result<String> {
    let description = fs::read_to_string(case.join("description.md"))?;
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "{line}").map_err(io::Error::other);
    line(format!(
        "Example {{ code: {:?}, description: {:?},",
        name(code),
        description.trim()
    ))?;
    for part in ["fails", "fixed"] {
        line(format!("{part}: &["))?;
        for file in sorted(&case.join(part))? {
            let subgraph = name(&file.with_extension(""));
            line(format!(
                "({subgraph:?}, include_str!({:?})),",
                file.display().to_string()
            ))?;
        }
        line("],".to_owned())?;
    }
    line("},".to_owned())?;
    Ok(text)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<PathBuf>> = fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect();
    let mut entries = entries?;
    entries.sort();
    Ok(entries)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
