//! Whatever comes in, an answer comes out: no panic, no overflow, nothing endless.

use gateway_composition::render::{Format, render};
use gateway_composition::{SubgraphSource, compose};
use proptest::prelude::*;

fn source(name: &str, sdl: &str) -> SubgraphSource {
    SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: sdl.to_owned(),
        file: None,
    }
}

/// Composing gives the same in both orders, and every finding can be rendered.
fn answered(sdls: &[String]) {
    let sources: Vec<_> = sdls
        .iter()
        .enumerate()
        .map(|(n, sdl)| source(&format!("s{n}"), sdl))
        .collect();
    let result = compose(&sources);
    let reversed: Vec<_> = sources.iter().rev().cloned().collect();
    assert_eq!(result, compose(&reversed));
    let findings = result.map_or_else(|findings| findings, |composition| composition.hints);
    for format in [Format::Human, Format::Json, Format::Github, Format::Sarif] {
        render(format, &findings, &sources);
    }
}

const LINK: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\", \
    \"@shareable\", \"@external\", \"@requires\", \"@provides\", \"@override\", \"@inaccessible\", \"@interfaceObject\", \
    \"@tag\", \"@authenticated\", \"@context\", \"@fromContext\"])\n";

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "id", "t", "u"])
}

fn type_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["Int", "T", "U", "I", "E", "V", "Missing"])
}

fn field_directive() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "@shareable",
        "@external",
        "@requires(fields: \"a\")",
        "@requires(fields: \"t { id }\")",
        "@provides(fields: \"a b\")",
        "@override(from: \"s0\")",
        "@override(from: \"s1\", label: \"percent(5)\")",
        "@inaccessible",
        "@tag(name: \"x\")",
        "@authenticated",
        "@deprecated",
    ])
}

fn type_directive() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "@key(fields: \"id\")",
        "@key(fields: \"id\", resolvable: false)",
        "@key(fields: \"t { id }\")",
        "@key(fields: \"a\") @shareable",
        "@shareable",
        "@inaccessible",
        "@external",
        "@interfaceObject @key(fields: \"id\")",
        "@context(name: \"c\")",
    ])
}

fn field() -> impl Strategy<Value = String> {
    let wraps = prop::sample::select(vec!["%", "%!", "[%]", "[%!]!"]);
    let arguments = prop::sample::select(vec!["", "", "(x: Int)", "(x: Int! = 3)", "(e: E = P)"]);
    (name(), arguments, type_name(), wraps, field_directive()).prop_map(
        |(name, arguments, ty, wrap, directive)| {
            format!("{name}{arguments}: {} {directive}", wrap.replace('%', ty))
        },
    )
}

fn definition() -> impl Strategy<Value = String> {
    let heads = prop::sample::select(vec![
        "type Query",
        "type T",
        "type U",
        "type T implements I",
        "extend type T",
        "interface I",
        "type I",
        "type Mutation",
    ]);
    let composite = (
        heads,
        type_directive(),
        prop::collection::vec(field(), 1..4),
    )
        .prop_map(|(head, directive, fields)| {
            format!("{head} {directive} {{ {} }}", fields.join("\n"))
        });
    let others = prop::sample::select(vec![
        "enum E { P Q }",
        "enum E { P @inaccessible }",
        "union V = T | U",
        "union V = T",
        "scalar V",
        "input E { a: Int }",
    ]);
    prop_oneof![4 => composite, 1 => others.prop_map(str::to_owned)]
}

fn subgraph() -> impl Strategy<Value = String> {
    let linked = prop::sample::select(vec![LINK, LINK, LINK, ""]);
    (linked, prop::collection::vec(definition(), 1..6))
        .prop_map(|(link, definitions)| format!("{link}{}", definitions.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "[ a-zA-Z{}()\\[\\]:.@$\"!|&=#\\n]{0,80}") {
        answered(&[text]);
    }

    #[test]
    fn any_structure_is_answered(sdls in prop::collection::vec(subgraph(), 1..4)) {
        answered(&sdls);
    }
}

#[test]
fn deep_input_is_refused_without_overflow() {
    for deep in [
        format!("type Query {{ a(x: Int = {}): Int }}", "[".repeat(50_000)),
        format!("type Query {{ a: {}Int }}", "[".repeat(50_000)),
        format!(
            "{LINK} type Query {{ t: T }} type T @key(fields: \"{}\") {{ t: T }}",
            "t { ".repeat(50_000)
        ),
    ] {
        assert!(compose(&[source("s", &deep)]).is_err());
    }
}
