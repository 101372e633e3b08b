//! The four forms of the same diagnostics.

use gateway_composition::render::{Format, render, render_coloured};
use gateway_composition::{Diagnostic, Place, PlaceKind, SubgraphSource, compose};

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
    insta::assert_snapshot!("human", text);
}

#[test]
fn github() {
    let text = render(Format::Github, &findings(), &sources());
    insta::assert_snapshot!("github", text);
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
    let places = &json["diagnostics"][0]["places"];
    assert_eq!(
        (&places[0]["line"], &places[0]["role"]),
        (&3.into(), &"primary".into())
    );
    assert_eq!(places[0]["label"], "not @shareable");
    assert_eq!(
        (&places[1]["line"], &places[1]["role"]),
        (&1.into(), &"secondary".into())
    );
    let sarif: serde_json::Value =
        serde_json::from_str(&render(Format::Sarif, &findings, &sources())).expect("it is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let replacement = &run["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(replacement["artifactLocation"]["uri"], "b.graphql");
    let replacement = &replacement["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], " @shareable");
    assert_eq!(replacement["deletedRegion"]["byteLength"], 0);
    assert_eq!(replacement["deletedRegion"]["startLine"], 3);
    assert_eq!(
        json["diagnostics"][0]["patch"][0]["replacement"],
        " @shareable"
    );
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

/// File names are made URIs, and places say whose text they are in.
#[test]
fn sarif_places_can_be_followed() {
    let mut sources = sources();
    sources[0].file = Some("./sub graphs/é:50%.graphql".to_owned());
    let mut findings = compose(&sources).expect_err("`s` is not shareable in b");
    let configuration = "supergraph.yaml";
    findings[0].place_first(Place::start(
        PlaceKind::Configuration,
        configuration,
        Some(configuration.to_owned()),
    ));
    let sarif: serde_json::Value =
        serde_json::from_str(&render(Format::Sarif, &findings, &sources)).expect("it is JSON");
    let result = &sarif["runs"][0]["results"][0];
    let place = |one: &serde_json::Value| {
        let uri = one["physicalLocation"]["artifactLocation"]["uri"].clone();
        (uri, one["message"]["text"].clone())
    };
    assert_eq!(
        place(&result["locations"][0]),
        (
            "supergraph.yaml".into(),
            "in the configuration supergraph.yaml".into()
        )
    );
    assert_eq!(
        place(&result["relatedLocations"][1]),
        (
            "sub%20graphs/%C3%A9%3A50%25.graphql".into(),
            "in the subgraph a".into()
        )
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

/// A line is cut around the place, whatever it holds, so that many findings in one long line stay readable and cheap.
#[test]
fn wide_lines_are_cut_around_the_place() {
    let filler = "é: Int ".replace('é', "field").repeat(2_000);
    let sdl =
        format!("type Query {{ a: Int @nowhere b(x: [String]): Int {filler} last: Missing }}");
    let mut sources = sources();
    sources[1].sdl = sdl;
    let findings = compose(&sources).expect_err("there is no such directive");
    let text = render(Format::Human, &findings, &sources);
    assert!(!text.lines().any(|line| line.trim() == ":::"), "{text}");
    let first: Vec<&str> = text.lines().take(5).collect();
    insta::assert_snapshot!("wide", first.join("\n"));
}

/// What was read from a running subgraph is in no file: none is invented.
#[test]
fn places_without_a_file_have_names_only() {
    let mut sources = sources();
    sources[1].file = None;
    let findings = compose(&sources).expect_err("`s` is not shareable in b");
    let sarif: serde_json::Value =
        serde_json::from_str(&render(Format::Sarif, &findings, &sources)).expect("it is JSON");
    let result = &sarif["runs"][0]["results"][0];
    let at_fault = &result["locations"][0];
    assert_eq!(at_fault["physicalLocation"], serde_json::Value::Null);
    assert_eq!(at_fault["logicalLocations"][0]["name"], "b");
    assert_eq!(result["fixes"], serde_json::Value::Null);
    sources[0].file = Some("/graphs/a b.graphql".to_owned());
    let findings = compose(&sources).expect_err("`s` is not shareable in b");
    let sarif = render(Format::Sarif, &findings, &sources);
    assert!(
        sarif.contains("\"file:///graphs/a%20b.graphql\""),
        "{sarif}"
    );
}

#[test]
fn carriage_returns_are_not_drawn() {
    let crlf = |source: &SubgraphSource| SubgraphSource {
        sdl: source.sdl.replace('\n', "\r\n"),
        ..source.clone()
    };
    let with: Vec<SubgraphSource> = sources().iter().map(crlf).collect();
    let text = render(
        Format::Human,
        &compose(&with).expect_err("as without"),
        &with,
    );
    let ends = |text: &str| -> String {
        text.lines()
            .map(|l| l.trim_end().to_owned() + "\n")
            .collect()
    };
    let plain = render(Format::Human, &findings(), &sources());
    assert_eq!(ends(&text), ends(&plain));
}

#[test]
fn very_long_texts_are_shortened_and_cut_lines_say_so() {
    let mut sources = sources();
    let fields = "nothing ".repeat(2_000);
    sources[1].sdl = format!(
        "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@key\"])\n\
         type P @key(fields: \"{fields}\") {{ id: ID! }}"
    );
    let findings = compose(&sources).expect_err("there is no such field");
    for format in [Format::Human, Format::Github] {
        let text = render(format, &findings, &sources);
        assert!(text.len() < 20_000, "{}", text.len());
    }
    sources[1].sdl = format!(
        "type Query {{ {} s: Missing t: Missing }}",
        "field: Int ".repeat(30)
    );
    let findings = compose(&sources).expect_err("there is no such type");
    let text = render(Format::Human, &findings, &sources);
    let cut: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("Missing") && line.contains(" | "))
        .collect();
    assert!(
        !cut.is_empty() && cut.iter().all(|line| line.contains("…")),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() < 200),
        "{text}"
    );
}

#[test]
fn colours_add_nothing_but_colours() {
    let coloured = render_coloured(&findings(), &sources());
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    let mut plain = String::new();
    for part in coloured.split('\u{1b}') {
        plain.push_str(
            part.strip_prefix('[')
                .and_then(|rest| rest.split_once('m'))
                .map_or(part, |(_, rest)| rest),
        );
    }
    assert_eq!(plain, render(Format::Human, &findings(), &sources()));
}

/// One subgraph of many is at fault: it stands first, and few of the others are shown.
#[test]
fn those_at_fault_stand_before_the_others() {
    let source = |number: usize| SubgraphSource {
        name: format!("s{number}"),
        url: String::new(),
        sdl: format!(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@shareable\"])\n\
             type Query {{\n  \"\"\"\n  Described\n  \"\"\"\n  x: Int{}\n}}",
            if number == 7 { "" } else { " @shareable" }
        ),
        file: Some(format!("s{number}.graphql")),
    };
    let sources: Vec<SubgraphSource> = (0..10).map(source).collect();
    let findings = compose(&sources).expect_err("`x` is not shareable in s7");
    let human = render(Format::Human, &findings, &sources);
    assert!(human.contains("--> s7.graphql:6:3\n"), "{human}");
    assert!(human.contains("4 more places, in s5 to s9"), "{human}");
    assert_eq!(human.matches(":::").count(), 5, "{human}");
    let github = render(Format::Github, &findings, &sources);
    assert_eq!(github.lines().count(), 1, "{github}");
    assert!(
        github.starts_with("::error file=s7.graphql,line=6,"),
        "{github}"
    );
}
