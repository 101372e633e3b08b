//! The binary: exit codes, what goes to stdout and what to stderr.

mod fix;
mod git;
mod output;
mod places;
mod secrets;
mod supergraphs;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gateway_composition::explain::CHECK_EXAMPLES;
use tempfile::TempDir;

use crate::support::changing::Changing;
use crate::support::gateway::SUPERGRAPH;
use crate::support::keys::Key;

const A: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"])\n\
                 type Query { product: Product }\ntype Product @key(fields: \"id\") { id: ID! name: String }\n";
const B: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"])\n\
                 type Product @key(fields: \"id\") { id: ID! price: Int }\n";
/// `name` of another type than in A, and not shareable.
const CLASHING: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\"])\n\
                        type Product @key(fields: \"id\") { id: ID! name: Int }\n";

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs the binary in this folder.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
        command.args(arguments).current_dir(self.0.path());
        command.stdin(Stdio::null()).env_remove("GITHUB_WORKSPACE");
        command.output().unwrap()
    }

    fn subgraphs(&self, second: &str) -> [String; 2] {
        let (a, b) = (self.write("a.graphql", A), self.write("b.graphql", second));
        [subgraph("a", &a), subgraph("b", &b)]
    }
}

fn subgraph(name: &str, file: &Path) -> String {
    format!(
        "--subgraph={name}=http://{name}.example/graphql={}",
        file.display()
    )
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
    command
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn compose_writes_only_the_schema_to_stdout() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let fine = run(&["compose", &a, &b]);
    assert_eq!(code(&fine), 0, "{}", stderr(&fine));
    assert!(stdout(&fine).contains("enum join__Graph"));
    gateway_supergraph::Supergraph::parse(&stdout(&fine)).unwrap();

    let api = run(&["compose", &a, &b, "--output", "api"]);
    assert!(stdout(&api).contains("price: Int") && !stdout(&api).contains("join__"));

    let yaml = "subgraphs: {a: {routing_url: 'http://a', schema: {file: a.graphql}}, b: {routing_url: 'http://b', schema: {file: b.graphql}}}";
    let config = folder.write("supergraph.yaml", yaml);
    let by_file = run(&["compose", "--config", config.to_str().unwrap()]);
    assert_eq!(code(&by_file), 0, "{}", stderr(&by_file));
    assert!(stdout(&by_file).contains("http://b"));
}

#[test]
fn subgraphs_that_do_not_compose_are_findings() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(CLASHING);
    for format in ["human", "json", "github", "sarif"] {
        let output = run(&["compose", &a, &b, "--format", format]);
        assert_eq!(code(&output), 1, "{format}");
        assert_eq!(stdout(&output), "", "{format}");
        assert!(
            stderr(&output).contains("FIELD_TYPE_MISMATCH"),
            "{format}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn what_cannot_be_read_is_bad_input() {
    let folder = Folder::new();
    let broken = folder.write("broken.yaml", "listen: nowhere\nextra: 1\n");
    let bad: [&[&str]; 7] = [
        &[],
        &["compose"],
        &["compose", "--subgraph=a"],
        &["compose", "--subgraph=a=http://a=/does/not/exist"],
        &["compose", "--config", "/does/not/exist.yaml"],
        &[
            "plan",
            "--supergraph",
            "/does/not/exist",
            "--operation",
            "/does/not/exist",
        ],
        &["serve", "--config", broken.to_str().unwrap()],
    ];
    for arguments in bad {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert_ne!(stderr(&output), "", "{arguments:?}");
    }
    let faults = stderr(&run(&["serve", "--config", broken.to_str().unwrap()]));
    assert!(
        faults.contains("listen:") && faults.contains("extra: unknown key"),
        "{faults}"
    );
}

/// All that other tools read in a `supergraph.yaml`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn compose_reads_files_services_and_texts_of_a_supergraph_yaml() {
    let service = Changing::start(B, serde_json::json!({})).await;
    let folder = Folder::new();
    folder.write("schemas/a.graphql", A);
    let yaml = format!(
        "federation_version: =2.9.0\nsubgraphs:\n  a:\n    routing_url: ${{env.A_URL:-http://a.example/}}\n    schema:\n      file: ./schemas/a.graphql\n  \
         b:\n    schema:\n      subgraph_url: {}\n      introspection_headers:\n        Authorization: Bearer ${{env.TOKEN}}\n  \
         c:\n    routing_url: http://c.example/\n    schema:\n      sdl: |\n        type Query {{ c: Int }}\n",
        service.url()
    );
    let config = folder.write("supergraph.yaml", &yaml);
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
    command
        .args(["compose", "--config"])
        .arg(&config)
        .env_clear();
    command.env("TOKEN", "t0p");
    // Elsewhere than where the file is: paths are relative to the file.
    command.current_dir("/");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let supergraph = stdout(&output);
    for expected in [
        "http://a.example/",
        &service.url(),
        "http://c.example/",
        "c: Int",
    ] {
        assert!(supergraph.contains(expected), "{expected}: {supergraph}");
    }
    assert_eq!(service.authorization().as_deref(), Some("Bearer t0p"));

    let output = run(&["compose", "--config", config.to_str().unwrap()]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    assert!(
        stderr(&output).contains("supergraph.yaml:11:9: subgraphs.b.schema.introspection_headers.Authorization: the environment variable `TOKEN` is not set"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subgraph_that_answers_only_the_gateway_is_composed_with_its_key() {
    let service = Changing::guarded(A).await;
    let folder = Folder::new();
    let key = folder.write("key.pem", &Key::new("gateway").pem());
    let argument = format!("--subgraph=a={}", service.url());
    let compose = move |more: Vec<String>| {
        let mut arguments = vec!["compose".to_owned(), argument.clone()];
        arguments.extend(more);
        tokio::task::spawn_blocking(move || {
            run(&arguments.iter().map(String::as_str).collect::<Vec<&str>>())
        })
    };
    let refused = compose(Vec::new()).await.unwrap();
    assert_eq!(code(&refused), 2);
    let told = stderr(&refused);
    assert!(
        told.contains("answered HTTP 401 and no SDL: \"no identity\""),
        "{told}"
    );
    let known = compose(vec!["--identity-key".to_owned(), key.display().to_string()]);
    let known = known.await.unwrap();
    assert_eq!(code(&known), 0, "{}", stderr(&known));
}

/// One clear line on stderr, nothing on stdout, exit code 2.
#[test]
fn bad_input_is_told_in_one_line() {
    let folder = Folder::new();
    let at = |name: &str, text: &str| folder.write(name, text).display().to_string();
    let file = at("a.graphql", "type Query { a: Int }");
    let composed = run(&["compose", &format!("--subgraph=a=http://a={file}")]);
    let supergraph = at("supergraph.graphql", &stdout(&composed));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let key = at("key.pem", "no key");
    let missing = at(
        "missing.yaml",
        "subgraphs: {a: {routing_url: 'http://a', schema: {file: nope.graphql}}}",
    );
    let unknown = at(
        "unknown.yaml",
        "subgraphs:\n  a:\n    schema: {subgraph_url: 'http://a'}\n    rooting_url: y\n",
    );
    let yaml = at("yaml.yaml", "a: [1");
    let fine = at("fine.graphql", "{ __typename }");
    let one = format!("--subgraph=a=http://a={file}");
    let late = at("late.graphql", A);
    let newer = at(
        "newer.yaml",
        &format!(
            "federation_version: =2.3.0\nsubgraphs: {{a: {{routing_url: 'http://a', schema: {{file: {late}}}}}}}\n"
        ),
    );
    let cases: [(&[&str], &str); 17] = [
        (&["serve"], "nothing to serve: name --supergraph FILE"),
        (
            &["serve", "--supergraph", "nope"],
            "cannot read the supergraph nope: No such file",
        ),
        (
            &["serve", "--supergraph", &file],
            "it does not link the join spec",
        ),
        (
            &["serve", "--supergraph", &supergraph, "--listen", &taken],
            "cannot listen on 127.0.0.1",
        ),
        (&["serve", &one, &one], "the subgraph a is named twice"),
        (
            &["serve", &one, "--state-dir", &file],
            "cannot use the state folder",
        ),
        (&["serve", "--config", &yaml], "yaml.yaml is not YAML"),
        (
            &["compose", "--config", &missing],
            "the subgraph a: cannot read",
        ),
        (
            &["compose", "--config", &unknown],
            "unknown.yaml:4:5: subgraphs.a.rooting_url: unknown key",
        ),
        (
            &[
                "compose",
                "--subgraph=a=http://127.0.0.1:9",
                "--identity-key",
                &key,
            ],
            "not an Ed25519 private key",
        ),
        (
            &["compose", "--config", &newer],
            "newer.yaml:1:1: federation_version: is =2.3.0, and the subgraph a links federation v2.5",
        ),
        (
            &[
                "plan",
                "--supergraph",
                &supergraph,
                "--operation",
                &fine,
                "--override-label",
                "x",
            ],
            "no @override has the label x: there are no labels",
        ),
        (
            &["explain", "FIELD_REMOVD"],
            "`FIELD_REMOVD` is no code: did you mean FIELD_REMOVED",
        ),
        (
            &["check", &one, "--base", "nope"],
            "cannot read nope: No such file",
        ),
        (&["check", &one, "--base", "nope:nope"], "git"),
        (
            &["check", &one, "--operations", "nope"],
            "cannot read nope: No such file",
        ),
        (
            &["plan", "--supergraph", &supergraph, "--operation", "nope"],
            "cannot read nope: No such file",
        ),
    ];
    for (arguments, expected) in cases {
        let output = run(arguments);
        let told = stderr(&output);
        assert_eq!(
            (code(&output), stdout(&output).as_str()),
            (2, ""),
            "{arguments:?}"
        );
        assert!(
            told.starts_with("portico-gateway: ")
                && told.contains(expected)
                && told.lines().count() == 1,
            "{arguments:?}: {told}"
        );
    }
}

#[test]
fn check_finds_breaking_changes_and_stale_operations() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let base = folder.write("base.graphql", &stdout(&run(&["compose", &a, &b])));
    let base = base.to_str().unwrap();
    folder.write("operations/good.graphql", "query Good { product { id } }");
    let operations = folder.0.path().join("operations");
    let operations = operations.to_str().unwrap();
    let fine = run(&["check", &a, &b, "--base", base, "--operations", operations]);
    assert_eq!(code(&fine), 0, "{}{}", stdout(&fine), stderr(&fine));

    folder.write(
        "operations/stale.graphql",
        "query Stale { product { price } }",
    );
    let less = folder.write("b.graphql", &B.replace("price: Int", "weight: Int"));
    let b = subgraph("b", &less);
    let output = run(&[
        "check",
        &a,
        &b,
        "--base",
        base,
        "--operations",
        operations,
        "--format",
        "json",
    ]);
    assert_eq!(code(&output), 1);
    let report = stdout(&output);
    assert!(
        report.contains("FIELD_REMOVED") && report.contains("INVALID_OPERATION"),
        "{report}"
    );
    serde_json::from_str::<serde_json::Value>(&report).unwrap();
}

#[test]
fn check_weighs_changes_by_what_clients_use() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let base = folder.write("base.graphql", &stdout(&run(&["compose", &a, &b])));
    let base = base.to_str().unwrap();
    let b = subgraph(
        "b",
        &folder.write("b.graphql", &B.replace("price", "weight")),
    );
    let usage = |field: &str| {
        let text = format!(
            r#"{{"version": 1, "coordinates": ["Product.{field}", "Query.product"], "operations": [{{"hash": "{field}", "name": "Page",
            "kind": "query", "uses": [0, 1], "clients": [{{"name": "web", "version": "1.4", "count": 12, "first": "2026-11-01", "last": "2026-11-22"}}]}}]}}"#
        );
        let file = folder.write(&format!("{field}.json"), &text);
        file.to_str().unwrap().to_owned()
    };
    let (used, unused) = (usage("price"), usage("name"));
    let check = |more: &[&str]| run(&[&["check", &a, &b, "--base", base], more].concat());
    assert_eq!(code(&check(&[])), 1);
    let hurt = check(&["--usage", &used, "--usage", &unused]);
    assert_eq!(code(&hurt), 1);
    assert!(
        stdout(&hurt).contains("used by web 1.4 (12 times, last on 2026-11-22)")
            && stdout(&hurt).contains("in Page"),
        "{}",
        stdout(&hurt)
    );
    let safe = check(&["--usage", &unused]);
    assert_eq!(code(&safe), 0, "{}", stdout(&safe));
    assert!(stdout(&safe).contains("no operation recorded from 2026-11-01 to 2026-11-22 uses it"));
    let not_usage = check(&["--usage", base]);
    assert_eq!((code(&not_usage), stdout(&not_usage).as_str()), (2, ""));
}

#[test]
fn check_finds_operations_that_are_answered_worse() {
    let folder = Folder::new();
    let whole = folder.write(
        "whole.graphql",
        &A.replace("name: String", "name: String price: Int"),
    );
    let base = stdout(&run(&["compose", &subgraph("a", &whole)]));
    let base = folder.write("base.graphql", &base);
    let operation = "query Page { product { name price } }";
    let manifest = format!(
        r#"{{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{{"id": "1", "name": "Page", "type": "query", "body": "{operation}"}}]}}"#
    );
    let document = folder.write("page.graphql", operation);
    let manifest = folder.write("manifest.json", &manifest);
    let relay = folder.write("relay.json", &format!(r#"{{"5f": "{operation}"}}"#));
    let [a, b] = folder.subgraphs(B);
    let check = |operations: &Path, more: &[&str]| {
        let base = base.to_str().unwrap();
        let operations = operations.to_str().unwrap();
        let fixed = ["check", &a, &b, "--base", base, "--operations", operations];
        run(&[&fixed, more].concat())
    };
    for format in ["human", "json", "github", "sarif"] {
        let worse = check(&document, &["--format", format]);
        assert_eq!(code(&worse), 1, "{format}: {}", stderr(&worse));
        let report = stdout(&worse);
        for expected in ["PLAN_WORSE", "requests 1 -> 2, sequential steps 1 -> 2"] {
            // SARIF and JSON may write `>` as it stands, GitHub too.
            assert!(report.contains(expected), "{format}: {report}");
        }
    }
    for operations in [&manifest, &relay] {
        let worse = check(operations, &[]);
        assert_eq!(code(&worse), 1, "{}", stderr(&worse));
        assert!(stdout(&worse).contains("`Page` is answered worse"));
    }
    let allowed = check(&document, &["--plan-threshold", "100"]);
    assert_eq!(code(&allowed), 0, "{}", stdout(&allowed));
    assert!(stdout(&allowed).contains("hint[PLAN_CHANGED]"));
    let broken = folder.write("broken.json", "[]");
    let refused = check(&broken, &[]);
    assert_eq!((code(&refused), stdout(&refused).as_str()), (2, ""));
    assert!(stderr(&refused).contains("is not a manifest of operations: neither Apollo's form"));
}

#[test]
fn plan_explains_an_operation() {
    let folder = Folder::new();
    let supergraph = folder.write("supergraph.graphql", SUPERGRAPH);
    let operation = folder.write(
        "operation.graphql",
        "{ products { name reviews { body } } secret }",
    );
    let plan = |more: &[&str]| {
        let mut arguments = vec![
            "plan",
            "--supergraph",
            supergraph.to_str().unwrap(),
            "--operation",
            operation.to_str().unwrap(),
        ];
        arguments.extend(more);
        run(&arguments)
    };
    let text = plan(&[]);
    assert_eq!(code(&text), 0, "{}", stderr(&text));
    assert!(
        stdout(&text).starts_with("plan: 2 requests in 2 steps"),
        "{}",
        stdout(&text)
    );
    assert!(
        !stdout(&text).contains("{ secret }") && stdout(&plan(&["--scopes"])).contains("secret")
    );
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&plan(&["--format", "json"]))).unwrap();
    assert_eq!(json["fetches"].as_array().unwrap().len(), 2);
    assert_eq!(json["estimated_cost"], 110);
    assert!(json["fetches"][1]["reason"].is_string());
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&plan(&["--format", "json", "--stages"]))).unwrap();
    assert_eq!(json["stages"]["checked"], "every step is proven\n");
    assert!(json["stages"]["graph_facts"].is_string() && json["fetches"].is_array());
    let stages = stdout(&plan(&["--stages"]));
    let sections = [
        "# normalised",
        "# authorized",
        "# graph facts",
        "# plan",
        "# checked",
    ];
    let places = sections.map(|section| stages.find(section));
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{stages}"
    );
    assert!(stages.contains("every step is proven"), "{stages}");
    assert!(stages.contains("# waits for #0: products.upc"), "{stages}");

    let wrong = folder.write("wrong.graphql", "{ nothing }");
    let output = run(&[
        "plan",
        "--supergraph",
        supergraph.to_str().unwrap(),
        "--operation",
        wrong.to_str().unwrap(),
    ]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
}

/// What `serve` answers in parts is known to `plan` and to `check`.
#[test]
fn operations_that_defer_are_planned_and_checked() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let supergraph = folder.write("base.graphql", &stdout(&run(&["compose", &a, &b])));
    let supergraph = supergraph.to_str().unwrap();
    let write = |name: &str, text: &str| folder.write(name, text).display().to_string();
    let deferring = write(
        "deferring.graphql",
        "query Later($if: Boolean!) { product { name ... @defer(if: $if, label: \"slow\") { price } } }\n\
         query Now { product { name } }",
    );
    let plan = |more: &[&str]| {
        let fixed = [
            "plan",
            "--supergraph",
            supergraph,
            "--operation",
            &deferring,
            "--name",
            "Later",
        ];
        let output = run(&[&fixed, more].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    };
    assert!(plan(&[]).contains("slow"), "{}", plan(&[]));
    assert!(plan(&["--stages"]).contains("every step is proven"));
    assert!(!plan(&["--whole"]).contains("slow"));
    let checked = run(&[
        "check",
        &a,
        &b,
        "--base",
        supergraph,
        "--operations",
        &deferring,
    ]);
    assert_eq!(
        code(&checked),
        0,
        "{}{}",
        stdout(&checked),
        stderr(&checked)
    );
    assert!(stderr(&checked).contains("composed 2 subgraphs, validated 2 operations"));

    // Both fields move behind another request: the plans of the deferring operation are compared as well.
    let a = subgraph(
        "a",
        &folder.write("a.graphql", &A.replace(" name: String", "")),
    );
    let b = subgraph(
        "b",
        &folder.write(
            "b.graphql",
            &B.replace("price: Int", "price: Int name: String"),
        ),
    );
    let worse = run(&[
        "check",
        &a,
        &b,
        "--base",
        supergraph,
        "--operations",
        &deferring,
    ]);
    assert_eq!(code(&worse), 1, "{}", stderr(&worse));
    assert!(
        stdout(&worse).contains("the operation `Now` is answered worse"),
        "{}",
        stdout(&worse)
    );
}

/// GitHub's code scanning refuses a report with a result that is nowhere, and annotations need a file.
#[test]
fn every_finding_of_check_is_somewhere() {
    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let base = run(&["compose", &a, &b, "--output", "api"]);
    // What is gone altogether is declared nowhere.
    let base = folder.write(
        "base.graphql",
        &format!("{}\ninput Gone {{ a: Int }}\n", stdout(&base)),
    );
    folder.write("sub graphs/b.graphql", &B.replace("price", "weight"));
    let config = folder.write(
        "supergraph.yaml",
        "subgraphs:\n  a: {routing_url: http://a, schema: {file: ./a.graphql}}\n  b: {routing_url: http://b, schema: {file: sub graphs/b.graphql}}\n",
    );
    folder.write(
        "operations/page.graphql",
        "query Page { product { price } }",
    );
    let check = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
        command.args([
            "check",
            "--config",
            "supergraph.yaml",
            "--operations",
            "operations",
        ]);
        command.args(["--base", base.to_str().unwrap(), "--format", format]);
        let output = command
            .current_dir(config.parent().unwrap())
            .output()
            .unwrap();
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        stdout(&output)
    };
    let report: serde_json::Value = serde_json::from_str(&check("sarif")).unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    let told: Vec<String> = results
        .iter()
        .map(|result| {
            let place = &result["locations"][0];
            let file = &place["physicalLocation"];
            let uri = file["artifactLocation"]["uri"].as_str().unwrap();
            let line = &file["region"]["startLine"];
            let kind = place["message"]["text"].as_str().unwrap();
            format!("{} {uri}:{line} {kind}", result["ruleId"].as_str().unwrap())
        })
        .collect();
    for expected in [
        "FIELD_REMOVED a.graphql:3 in the subgraph a",
        "TYPE_REMOVED supergraph.yaml:1 in the configuration supergraph.yaml",
        "FIELD_ADDED sub%20graphs/b.graphql:2 in the subgraph b",
        "INVALID_OPERATION operations/page.graphql:1 in the operation operations/page.graphql",
    ] {
        assert!(
            told.iter().any(|one| one == expected),
            "{expected}: {told:?}"
        );
    }
    for line in check("github").lines() {
        assert!(line.contains(" file=") && line.contains(",line="), "{line}");
    }
}

#[test]
fn check_warns_of_a_path_without_operations_and_tells_a_slip_once() {
    let folder = Folder::new();
    let file = folder.write("a.graphql", "type Query { a: Int }");
    let empty = folder.0.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let broken = folder.write("broken.graphql", "query {");
    let check = |operations: &Path| {
        let operations = operations.to_str().unwrap();
        run(&["check", &subgraph("a", &file), "--operations", operations])
    };
    let none = check(&empty);
    let told = stderr(&none);
    assert_eq!(code(&none), 0);
    assert!(
        told.contains("warning: ") && told.contains("empty holds no operations"),
        "{told}"
    );
    assert!(
        told.contains("composed 1 subgraph, validated 0 operations"),
        "{told}"
    );
    let slip = check(&broken);
    assert_eq!(
        stdout(&slip).matches("INVALID_OPERATION").count(),
        1,
        "{}",
        stdout(&slip)
    );
    assert!(
        stderr(&slip).contains("validated 1 operation\n"),
        "{}",
        stderr(&slip)
    );
}

/// The examples of `explain` that need a planner.
#[test]
fn plans_change_as_explained() {
    for example in CHECK_EXAMPLES
        .iter()
        .filter(|example| example.code.starts_with("PLAN_"))
    {
        let folder = Folder::new();
        let subgraphs = |part: &str, list: &[(&str, &str)]| -> Vec<String> {
            let one = |(name, sdl): &(&str, &str)| {
                let file = folder.write(&format!("{part}/{name}.graphql"), sdl);
                subgraph(name, &file)
            };
            list.iter().map(one).collect()
        };
        let with = |command: &str, part: &str, list: &[(&str, &str)], more: &[&str]| {
            let subgraphs = subgraphs(part, list);
            let mut arguments = vec![command];
            arguments.extend(subgraphs.iter().map(String::as_str));
            arguments.extend(more);
            run(&arguments)
        };
        let base = stdout(&with("compose", "before", example.before, &[]));
        let base = folder.write("base.graphql", &base).display().to_string();
        let operation = folder.write("operation.graphql", example.operation.unwrap());
        let operation = operation.display().to_string();
        let more = ["--base", base.as_str(), "--operations", operation.as_str()];
        let told = |part: &str, list: &[(&str, &str)]| {
            let output = with("check", part, list, &more);
            stdout(&output).contains(&format!("[{}]", example.code))
        };
        assert!(told("after", example.after), "{}", example.code);
        assert!(
            example.fixed.is_empty() || !told("fixed", example.fixed),
            "{}",
            example.code
        );
    }
}

#[test]
fn plans_are_made_for_policies_and_labels() {
    let folder = Folder::new();
    let link = |imports: &str| {
        format!(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [{imports}])\n"
        )
    };
    let one = link("\"@key\", \"@policy\"")
        + "type Query { item: Item }\ntype Item @key(fields: \"id\") { id: ID! cost: Int @policy(policies: [[\"buyer\"]]) name: String }\n";
    let two = link("\"@key\", \"@override\"")
        + "type Item @key(fields: \"id\") { id: ID! name: String @override(from: \"one\", label: \"moved\") }\n";
    let one = subgraph("one", &folder.write("one.graphql", &one));
    let two = subgraph("two", &folder.write("two.graphql", &two));
    let composed = run(&["compose", &one, &two]);
    assert_eq!(code(&composed), 0, "{}", stderr(&composed));
    let supergraph = folder.write("supergraph.graphql", &stdout(&composed));
    let operation = folder.write("operation.graphql", "{ item { cost name } }");
    let plan = |more: &[&str]| {
        let paths = [supergraph.to_str().unwrap(), operation.to_str().unwrap()];
        let fixed = ["plan", "--supergraph", paths[0], "--operation", paths[1]];
        let output = run(&[&fixed, more].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    };
    let guest = plan(&[]);
    assert!(
        guest.starts_with("plan: 1 request") && !guest.contains("cost }"),
        "{guest}"
    );
    assert!(!plan(&["--policy", "seller"]).contains("item { cost"));
    let buyer = plan(&["--policy", "seller,buyer"]);
    assert!(buyer.contains("cost"), "{buyer}");
    assert!(plan(&["--override-label", "moved"]).starts_with("plan: 2 requests"));
}

#[cfg(unix)]
#[tokio::test]
async fn serve_composes_answers_and_ends_on_a_signal() {
    use std::time::Duration;

    use tokio::io::{AsyncBufReadExt as _, BufReader};

    let folder = Folder::new();
    let [a, b] = folder.subgraphs(B);
    let mut server = tokio::process::Command::new(env!("CARGO_BIN_EXE_portico-gateway"))
        .args(["serve", &a, &b, "--listen", "127.0.0.1:0"])
        .env_clear()
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let url = loop {
        let line = tokio::time::timeout(Duration::from_secs(20), lines.next_line())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        if let Some((_, url)) = line.split_once("listening on ") {
            break url.to_owned();
        }
    };
    let request = reqwest::Client::new()
        .post(&url)
        .header("content-type", "application/json");
    let answer = request
        .body(r#"{"query":"{ __typename }"}"#)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(answer, r#"{"data":{"__typename":"Query"}}"#);
    let id = server.id().unwrap().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let status = tokio::time::timeout(Duration::from_secs(20), server.wait())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(status.code(), Some(0));
}
