//! `compose --fix`, `--dry-run` and `-o`.

use super::{Folder, code, stderr, stdout};

const LINK: &str =
    "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"])\n";

/// `name` is shareable in neither: one edit in each file heals it.
fn folder() -> Folder {
    let folder = Folder::new();
    let one = "type Query { p: P }\ntype P @key(fields: \"id\") {\n  id: ID!\n  name: Int\n}\n";
    let two = "type P @key(fields: \"id\") {\n  id: ID!\n  name: Int\n  more: Int\n}\n";
    folder.write("a.graphql", &format!("\u{feff}{LINK}{one}"));
    folder.write("b.graphql", &format!("{LINK}{two}"));
    folder
}

fn texts(folder: &Folder) -> [String; 2] {
    let read = |name: &str| std::fs::read_to_string(folder.0.path().join(name)).unwrap();
    ["a.graphql", "b.graphql"].map(read)
}

const SOURCES: [&str; 2] = [
    "--subgraph=a=http://a=a.graphql",
    "--subgraph=b=http://b=b.graphql",
];

fn compose(folder: &Folder, more: &[&str]) -> std::process::Output {
    folder.run(&[&["compose"], SOURCES.as_slice(), more].concat())
}

#[test]
fn edits_are_made_in_the_files_and_the_result_is_composed() {
    let folder = folder();
    assert_eq!(code(&compose(&folder, &[])), 1);
    let fixed = compose(&folder, &["--fix", "-o", "sg.graphql"]);
    assert_eq!(
        (code(&fixed), stdout(&fixed).as_str()),
        (0, ""),
        "{}",
        stderr(&fixed)
    );
    assert!(
        stderr(&fixed).starts_with("portico-gateway: fixed INVALID_FIELD_SHARING: "),
        "{}",
        stderr(&fixed)
    );
    let [a, b] = texts(&folder);
    assert!(
        a.starts_with('\u{feff}') && a.contains("name: Int @shareable"),
        "{a}"
    );
    assert!(b.contains("name: Int @shareable"), "{b}");
    let written = std::fs::read_to_string(folder.0.path().join("sg.graphql")).unwrap();
    let again = compose(&folder, &[]);
    assert_eq!((code(&again), stdout(&again)), (0, written));
}

#[test]
fn a_dry_run_changes_nothing_and_shows_what_would_be() {
    let folder = folder();
    let before = texts(&folder);
    let dry = compose(&folder, &["--fix", "--dry-run"]);
    assert_eq!(code(&dry), 0, "{}", stderr(&dry));
    assert_eq!(texts(&folder), before);
    let diff = stdout(&dry);
    for expected in [
        "--- a/a.graphql\n+++ b/a.graphql\n",
        "-  name: Int\n+  name: Int @shareable\n",
        "+++ b/b.graphql\n",
    ] {
        assert!(diff.contains(expected), "{diff}");
    }
    assert!(
        stderr(&dry).contains("would fix INVALID_FIELD_SHARING"),
        "{}",
        stderr(&dry)
    );
}

#[test]
fn what_has_no_patch_stays_a_finding() {
    let folder = Folder::new();
    folder.write("a.graphql", "type Query { a: Nope }");
    let output = folder.run(&["compose", SOURCES[0], "--fix"]);
    assert_eq!(
        (code(&output), stdout(&output).as_str()),
        (1, ""),
        "{}",
        stderr(&output)
    );
    let text = std::fs::read_to_string(folder.0.path().join("a.graphql")).unwrap();
    assert_eq!(text, "type Query { a: Nope }");
    // SDL that stands in the configuration is in no file that was named as a subgraph's.
    let yaml = "subgraphs:\n  a: {routing_url: 'http://a', schema: {sdl: 'type Query { a: Int }'}}\n  b: {routing_url: 'http://b', schema: {sdl: 'extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\") type Query { a: Int }'}}\n";
    folder.write("s.yaml", yaml);
    let output = folder.run(&["compose", "--config", "s.yaml", "--fix"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert_eq!(
        std::fs::read_to_string(folder.0.path().join("s.yaml")).unwrap(),
        yaml
    );
}
