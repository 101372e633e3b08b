//! The four forms of the same diagnostics.

use gateway_composition::render::{Format, render};
use gateway_composition::{Diagnostic, SubgraphSource, compose};

fn sources() -> Vec<SubgraphSource> {
    let source = |name: &str, sdl: &str| SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: sdl.to_owned(),
        file: Some(format!("{name}.graphql")),
    };
    vec![
        source("a", "type Query { ok: Int s: Int! }"),
        source(
            "b",
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@shareable\"])\ntype Query {\n  s: Int\n}",
        ),
    ]
}

fn findings() -> Vec<Diagnostic> {
    compose(&sources()).expect_err("`s` is not shareable in b")
}

#[test]
fn human() {
    let text = render(Format::Human, &findings(), &sources());
    insta::assert_snapshot!(text, @r"
    error[INVALID_FIELD_SHARING]: `Query.s` is resolved in a, b, but not shareable in b
     --> a.graphql:1:22 (a)
      |
    1 | type Query { ok: Int s: Int! }
      |                      ^^^^^^^
     --> b.graphql:3:3 (b)
      |
    3 |   s: Int
      |   ^^^^^^
      = fix: mark it @shareable in b, or resolve it in one subgraph only

    hint[INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE]: the field `Query.s` has different types; `Int` is taken
     --> a.graphql:1:22 (a)
      |
    1 | type Query { ok: Int s: Int! }
      |                      ^^^^^^^
     --> b.graphql:3:3 (b)
      |
    3 |   s: Int
      |   ^^^^^^
      = note: `Int!` in a
      = note: `Int` in b

    1 error, 1 hint
    ");
}

#[test]
fn github() {
    let text = render(Format::Github, &findings(), &sources());
    insta::assert_snapshot!(text, @r"
    ::error file=a.graphql,line=1,col=22,endColumn=29,title=INVALID_FIELD_SHARING::`Query.s` is resolved in a, b, but not shareable in b%0Afix: mark it @shareable in b, or resolve it in one subgraph only
    ::error file=b.graphql,line=3,col=3,endColumn=9,title=INVALID_FIELD_SHARING::`Query.s` is resolved in a, b, but not shareable in b%0Afix: mark it @shareable in b, or resolve it in one subgraph only
    ::notice file=a.graphql,line=1,col=22,endColumn=29,title=INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE::the field `Query.s` has different types; `Int` is taken%0Anote: `Int!` in a%0Anote: `Int` in b
    ::notice file=b.graphql,line=3,col=3,endColumn=9,title=INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE::the field `Query.s` has different types; `Int` is taken%0Anote: `Int!` in a%0Anote: `Int` in b
    ");
}

#[test]
fn json_and_sarif_hold_everything() {
    let findings = findings();
    let json: serde_json::Value =
        serde_json::from_str(&render(Format::Json, &findings, &sources())).expect("it is JSON");
    assert_eq!(
        json["diagnostics"].as_array().expect("a list").len(),
        findings.len()
    );
    assert_eq!(json["diagnostics"][0]["severity"], "error");
    assert_eq!(json["diagnostics"][0]["places"][1]["line"], 3);
    let sarif: serde_json::Value =
        serde_json::from_str(&render(Format::Sarif, &findings, &sources())).expect("it is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["results"][0]["ruleId"], "INVALID_FIELD_SHARING");
    assert_eq!(run["results"][0]["level"], "error");
    assert_eq!(run["results"][1]["level"], "note");
    assert_eq!(
        run["results"][0]["relatedLocations"]
            .as_array()
            .expect("a list")
            .len(),
        1
    );
    assert_eq!(
        run["tool"]["driver"]["rules"]
            .as_array()
            .expect("a list")
            .len(),
        2
    );
}

#[test]
fn formats_have_names() {
    assert_eq!("sarif".parse(), Ok(Format::Sarif));
    assert!("xml".parse::<Format>().is_err());
}

#[test]
fn long_and_odd_lines_are_shown_without_panic() {
    let mut sources = sources();
    let many: String = (0..200).map(|n| format!("\"☃\" f{n}: Nothing ")).collect();
    sources[1].sdl = format!("type Query {{ {many} }}");
    let findings = compose(&sources).expect_err("there is no such type");
    let text = render(Format::Human, &findings, &sources);
    assert!(
        text.lines().all(|line| line.chars().count() < 400),
        "{text}"
    );
}
