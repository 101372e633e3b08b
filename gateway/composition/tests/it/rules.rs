//! The rules of the federation page that the composer must write down as they are (10 to 14, 25 to 27, 38, 40).

use gateway_composition::{Composition, SubgraphSource};
use gateway_supergraph::{SubgraphField, Supergraph};

use crate::corpus::{composed, told};

const LINK: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.7\", import: [\"@key\", \
    \"@shareable\", \"@external\", \"@requires\", \"@provides\", \"@override\", \"@inaccessible\"])\n";

/// Names with texts; Federation 1 unless the text begins with the link.
fn sources(texts: &[(&str, &str)]) -> Vec<SubgraphSource> {
    let source = |(name, sdl): &(&str, &str)| SubgraphSource {
        name: (*name).to_owned(),
        url: String::new(),
        sdl: (*sdl).to_owned(),
        file: None,
    };
    texts.iter().map(source).collect()
}

fn federation_2(texts: &[(&str, &str)]) -> Vec<SubgraphSource> {
    let mut all = sources(texts);
    all.iter_mut()
        .for_each(|source| source.sdl = format!("{LINK}{}", source.sdl));
    all
}

fn graph(sources: &[SubgraphSource]) -> (Composition, Supergraph) {
    let composition = composed(sources).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    let graph = Supergraph::parse(&composition.supergraph_sdl).expect("it can be read");
    (composition, graph)
}

/// A field as one subgraph has it.
fn field<'a>(
    graph: &'a Supergraph,
    subgraph: &str,
    ty: &str,
    field: &str,
) -> Option<&'a SubgraphField> {
    let ty = graph.type_named(ty)?.id;
    graph.subgraph_named(subgraph)?.ty(ty)?.fields.get(field)
}

fn codes(sources: &[SubgraphSource]) -> Vec<&'static str> {
    let findings = composed(sources).expect_err("it does not compose");
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn rule_10_without_a_link_directives_are_implicit_and_values_shared() {
    let texts = [
        (
            "a",
            "type Query { v: V t: T } type V { x: Int y: Int } type T @key(fields: \"id\") { id: ID! }",
        ),
        (
            "b",
            "type V { x: Int y: Int } extend type Query { w: V } extend type T @key(fields: \"id\") { id: ID! @external n: Int }",
        ),
    ];
    graph(&sources(&texts));
    let linked = sources(&texts.map(|(name, sdl)| (name, sdl)));
    let linked: Vec<_> = linked
        .into_iter()
        .map(|source| SubgraphSource {
            sdl: format!("{LINK}{}", source.sdl),
            ..source
        })
        .collect();
    assert!(codes(&linked).contains(&"INVALID_FIELD_SHARING"));
}

#[test]
fn rule_11_an_extensions_external_key_is_returned_a_plain_types_is_not() {
    let owner = (
        "a",
        "type Query { t: T } type T @key(fields: \"id\") { id: ID! x: Int }",
    );
    for head in [
        "extend type T @key(fields: \"id\")",
        "type T @key(fields: \"id\")",
    ] {
        let extended = format!("{head} {{ id: ID! @external y: Int }}");
        let (_, graph) = graph(&federation_2(&[owner, ("b", &extended)]));
        let external = field(&graph, "b", "T", "id").expect("it is there").external;
        assert_eq!(external, !head.starts_with("extend"), "{head}");
    }
    let extension = (
        "b",
        "extend type T @key(fields: \"id\") { id: ID! @external y: Int }",
    );
    let (_, graph) = graph(&sources(&[owner, extension]));
    assert!(!field(&graph, "b", "T", "id").expect("it is there").external);
}

#[test]
fn rule_12_other_external_fields_are_local_only_where_provided() {
    let texts = [
        (
            "a",
            "type Query { t: T } type T @key(fields: \"id\") { id: ID! x: Int @shareable }",
        ),
        (
            "b",
            "type Query { some: T @provides(fields: \"x\") others: T } type T @key(fields: \"id\") { id: ID! x: Int @external }",
        ),
    ];
    let (_, graph) = graph(&federation_2(&texts));
    assert!(field(&graph, "b", "T", "x").expect("it is there").external);
    let provides = |name: &str| {
        field(&graph, "b", "Query", name)
            .and_then(|f| f.provides.as_ref())
            .map(ToString::to_string)
    };
    assert_eq!(
        (provides("some").as_deref(), provides("others").as_deref()),
        (Some("x"), None)
    );
}

#[test]
fn rule_13_an_extension_needs_no_definition_beside_it() {
    let extended = "extend type T @key(fields: \"id\") { id: ID! n: Int }";
    let extending = "extend type Query { t: T } extend type T @key(fields: \"id\") { id: ID! }";
    graph(&federation_2(&[
        ("a", extending),
        ("b", extended.trim_start_matches("extend ")),
    ]));
    let nowhere = federation_2(&[("a", extending), ("b", extended)]);
    assert_eq!(codes(&nowhere), ["EXTENSION_WITH_NO_BASE"; 2]);
}

#[test]
fn rule_14_externality_is_written_as_join_field_and_join_type_say_it() {
    let texts = [
        (
            "a",
            "type Query { t: T } type T @key(fields: \"id\") { id: ID! x: Int }",
        ),
        (
            "b",
            "extend type T @key(fields: \"id\") { id: ID! @external x: Int @external y: Int @requires(fields: \"x\") }",
        ),
    ];
    let (composition, _) = graph(&federation_2(&texts));
    for line in [
        "type T @join__type(graph: A, key: \"id\") @join__type(graph: B, key: \"id\", extension: true) {",
        "  id: ID!\n",
        "  x: Int @join__field(graph: A) @join__field(graph: B, external: true)",
        "  y: Int @join__field(graph: B, requires: \"x\")",
    ] {
        assert!(
            composition.supergraph_sdl.contains(line),
            "{line}\n{}",
            composition.supergraph_sdl
        );
    }
}

#[test]
fn rule_25_the_overridden_copy_is_dead_shareable_or_not() {
    let texts = [
        (
            "a",
            "type Query { t: T @shareable } type T @key(fields: \"id\") { id: ID! x: Int @shareable @override(from: \"b\") }",
        ),
        (
            "b",
            "type Query { t: T @shareable } type T @key(fields: \"id\") { id: ID! x: Int @shareable y: Int }",
        ),
    ];
    let (_, graph) = graph(&federation_2(&texts));
    assert!(field(&graph, "a", "T", "x").is_some());
    let dead = field(&graph, "b", "T", "x");
    assert!(dead.is_none_or(|copy| copy.external || copy.overridden.is_some()));
}

#[test]
fn rule_26_overriding_an_external_copy_leaves_its_requirement() {
    let texts = [
        (
            "a",
            "type Query { t: T } type T @key(fields: \"id\") { id: ID! x: Int @override(from: \"b\") }",
        ),
        (
            "b",
            "type T @key(fields: \"id\") { id: ID! x: Int @external y: Int @requires(fields: \"x\") }",
        ),
    ];
    let (composition, graph) = graph(&federation_2(&texts));
    let requires = field(&graph, "b", "T", "y").and_then(|f| f.requires.as_ref());
    assert_eq!(requires.map(ToString::to_string).as_deref(), Some("x"));
    assert!(
        composition
            .hints
            .iter()
            .any(|hint| hint.code == "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED")
    );
}

#[test]
fn rule_27_overriding_an_unknown_subgraph_has_no_effect_but_a_hint() {
    let texts = [("a", "type Query { x: Int @override(from: \"nobody\") }")];
    let (composition, graph) = graph(&federation_2(&texts));
    assert_eq!(composition.hints[0].code, "FROM_SUBGRAPH_DOES_NOT_EXIST");
    let copy = field(&graph, "a", "Query", "x").expect("it is there");
    assert!(copy.overrides.is_none() && copy.overridden.is_none());
}

#[test]
fn rule_38_what_is_inaccessible_is_for_the_planner_alone() {
    let texts = [
        (
            "a",
            "type Query { t(secret: Int = 1 @inaccessible): T } enum E { SEEN HIDDEN @inaccessible } type Internal @inaccessible { n: Int } \
             type T @key(fields: \"id\") { id: ID! @inaccessible e: E internal: Internal @inaccessible }",
        ),
        (
            "b",
            "type Internal { n: Int @external } type T @key(fields: \"id\") { id: ID! internal: Internal @external y: Int @requires(fields: \"internal { n }\") }",
        ),
    ];
    let (composition, graph) = graph(&federation_2(&texts));
    for hidden in ["secret", "HIDDEN", "Internal", "id:"] {
        assert!(
            !composition.api_sdl.contains(hidden),
            "{hidden}: {}",
            composition.api_sdl
        );
        assert!(composition.supergraph_sdl.contains(hidden), "{hidden}");
    }
    let key = &graph
        .subgraph_named("b")
        .and_then(|b| b.ty(graph.type_named("T")?.id))
        .expect("it is there")
        .keys[0];
    assert_eq!(key.fields.to_string(), "id");
    assert!(
        field(&graph, "b", "T", "y")
            .expect("it is there")
            .requires
            .is_some()
    );
}

#[test]
fn rule_40_inputs_intersect_and_enums_go_by_use() {
    let api = |one: &str, two: &str| {
        let texts = [("a", one), ("b", two)];
        graph(&federation_2(&texts)).0.api_sdl
    };
    let inputs = api(
        "type Query { a(i: I): Int } input I { both: Int one: Int }",
        "type Query { b(i: I): Int } input I { both: Int! two: Int }",
    );
    assert!(inputs.contains("input I {\n  both: Int!\n}"), "{inputs}");
    let required = [
        ("a", "type Query { a(i: I): Int } input I { both: Int }"),
        (
            "b",
            "type Query { b(i: I): Int } input I { both: Int two: Int! }",
        ),
    ];
    assert_eq!(
        codes(&federation_2(&required)),
        ["REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH"]
    );
    let input = api(
        "type Query { a(e: E): Int } enum E { P Q }",
        "type Query { b(e: E): Int } enum E { P R }",
    );
    assert!(input.contains("enum E {\n  P\n}"), "{input}");
    let output = api(
        "type Query { a: E } enum E { P Q }",
        "type Query { b: E } enum E { P R }",
    );
    assert!(output.contains("enum E {\n  P\n  Q\n  R\n}"), "{output}");
    let both = [
        ("a", "type Query { a: E } enum E { P Q }"),
        ("b", "type Query { b(e: E): E } enum E { P }"),
    ];
    assert!(codes(&federation_2(&both)).contains(&"ENUM_VALUE_MISMATCH"));
    api(
        "type Query { a: E } enum E { P Q @inaccessible }",
        "type Query { b(e: E): E } enum E { P }",
    );
}
