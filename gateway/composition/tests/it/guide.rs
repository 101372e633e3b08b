//! `docs/composition.md` shows what really comes out: its commands are run on its files, and the output compared.
//!
//! `UPDATE_DOCS=1` writes the page anew.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use gateway_composition::explain::explain;
use gateway_composition::render::{Format, render};
use gateway_composition::{SubgraphSource, compose};

#[test]
fn the_page_shows_what_really_comes_out() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/composition.md");
    let page = fs::read_to_string(&path).expect("the page can be read");
    let written = rewritten(&page);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &written).expect("the page can be written");
        return;
    }
    assert_eq!(
        page, written,
        "run the test with UPDATE_DOCS=1, and read what changed"
    );
}

/// The page with the output of each of its commands.
fn rewritten(page: &str) -> String {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut text = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        text.push_str(&format!("{line}\n"));
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let as_written = format!("{}\n", body.join("\n"));
        if let Some(file) = kind.strip_prefix("graphql title=") {
            files.insert(file.to_owned(), as_written.clone());
        }
        let shown = if kind == "console" {
            let command = body.first().expect("a command stands first");
            format!("{command}\n{}\n", output(command, &files).trim_end())
        } else {
            as_written
        };
        text.push_str(&format!("{shown}```\n"));
    }
    text
}

fn output(command: &str, files: &BTreeMap<String, String>) -> String {
    let (command, lines) = match command.split_once(" | head -n ") {
        Some((command, lines)) => (command, lines.parse().expect("a number of lines")),
        None => (command, usize::MAX),
    };
    let words: Vec<&str> = command.split(' ').collect();
    let text = match words.as_slice() {
        [
            "$",
            "portico-gateway",
            "compose",
            "--config",
            "supergraph.yaml",
            options @ ..,
        ] => composed(files, options),
        ["$", "portico-gateway", "explain", code] => {
            explain(code).expect("it is a code").to_string()
        }
        other => panic!("{other:?} is no command that is known here"),
    };
    text.lines().take(lines).collect::<Vec<_>>().join("\n")
}

fn composed(files: &BTreeMap<String, String>, options: &[&str]) -> String {
    let source = |(file, sdl): (&String, &String)| SubgraphSource {
        name: file.trim_end_matches(".graphql").to_owned(),
        url: String::new(),
        sdl: sdl.clone(),
        file: Some(file.clone()),
    };
    let sources: Vec<SubgraphSource> = files.iter().map(source).collect();
    let (format, api) = match options {
        [] => (Format::Human, false),
        ["--output", "api"] => (Format::Human, true),
        ["--format", format] => (format.parse().expect("it is a format"), false),
        other => panic!("{other:?} are no options that are known here"),
    };
    match compose(&sources) {
        Ok(composition) if api => composition.api_sdl,
        Ok(composition) => composition.supergraph_sdl,
        Err(findings) => render(format, &findings, &sources),
    }
}
