//! Bases that git keeps.

use super::{A, B, Folder, code, run, stderr, stdout};

fn git(folder: &Folder, arguments: &[&str]) {
    let output = std::process::Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder.0.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

/// A repository with a base supergraph and an event contract, and a change of both that breaks.
fn repository() -> Folder {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    folder.write("sg/base.graphql", &stdout(&run(&["compose", &a, &b])));
    let contract = |kind: &str| {
        format!(r#"{{"type": "object", "properties": {{"a": {{"type": "{kind}"}}}}}}"#)
    };
    folder.write("events/a.changed.v1.json", &contract("string"));
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "one"]);
    folder.write("a.graphql", &A.replace(" name: String", ""));
    folder.write("events/a.changed.v1.json", &contract("integer"));
    folder
}

#[test]
fn bases_are_read_from_a_repository() {
    let folder = repository();
    let both = [
        "--subgraph=a=http://a=a.graphql",
        "--subgraph=b=http://b=b.graphql",
    ];
    let checked = folder.run(&["check", both[0], both[1], "--base", "HEAD:sg/base.graphql"]);
    assert_eq!(code(&checked), 1, "{}", stderr(&checked));
    assert!(
        stdout(&checked).contains("FIELD_REMOVED"),
        "{}",
        stdout(&checked)
    );
    for base in ["HEAD:events", "HEAD:events/", "HEAD:./events"] {
        let compared = folder.run(&["events", "events", "--base", base]);
        assert_eq!(code(&compared), 1, "{base}: {}", stderr(&compared));
        assert!(
            stderr(&compared).contains("compared 1 contract with 1"),
            "{base}"
        );
    }
    let file = folder.run(&["events", "events", "--base", "HEAD:a.graphql"]);
    assert_eq!(code(&file), 2, "{}", stderr(&file));
}

/// `git show --output=FILE` writes a file.
#[test]
fn a_revision_is_never_an_option_of_git() {
    let folder = repository();
    let written = folder.0.path().join("written");
    let base = format!("--base=--output={}:sg/base.graphql", written.display());
    let commands: [&[&str]; 2] = [
        &["check", "--subgraph=a=http://a=a.graphql", &base],
        &["events", "events", &base],
    ];
    for command in commands {
        let output = folder.run(command);
        let told = stderr(&output);
        assert_eq!((code(&output), stdout(&output).as_str()), (2, ""), "{told}");
        assert!(
            told.contains("is no revision: none begins with `-`"),
            "{told}"
        );
    }
    let names = std::fs::read_dir(folder.0.path()).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().starts_with("written")),
        "{names:?}"
    );
}
