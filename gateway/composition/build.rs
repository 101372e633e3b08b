//! Makes the case folders of the codes part of the crate, as what `explain` shows: they are tested, and so cannot be
//! wrong. Their texts are written into the tables, not their paths: clones of the repository share a target folder.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let cases = root.join("tests/cases/codes");
    println!("cargo::rerun-if-changed=tests/cases/codes");
    let mut table = String::from("&[\n");
    for code in sorted(&cases)? {
        for case in sorted(&code)?.iter().filter(|path| path.is_dir()) {
            let text = entry(&code, case)?;
            table.push_str(&text);
        }
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("examples.rs"), table)?;
    let checks = root.join("tests/cases/check");
    println!("cargo::rerun-if-changed=tests/cases/check");
    fs::write(out.join("check_examples.rs"), check_table(&checks)?)
}

/// One `CheckExample { ... }` a folder.
fn check_table(cases: &Path) -> io::Result<String> {
    let mut table = String::from("&[\n");
    for case in sorted(cases)? {
        let description = fs::read_to_string(case.join("description.md"))?;
        table.push_str(&format!(
            "CheckExample {{ code: {:?}, description: {:?},\n",
            name(&case),
            description.trim()
        ));
        for part in ["before", "after", "fixed"] {
            table.push_str(&format!("{part}: {},\n", texts(&case.join(part))?));
        }
        let operation = text(&case.join("operation.graphql"))?;
        let fixed = text(&case.join("fixed_operation.graphql"))?.or(operation.clone());
        table.push_str(&format!(
            "operation: {operation}, fixed_operation: {fixed} }},\n",
            operation = option(operation),
            fixed = option(fixed)
        ));
    }
    table.push_str("]\n");
    Ok(table)
}

/// The text of a file that is there, as a literal.
fn text(file: &Path) -> io::Result<Option<String>> {
    if !file.is_file() {
        return Ok(None);
    }
    fs::read_to_string(file).map(|text| Some(format!("{text:?}")))
}

fn option(literal: Option<String>) -> String {
    match literal {
        Some(literal) => format!("Some({literal})"),
        None => "None".to_owned(),
    }
}

/// The subgraphs of a folder, none where it is not there.
fn texts(folder: &Path) -> io::Result<String> {
    let mut list = String::from("&[");
    if folder.is_dir() {
        for file in sorted(folder)? {
            let subgraph = name(&file.with_extension(""));
            let sdl = fs::read_to_string(&file)?;
            list.push_str(&format!("({subgraph:?}, {sdl:?}),"));
        }
    }
    list.push(']');
    Ok(list)
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
            let sdl = fs::read_to_string(&file)?;
            line(format!("({subgraph:?}, {sdl:?}),"))?;
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
