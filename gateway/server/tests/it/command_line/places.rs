//! Where findings are told: the repository's files, and what stands inside of one.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::{A, Folder, code, run, stderr, stdout};

/// One subgraph whose SDL stands in the file itself, with a type that is not there.
const INLINE: &str = "subgraphs:\n  a: {routing_url: 'http://a', schema: {file: a.graphql}}\n  c:\n    routing_url: http://c\n    schema:\n      sdl: |\n        type Query {\n          c: Nope\n        }\n";

fn run_in(folder: &std::path::Path, workspace: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
    command.args(arguments).current_dir(folder);
    command.env_clear().stdin(Stdio::null());
    command.envs(workspace.map(|path| ("GITHUB_WORKSPACE", path)));
    command.output().unwrap()
}

#[test]
fn annotations_and_code_scanning_name_files_as_the_repository_does() {
    let folder = Folder::new();
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder.write("graph/sub dir/a.graphql", "type Query { a: Nope }");
    let yaml = "subgraphs: {a: {routing_url: 'http://a', schema: {file: sub dir/a.graphql}}}\n";
    let config = folder
        .write("graph/supergraph.yaml", yaml)
        .display()
        .to_string();
    let root = folder.0.path();
    let workspace = root.join("graph").display().to_string();
    for (from, workspace, config, expected) in [
        ("", None, "graph/supergraph.yaml", "graph/sub dir/a.graphql"),
        ("graph", None, "supergraph.yaml", "graph/sub dir/a.graphql"),
        (
            "graph/sub dir",
            None,
            "../supergraph.yaml",
            "graph/sub dir/a.graphql",
        ),
        ("graph", None, config.as_str(), "graph/sub dir/a.graphql"),
        (
            "graph",
            Some(workspace.as_str()),
            "supergraph.yaml",
            "sub dir/a.graphql",
        ),
    ] {
        let told = |format: &str| {
            let arguments = ["compose", "--config", config, "--format", format];
            let output = run_in(&root.join(from), workspace, &arguments);
            assert_eq!(code(&output), 1, "{}", stderr(&output));
            stderr(&output)
        };
        let github = told("github");
        assert!(
            github.contains(&format!(" file={expected},line=1,col=")),
            "{from}: {github}"
        );
        let sarif: Value = serde_json::from_str(&told("sarif")).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(
            place["artifactLocation"]["uri"],
            expected.replace(' ', "%20"),
            "{from}"
        );
    }
}

#[test]
fn sdl_in_the_configuration_is_told_at_its_lines_there() {
    let folder = Folder::new();
    folder.write("a.graphql", A);
    folder.write("supergraph.yaml", INLINE);
    let told = |format: &str| {
        let output = folder.run(&["compose", "--config", "supergraph.yaml", "--format", format]);
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        stderr(&output)
    };
    let human = told("human");
    assert!(
        human.contains("--> supergraph.yaml:8:14") && human.contains("8 |           c: Nope"),
        "{human}"
    );
    let json: Value = serde_json::from_str(&told("json")).unwrap();
    let place = &json["diagnostics"][0]["places"][0];
    let start = INLINE.find("Nope").unwrap();
    assert_eq!(
        (
            &place["file"],
            &place["line"],
            &place["column"],
            &place["offset"]
        ),
        (
            &"supergraph.yaml".into(),
            &8.into(),
            &14.into(),
            &start.into()
        )
    );
    assert!(
        told("github").contains("file=supergraph.yaml,line=8,col=14"),
        "{}",
        told("github")
    );
    // What is written with escapes has no lines of its own: it is told where it begins.
    let (before, _) = INLINE.split_once("sdl: |").unwrap();
    let escaped = format!("{before}sdl: \"type Query {{\\n  c: Nope }}\"\n");
    folder.write("supergraph.yaml", &escaped);
    let github = told("github");
    assert!(
        github.contains("file=supergraph.yaml,line=6,col="),
        "{github}"
    );
    assert!(
        github.contains("it is in the SDL of c, at line "),
        "{github}"
    );
}

#[test]
fn operations_of_a_manifest_are_told_at_the_manifest() {
    let folder = Folder::new();
    folder.write("a.graphql", "type Query { a: Int }");
    let manifest = "{\"operations\": [\n  {\"id\": \"1f\", \"name\": \"Fine\", \"body\": \"{ a }\"},\n  {\"id\": \"2f\", \"name\": \"Stale\", \"body\": \"query Stale { nope }\"}\n]}";
    folder.write("m/apollo.json", manifest);
    let told = |format: &str| {
        let output = folder.run(&[
            "check",
            "--subgraph=a=http://a=a.graphql",
            "--operations",
            "m/apollo.json",
            "--format",
            format,
        ]);
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        stdout(&output)
    };
    let note = "it is in the operation Stale in m/apollo.json, at line 1, column 15 of its text";
    let github = told("github");
    assert!(
        github.contains("file=m/apollo.json,line=3,") && github.contains(note),
        "{github}"
    );
    let sarif: Value = serde_json::from_str(&told("sarif")).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "m/apollo.json");
    assert_eq!(place["region"]["startLine"], 3);
    assert!(
        told("human").contains("[Stale in m/apollo.json]:1:15"),
        "{}",
        told("human")
    );
}

#[test]
fn a_byte_order_mark_moves_no_column() {
    let folder = Folder::new();
    let argument = "--subgraph=a=http://a=a.graphql";
    folder.write("a.graphql", "type Query { a: Nope }");
    let without = folder.run(&["compose", argument, "--format", "json"]);
    folder.write("a.graphql", "\u{feff}type Query { a: Nope }");
    let with = folder.run(&["compose", argument, "--format", "json"]);
    assert_eq!((code(&with), stderr(&with)), (1, stderr(&without)));
}

#[test]
fn every_subgraph_that_cannot_be_read_is_told() {
    let output = run(&[
        "compose",
        "--subgraph=a=http://a=/does/not/exist",
        "--subgraph=b=http://127.0.0.1:9",
        "--subgraph=c=http://c=/not/there",
    ]);
    let told = stderr(&output);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!((code(&output), lines.len()), (2, 3), "{told}");
    for (line, name) in lines.iter().zip(["a", "b", "c"]) {
        assert!(
            line.starts_with("portico-gateway: ") && line.contains(&format!("the subgraph {name}")),
            "{line}"
        );
    }
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let folder = Folder::new();
    let file = folder.write("a.graphql", "type Query { a: Nope }");
    let argument = super::subgraph("a", &file);
    for (more, coloured) in [
        (["--color", "always"].as_slice(), true),
        (&["--color", "never"], false),
        (&[], false),
        (&["--color", "always", "--format", "github"], false),
    ] {
        let output = run(&[&["compose", argument.as_str()], more].concat());
        assert_eq!(code(&output), 1);
        assert_eq!(stderr(&output).contains('\u{1b}'), coloured, "{more:?}");
    }
}
