//! Field set text to field set and back.

use gateway_supergraph::FieldSetError;
use proptest::prelude::*;

use crate::prelude::parse;

const BODY: &str = r#"
type Query @join__type(graph: A) { t: T }
type T @join__type(graph: A) { id: ID! o: O list(n: Int, e: E): [O!]! i: I }
interface I @join__type(graph: A) { id: ID! }
type O implements I @join__type(graph: A) @join__implements(graph: A, interface: "I") { id: ID! t: T }
enum E @join__type(graph: A) { P }
"#;

#[test]
fn texts_are_normalised() {
    let graph = parse(BODY);
    let ty = graph.type_named("T").unwrap().id;
    for (text, printed) in [
        ("id", "id"),
        ("{ id }", "id"),
        ("id o{id t {id}}", "id o { id t { id } }"),
        ("list(n: 1, e: P) { id }", "list(n: 1, e: P) { id }"),
        (
            "i { ... on O { id } __typename }",
            "i { ... on O { id } __typename }",
        ),
        ("... { id }", "... on T { id }"),
    ] {
        let set = graph
            .field_set(ty, text)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(set.to_string(), printed);
        assert_eq!(graph.field_set(ty, printed).unwrap(), set);
    }
}

#[test]
fn faults_are_told_apart() {
    let graph = parse(BODY);
    let ty = graph.type_named("T").unwrap().id;
    let error = |text: &str| graph.field_set(ty, text).unwrap_err();
    assert!(matches!(error(""), FieldSetError::Empty { .. }));
    assert!(matches!(error("id }"), FieldSetError::Syntax { .. }));
    assert!(matches!(error("id } { id"), FieldSetError::Syntax { .. }));
    assert!(matches!(error("x"), FieldSetError::UnknownField { .. }));
    assert!(matches!(error("o"), FieldSetError::SelectionMissing { .. }));
    assert!(matches!(
        error("id { x }"),
        FieldSetError::SelectionOnLeaf { .. }
    ));
    assert!(matches!(error("a: id"), FieldSetError::Alias { .. }));
    assert!(matches!(
        error("id @skip(if: true)"),
        FieldSetError::Directive { .. }
    ));
    assert!(matches!(error("...F"), FieldSetError::FragmentSpread));
    assert!(matches!(
        error("... on Z { id }"),
        FieldSetError::UnknownType { .. }
    ));
    let deep = "o { t { ".repeat(100) + "id" + &" } }".repeat(100);
    assert!(matches!(
        error(&deep),
        FieldSetError::Syntax { .. } | FieldSetError::TooDeep { .. }
    ));
    error(&"{".repeat(100_000));
}

proptest! {
    /// Whatever the text, an answer and no panic.
    #[test]
    fn any_text_is_answered(text in "[ a-z{}():.@$\"]{0,40}") {
        let graph = parse(BODY);
        let ty = graph.type_named("T").unwrap().id;
        let _answer = graph.field_set(ty, &text);
    }
}
