//! Every rule has tests named after it; `docs/rules.md` says which.
//!
//! `RULES=write cargo test -p gateway-planner rules` writes the page anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// What each rule is about, in its order. The rules themselves are in the design notes of the engine.
const RULES: [&str; 54] = [
    "the target says by which keys it is entered",
    "keys are compound, nested, through lists, collected over hops",
    "a return takes a key that is resolvable there",
    "key fields that were not asked are not shown",
    "results go back by position",
    "an entity without its key is not sent; the others keep their places",
    "representations are de-duplicated, gathered over lists, scattered back",
    "a type without a key is reached through its parent",
    "an unreachable field is an error",
    "no federation link means Federation 1",
    "external keys of extensions are resolved, those of plain types only accepted",
    "other external fields come from their owner",
    "an extension needs no base",
    "externality comes from the join directives",
    "required fields are fetched first",
    "requirements alternate",
    "requirements go through objects, interfaces and fragments",
    "required fields with arguments get an alias",
    "requirements that conflict go apart",
    "equal requirements go together",
    "what was not asked is not sent as null",
    "provided selections are local at each level they name",
    "what is provided steers the choice of the root",
    "provided on an interface, and by fragment",
    "an overridden copy is dead",
    "requirements follow the new owner",
    "an override from an unknown subgraph has no effect",
    "progressive overrides are decided per request",
    "a shareable mutation is called once",
    "interface fields are expanded to members",
    "types that a subgraph lacks are not named to it",
    "members that not every candidate knows are not followed",
    "fields that a subgraph declares differently get an alias",
    "interface objects: the type comes from the owner",
    "the path decides between shared fields",
    "interface objects in each other's subgraphs",
    "`__typename` is right",
    "what is inaccessible exists for the planner only",
    "an inaccessible argument is left out",
    "inputs intersect, enums by use",
    "nulls bubble by the API schema; errors keep their path",
    "conditions guard the derived fetches",
    "equal response keys are merged before planning",
    "variables go where they are used",
    "mutations run in order",
    "operation names, subscriptions with hops, introspection with data",
    "an answer is judged by its body",
    "partial data is kept with its errors",
    "a type that may not stand there is an error",
    "answers are untrusted",
    "fewest steps, then fewest requests",
    "hops to one subgraph travel together",
    "a fetch starts when its own inputs are there",
    "planning is bounded",
];

/// By rule: crate and test.
type Found = BTreeMap<usize, BTreeSet<(String, String)>>;

fn gateway() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the crate is in a folder").to_owned()
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the sources can be listed");
    for entry in entries {
        let path = entry.expect("the sources can be listed").path();
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// All functions of the gateway's crates whose name starts with `rule_` and a number.
fn found() -> Found {
    let root = gateway();
    let mut files = Vec::new();
    walk(&root, &mut files);
    let mut found = Found::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("it was found there");
        let folder = inside.iter().next().expect("it has a name");
        let text = fs::read_to_string(&file).expect("sources are text");
        for line in text.lines() {
            let line = line.trim_start();
            let line = line.strip_prefix("async ").unwrap_or(line);
            let Some(rest) = line.strip_prefix("fn rule_") else {
                continue;
            };
            let digits = rest.chars().take_while(char::is_ascii_digit).count();
            let Ok(rule) = rest[..digits].parse::<usize>() else {
                continue;
            };
            let name = rest[digits..].trim_start_matches('_');
            let name = name.split('(').next().unwrap_or_default();
            let tests = found.entry(rule).or_default();
            tests.insert((
                folder.to_string_lossy().into_owned(),
                name.replace('_', " "),
            ));
        }
    }
    found
}

fn page(found: &Found) -> String {
    let mut page = String::from(
        "# Rules and their tests\n\n\
         What a federation gateway must get right, and the tests that hold it: functions called `rule_NN_...`, by crate.\n\
         Written by `RULES=write cargo test -p gateway-planner rules`; a test compares it with the sources.\n\n\
         | Rule | What | Tests |\n|---|---|---|\n",
    );
    for (index, what) in RULES.iter().enumerate() {
        let rule = index + 1;
        let tests: Vec<String> = found
            .get(&rule)
            .into_iter()
            .flatten()
            .map(|(folder, name)| format!("{folder}: {name}"))
            .collect();
        let tests = if tests.is_empty() {
            "**none yet**".to_owned()
        } else {
            tests.join("<br>")
        };
        writeln!(page, "| {rule} | {what} | {tests} |").expect("a string takes all");
    }
    page
}

#[test]
fn the_index_of_rules_is_up_to_date() {
    let found = found();
    assert!(found.keys().all(|rule| (1..=RULES.len()).contains(rule)));
    let page = page(&found);
    let docs = gateway().join("../docs/rules.md");
    if std::env::var_os("RULES").is_some_and(|value| value == "write") {
        fs::write(&docs, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&docs).expect("the page is there");
    assert!(
        written == page,
        "docs/rules.md is stale: RULES=write cargo test -p gateway-planner rules"
    );
}
