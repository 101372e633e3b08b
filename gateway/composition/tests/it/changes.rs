//! Comparing two API schemas, and stored operations against one.

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use gateway_composition::check::{
    Change, CheckError, Criticality, StoredOperation, compare, located, operations,
};
use gateway_composition::{PlaceKind, SubgraphSource, compose};
use gateway_supergraph::Supergraph;

fn schema(sdl: &str) -> Valid<Schema> {
    Schema::parse_and_validate(sdl, "api.graphql").expect("the schema is valid")
}

fn changes(base: &str, new: &str) -> Vec<Change> {
    compare(base, new).unwrap_or_else(|error| panic!("{error}"))
}

/// One row a change: before, after, what is told.
#[test]
fn each_kind_of_change_is_classified() {
    let q = "type Query { a: Int } ";
    for (base, new, told) in [
        (
            "type Query { a: Int b: Int }",
            "type Query { a: Int }",
            "breaking[FIELD_REMOVED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a: Int b: Int }",
            "safe[FIELD_ADDED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a: Int! }",
            "safe[FIELD_TYPE_CHANGED]",
        ),
        (
            "directive @oneOf on INPUT_OBJECT type Query { a(in: I): Int } input I { b: Int }",
            "directive @oneOf on INPUT_OBJECT type Query { a(in: I): Int } input I @oneOf { b: Int }",
            "breaking[INPUT_ONE_OF_ADDED]",
        ),
        (
            "directive @oneOf on INPUT_OBJECT type Query { a(in: I): Int } input I @oneOf { b: Int }",
            "type Query { a(in: I): Int } input I { b: Int }",
            "safe[INPUT_ONE_OF_REMOVED]",
        ),
        (
            "type Query { a: Int! }",
            "type Query { a: Int }",
            "breaking[FIELD_TYPE_CHANGED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a: [Int] }",
            "breaking[FIELD_TYPE_CHANGED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a: Int @deprecated }",
            "safe[FIELD_DEPRECATED]",
        ),
        (
            "type Query { a(x: Int): Int }",
            "type Query { a: Int }",
            "breaking[ARGUMENT_REMOVED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a(x: Int): Int }",
            "safe[ARGUMENT_ADDED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a(x: Int!): Int }",
            "breaking[ARGUMENT_ADDED]",
        ),
        (
            "type Query { a: Int }",
            "type Query { a(x: Int! = 1): Int }",
            "safe[ARGUMENT_ADDED]",
        ),
        (
            "type Query { a(x: Int!): Int }",
            "type Query { a(x: Int): Int }",
            "safe[ARGUMENT_TYPE_CHANGED]",
        ),
        (
            "type Query { a(x: Int): Int }",
            "type Query { a(x: Int!): Int }",
            "breaking[ARGUMENT_TYPE_CHANGED]",
        ),
        (
            "type Query { a(x: Int = 1): Int }",
            "type Query { a(x: Int = 2): Int }",
            "dangerous[ARGUMENT_DEFAULT_CHANGED]",
        ),
        (
            "type Query { a(x: Int! = 1): Int }",
            "type Query { a(x: Int!): Int }",
            "breaking[ARGUMENT_DEFAULT_CHANGED]",
        ),
        (
            "type Query { a: T } type T { x: Int }",
            q,
            "breaking[TYPE_REMOVED]",
        ),
        (
            q,
            "type Query { a: Int } type T { x: Int }",
            "safe[TYPE_ADDED]",
        ),
        (
            "type Query { a: T } type T { x: Int }",
            "type Query { a: T } enum T { X }",
            "breaking[TYPE_KIND_CHANGED]",
        ),
        (
            "type Query { a(i: I): Int } input I { x: Int y: Int }",
            "type Query { a(i: I): Int } input I { x: Int }",
            "breaking[INPUT_FIELD_REMOVED]",
        ),
        (
            "type Query { a(i: I): Int } input I { x: Int }",
            "type Query { a(i: I): Int } input I { x: Int y: Int! }",
            "breaking[INPUT_FIELD_ADDED]",
        ),
        (
            "type Query { a(i: I): Int } input I { x: Int }",
            "type Query { a(i: I): Int } input I { x: Int y: Int }",
            "safe[INPUT_FIELD_ADDED]",
        ),
        (
            "type Query { a: E } enum E { P Q }",
            "type Query { a: E } enum E { P }",
            "breaking[ENUM_VALUE_REMOVED]",
        ),
        (
            "type Query { a: E } enum E { P }",
            "type Query { a: E } enum E { P Q }",
            "dangerous[ENUM_VALUE_ADDED]",
        ),
        (
            "type Query { a(e: E): Int } enum E { P }",
            "type Query { a(e: E): Int } enum E { P Q }",
            "safe[ENUM_VALUE_ADDED]",
        ),
        (
            "type Query { a: U } union U = X | Y type X { n: Int } type Y { n: Int }",
            "type Query { a: U } union U = X type X { n: Int } type Y { n: Int }",
            "breaking[UNION_MEMBER_REMOVED]",
        ),
        (
            "type Query { a: U } union U = X type X { n: Int } type Y { n: Int }",
            "type Query { a: U } union U = X | Y type X { n: Int } type Y { n: Int }",
            "dangerous[UNION_MEMBER_ADDED]",
        ),
        (
            "type Query implements I { a: Int } interface I { a: Int }",
            "type Query { a: Int } interface I { a: Int }",
            "breaking[IMPLEMENTATION_REMOVED]",
        ),
        (
            "type Query { a: Int } interface I { a: Int }",
            "type Query implements I { a: Int } interface I { a: Int }",
            "dangerous[IMPLEMENTATION_ADDED]",
        ),
        (
            "type Query { a: Int } type Mutation { b: Int }",
            "type Query { a: Int }",
            "breaking[ROOT_REMOVED]",
        ),
        (
            "directive @x on FIELD type Query { a: Int }",
            q,
            "breaking[DIRECTIVE_REMOVED]",
        ),
        (
            "directive @x on FIELD | QUERY type Query { a: Int }",
            "directive @x on FIELD type Query { a: Int }",
            "breaking[DIRECTIVE_CHANGED]",
        ),
    ] {
        let found: Vec<String> = changes(base, new).iter().map(ToString::to_string).collect();
        assert!(
            found.iter().any(|line| line.starts_with(told)),
            "{base} -> {new}: {found:?}"
        );
    }
}

#[test]
fn equal_schemas_have_no_changes() {
    let schema = "type Query { a(x: Int = 1): [E!]! } enum E { P }";
    assert_eq!(changes(schema, schema), []);
}

#[test]
fn the_worst_comes_first() {
    let found = changes(
        "type Query { a: Int b: Int }",
        "type Query { a: Int c: Int }",
    );
    assert_eq!(found[0].criticality, Criticality::Breaking);
    assert_eq!(found[0].coordinate, "Query.b");
    assert_eq!(found[1].criticality, Criticality::Safe);
}

#[test]
fn broken_schemas_are_told_apart() {
    let error = compare("type Query { a: Int }", "type Query {").expect_err("it is broken");
    let CheckError::InvalidSchema { which, .. } = error;
    assert_eq!(which, "new");
}

#[test]
fn stored_operations_are_validated() {
    let stored = |name: &str, text: &str| StoredOperation {
        file: Some(name.to_owned()),
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let all = [
        stored("good.graphql", "query Q { a }"),
        stored("bad.graphql", "query Q {\n  b\n}"),
        stored("broken.graphql", "query {"),
    ];
    let findings = operations(&schema("type Query { a: Int }"), &all);
    let files: Vec<_> = findings
        .iter()
        .map(|f| f.places[0].subgraph.as_str())
        .collect();
    assert_eq!(files[0], "bad.graphql");
    // What follows from the first slip of syntax is not told.
    assert_eq!(files, ["bad.graphql", "broken.graphql"]);
    assert_eq!(findings[0].places[0].kind, PlaceKind::Operation);
    assert_eq!(
        (findings[0].places[0].line, findings[0].places[0].column),
        (2, 3)
    );
}

fn source(name: &str, sdl: &str) -> SubgraphSource {
    SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: format!(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\", \"@shareable\"])\n{sdl}"
        ),
        file: Some(format!("{name}.graphql")),
    }
}

/// One row a change of two subgraphs: what of the second one is replaced, and the places that are told of each change.
#[test]
fn changes_have_the_places_of_what_changed() {
    let first = "schema { query: Root }\ntype Root { item(id: ID!): Item }\ntype Item @key(fields: \"id\") { id: ID! }\n";
    let second = "type Item @key(fields: \"id\") { id: ID!\n  price: Int\n  state(at: Int): State }\nenum State { OPEN\n  LOST }\n";
    for (old, new, expected) in [
        (
            "price: Int",
            "price: [Int]",
            "FIELD_TYPE_CHANGED b.graphql:3:3",
        ),
        // The type stands only for the subgraph that had the field.
        ("price: Int", "", "FIELD_REMOVED b.graphql:2:6"),
        ("at: Int", "at: Int!", "ARGUMENT_TYPE_CHANGED b.graphql:4:9"),
        ("(at: Int)", "", "ARGUMENT_REMOVED b.graphql:4:3"),
        ("\n  LOST", "", "ENUM_VALUE_REMOVED b.graphql:5:6"),
        ("LOST", "LOST\n  SOLD", "ENUM_VALUE_ADDED b.graphql:7:3"),
        ("query: Root", "query: Root", ""),
        (
            "item(id: ID!)",
            "item(id: ID)",
            "ARGUMENT_TYPE_CHANGED a.graphql:3:18",
        ),
        ("state(at: Int): State", "", "FIELD_REMOVED b.graphql:2:6"),
    ] {
        let before = [source("a", first), source("b", second)];
        let after = [
            source("a", &first.replace(old, new)),
            source("b", &second.replace(old, new)),
        ];
        let composed = |sources: &[SubgraphSource]| compose(sources).expect("it composes");
        let (base, now) = (composed(&before), composed(&after));
        let changes = changes(&base.api_sdl, &now.api_sdl);
        let base = Supergraph::parse(&base.supergraph_sdl).expect("it is a supergraph");
        let told = located(&changes, &after, Some(&base));
        let told: Vec<String> = told
            .iter()
            .map(|one| {
                let places = one.places.iter().map(ToString::to_string);
                format!("{} {}", one.code, places.collect::<Vec<_>>().join(" "))
            })
            .collect();
        match expected {
            "" => assert!(told.is_empty(), "{told:?}"),
            expected => assert!(told.iter().any(|one| one == expected), "{old}: {told:?}"),
        }
    }
}

#[test]
fn what_no_subgraph_declares_any_more_has_no_place() {
    let found = changes(
        "type Query { a: Int } input I { b: Int }",
        "type Query { a: Int }",
    );
    let now = [source("a", "type Query { a: Int }")];
    let told = located(&found, &now, None);
    assert_eq!((told[0].code, told[0].places.len()), ("TYPE_REMOVED", 0));
}

/// What an interface object gives to the implementations changes at the interface object, and nowhere else.
#[test]
fn a_field_of_an_interface_object_changes_once() {
    let source = |name: &str, sdl: &str| SubgraphSource {
        name: name.to_owned(),
        url: String::new(),
        sdl: format!(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", import: [\"@key\", \"@interfaceObject\"])\n{sdl}"
        ),
        file: Some(format!("{name}.graphql")),
    };
    let subgraphs = |ty: &str| {
        [
            source(
                "products",
                "type Query { p: Product } interface Product @key(fields: \"id\") { id: ID! } \
                 type Book implements Product @key(fields: \"id\") { id: ID! } type Gadget implements Product @key(fields: \"id\") { id: ID! }",
            ),
            source(
                "reviews",
                &format!(
                    "type Product @interfaceObject @key(fields: \"id\") {{ id: ID! stars: {ty} }}"
                ),
            ),
        ]
    };
    let before = compose(&subgraphs("Float!")).expect("it composes");
    let after = compose(&subgraphs("Float")).expect("it composes");
    let changes = changes(&before.api_sdl, &after.api_sdl);
    assert_eq!(changes.len(), 3);
    let base = Supergraph::parse(&before.supergraph_sdl).expect("it can be read");
    let told = located(&changes, &subgraphs("Float"), Some(&base));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].places.len(), 1);
    assert_eq!(told[0].places[0].subgraph, "reviews");
    assert!(
        told[0].notes[1].contains("Book.stars"),
        "{:?}",
        told[0].notes
    );
}

#[test]
fn an_unknown_field_is_told_once() {
    let schema = schema("type Query { user: User } type User { id: ID }");
    let stored = StoredOperation {
        name: "q.graphql".to_owned(),
        file: None,
        text: "{ user { nope { deeper } id } other: user { nope } }".to_owned(),
    };
    let told = operations(&schema, &[stored]);
    let messages: Vec<&str> = told
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
}
