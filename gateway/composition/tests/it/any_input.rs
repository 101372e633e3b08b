//! Whatever comes in, an answer comes out: no panic, no overflow, nothing endless.

use gateway_composition::{SubgraphSource, compose};
use proptest::prelude::*;

use crate::answered::answered;
use crate::corpus::{cases, folders, subgraphs};
use crate::mutate::{Dice, mutate};

fn source(name: &str, sdl: &str) -> SubgraphSource {
    SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: sdl.to_owned(),
        file: None,
    }
}

fn all_answered(sdls: &[String]) {
    let sources: Vec<_> = sdls
        .iter()
        .enumerate()
        .map(|(n, sdl)| source(&format!("s{n}"), sdl))
        .collect();
    answered(&sources);
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
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "[ a-zA-Z{}()\\[\\]:.@$\"!|&=#\\n]{0,80}") {
        all_answered(&[text]);
    }

    #[test]
    fn any_structure_is_answered(sdls in prop::collection::vec(subgraph(), 1..4)) {
        all_answered(&sdls);
    }
}

/// The cases' own folders, each mutated in one way; `examples/fuzz.rs` does the same for as long as one likes.
#[test]
fn any_mutation_is_answered() {
    for (seed, folder) in (0..).zip(folders(&cases().join("graphs"))) {
        for round in 0..4 {
            let mut dice = Dice::new(seed * 4 + round);
            let mut sources = subgraphs(&folder);
            mutate(&mut sources, &mut dice);
            answered(&sources);
        }
    }
}

/// `f0 <- f1 <- f2 ...`: each field requires the one before, and lives in the other of two subgraphs.
fn chain(length: usize) -> [SubgraphSource; 3] {
    let side = |parity: usize| {
        let fields: Vec<String> = (1..length)
            .filter(|n| n % 2 == parity)
            .map(|n| {
                let before = n - 1;
                format!("f{n}: Int @requires(fields: \"f{before}\") f{before}: Int @external")
            })
            .collect();
        format!(
            "{LINK} type T @key(fields: \"id\") {{ id: ID! {} }}",
            fields.join(" ")
        )
    };
    let start =
        format!("{LINK} type Query {{ t: T }} type T @key(fields: \"id\") {{ id: ID! f0: Int }}");
    [
        source("a", &start),
        source("b", &side(1)),
        source("c", &side(0)),
    ]
}

#[test]
fn requirements_chain_as_far_as_one_likes() {
    for length in [2, 30, 300] {
        let result = compose(&chain(length));
        assert!(
            result.is_ok(),
            "{length}: {:?}",
            result.map_err(|findings| findings[0].message.clone())
        );
    }
}

/// A requirement of each type reads a value of the next one, which has one of its own.
fn nested(depth: usize) -> [SubgraphSource; 2] {
    let (mut owners, mut readers) = (String::new(), String::new());
    for n in 0..depth {
        let next = n + 1;
        owners.push_str(&format!(
            "type T{n} @key(fields: \"id\") {{ id: ID! next: T{next} }}\n"
        ));
        readers.push_str(&format!(
            "type T{n} @key(fields: \"id\") {{ id: ID! next: T{next} @external x: Int @requires(fields: \"next {{ x }}\") }}\n"
        ));
    }
    owners.push_str(&format!("type T{depth} @key(fields: \"id\") {{ id: ID! }}"));
    readers.push_str(&format!(
        "type T{depth} @key(fields: \"id\") {{ id: ID! x: Int @shareable }}"
    ));
    [
        source("a", &format!("{LINK} type Query {{ t: T0 }} {owners}")),
        source("b", &format!("{LINK} {readers}")),
    ]
}

#[test]
fn requirements_within_requirements_are_followed_as_far_as_the_stack_allows() {
    assert!(compose(&nested(90)).is_ok());
    let findings = compose(&nested(150)).expect_err("it is too deep");
    assert_eq!(findings[0].code, "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED");
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

#[test]
fn a_text_of_faults_is_told_in_few() {
    let text = format!("type Query {{ a: Int }} {}", "}".repeat(5_000));
    let findings = compose(&[source("s", &text)]).expect_err("it is no GraphQL");
    assert!(findings.len() <= 51, "{} findings", findings.len());
    let more = findings.iter().any(|f| f.message.contains("more places"));
    assert!(more || findings.len() <= 50, "{}", findings[0].message);
}
