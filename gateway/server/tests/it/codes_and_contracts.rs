//! `explain` and `events` of the binary.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_portico-gateway"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn explain_shows_a_code_lists_all_and_proposes_what_was_meant() {
    let here = TempDir::new().unwrap();
    let (code, out, err) = run(here.path(), &["explain", "KEY_FIELDS_HAS_ARGS"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("KEY_FIELDS_HAS_ARGS (field sets"), "{out}");
    assert!(
        out.contains("This fails:") && out.contains("This composes:"),
        "{out}"
    );
    let (code, out, err) = run(here.path(), &["explain"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("\n  SATISFIABILITY_ERROR  ") && out.contains("\nhints\n"),
        "{out}"
    );
    let (code, out, err) = run(here.path(), &["explain", "KEY_FIELDS_HAVE_ARGS"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("is no code: did you mean KEY_FIELDS_HAS_ARGS"),
        "{err}"
    );
}

#[test]
fn events_are_compared_with_a_folder_and_with_a_revision() {
    let here = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = here.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let before = "{ \"type\": \"object\", \"properties\": { \"id\": { \"type\": \"string\" } } }\n";
    write("old/order.created.v1.json", before);
    write("new/order.created.v1.json", before);
    let (code, out, err) = run(here.path(), &["events", "new", "--base", "old"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    git(here.path(), &["init", "--quiet", "--initial-branch=main"]);
    git(here.path(), &["add", "new"]);
    git(here.path(), &["commit", "--quiet", "--message=before"]);
    write(
        "new/order.created.v1.json",
        "{ \"type\": \"object\", \"properties\": {} }\n",
    );
    for base in ["old", "main:new"] {
        let arguments = ["events", "new", "--base", base, "--format", "github"];
        let (code, out, err) = run(here.path(), &arguments);
        assert_eq!(code, 1, "{err}");
        assert!(
            out.starts_with("::error file=new/order.created.v1.json,line=1"),
            "{out}"
        );
        assert!(out.contains("title=EVENT_FIELD_REMOVED"), "{out}");
    }
    let (code, out, err) = run(here.path(), &["events", "new", "--base", "gone:new"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("git does not know gone:new"), "{err}");
    // A file, and names that are no contracts', are bad input; a folder without contracts is told.
    let file = "main:new/order.created.v1.json";
    let (code, _, err) = run(here.path(), &["events", "new", "--base", file]);
    assert_eq!(code, 2);
    assert!(err.contains("is no folder"), "{err}");
    std::fs::create_dir(here.path().join("none")).unwrap();
    let (code, _, err) = run(here.path(), &["events", "new", "--base", "none"]);
    assert_eq!(code, 0);
    assert!(
        err.contains("warning: there are no contracts in none"),
        "{err}"
    );
    write("new/noversion.json", "{}");
    let (code, _, err) = run(here.path(), &["events", "new", "--base", "old"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("noversion.json is not called NAME.vN.json"),
        "{err}"
    );
}
