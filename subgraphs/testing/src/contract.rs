//! What a service promises others, beside its events: its SDL, and the codes of its business errors.

use std::collections::BTreeSet;

use subgraph_kit::service::Service;

use crate::repository;

/// Set to write `schema/subgraphs/<service>.graphql` anew instead of comparing it.
const UPDATE: &str = "PORTICO_TEST_UPDATE_SCHEMA";

/// Holds the exported SDL and the page of codes against the code.
///
/// # Panics
/// With what differs.
pub fn check<S: Service>() {
    check_sdl::<S>();
    check_user_errors::<S>();
}

fn check_sdl<S: Service>() {
    let file = repository(&format!("schema/subgraphs/{}.graphql", S::NAME));
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, S::sdl()).expect("the schema folder can be written");
    }
    let exported = std::fs::read_to_string(&file).expect("the SDL was exported");
    // Not assert_eq: two whole schemas would bury the line that says what to do.
    assert!(
        exported == S::sdl(),
        "schema/subgraphs/{}.graphql is stale: set {UPDATE}=1, or run `make schema`",
        S::NAME
    );
}

/// Every code is a row of the service's section, and every row a code.
fn check_user_errors<S: Service>() {
    let page = std::fs::read_to_string(repository("docs/user-errors.md")).expect("the page exists");
    let heading = format!("{}\n", S::NAME);
    let section = page
        .split("\n## ")
        .find_map(|section| section.strip_prefix(&heading));
    let listed: BTreeSet<&str> = section
        .unwrap_or_default()
        .lines()
        .filter_map(row)
        .collect();
    let declared: BTreeSet<&str> = S::USER_ERRORS.iter().map(|code| code.as_str()).collect();
    assert_eq!(
        listed,
        declared,
        "docs/user-errors.md (left) and the codes of {} (right)",
        S::NAME
    );
    assert_eq!(
        declared.len(),
        S::USER_ERRORS.len(),
        "a code is there twice"
    );
}

/// The code of a table's row: ``| `CODE` | ...``.
fn row(line: &str) -> Option<&str> {
    line.strip_prefix("| `")?
        .split_once('`')
        .map(|(code, _)| code)
}
