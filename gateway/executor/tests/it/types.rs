//! Run-time types: `__typename`, members of abstract types, types that may not stand at a place.

use crate::scripted::run;
use crate::text::{plan, root};

fn media(shape: &str, data: &str) -> crate::scripted::Outcome {
    let selection =
        "{ media { __typename id ... on Book { title: name } ... on Movie { title: label } } }";
    run(
        plan(shape, vec![root("a", selection)]),
        [format!(r#"{{"data":{{"media":{data}}}}}"#)],
    )
}

#[test]
fn rule_37_typename_is_right_aliased_repeated_and_hidden() {
    let outcome = media(
        "media: [Media<Book|Movie>] { a=__typename: Typename title: String b=__typename: Typename }",
        r#"[{"__typename":"Book","id":1,"title":"x"},{"__typename":"Movie","id":2,"title":"y"}]"#,
    );
    assert_eq!(
        outcome.data(),
        r#"{"media":[{"a":"Book","title":"x","b":"Book"},{"a":"Movie","title":"y","b":"Movie"}]}"#
    );
    let outcome = media(
        "media: Media<Book|Movie> { title: String }",
        r#"{"__typename":"Book","title":"x"}"#,
    );
    assert_eq!(outcome.data(), r#"{"media":{"title":"x"}}"#);
}

#[test]
fn fields_are_written_for_the_types_they_are_for() {
    let outcome = media(
        "media: [Media<Book|Movie>] { book=title: String @on(Book) movie=title: String @on(Movie) id: ID }",
        r#"[{"__typename":"Book","id":1,"title":"x"},{"__typename":"Movie","id":2,"title":"y"}]"#,
    );
    assert_eq!(
        outcome.data(),
        r#"{"media":[{"book":"x","id":"1"},{"movie":"y","id":"2"}]}"#
    );
}

#[test]
fn rules_38_and_49_a_type_that_may_not_stand_there_is_null_with_an_error() {
    let shape = "media: [Media<Book|Movie>] { id: ID }";
    let outcome = media(
        shape,
        r#"[{"__typename":"Song","id":1},{"__typename":"Movie","id":2},{"__typename":5,"id":3}]"#,
    );
    assert_eq!(outcome.data(), r#"{"media":[null,{"id":"2"},null]}"#);
    assert_eq!(
        outcome.errors(),
        [
            "SUBGRAPH_INVALID_TYPE at media.0",
            "SUBGRAPH_INVALID_TYPE at media.2"
        ]
    );
}

#[test]
fn a_typename_with_escapes_is_the_same_type() {
    let outcome = media(
        "media: Media<Book|Movie> { __typename: Typename }",
        r#"{"__typename":"\u0042ook"}"#,
    );
    assert_eq!(outcome.data(), r#"{"media":{"__typename":"Book"}}"#);
}

#[test]
fn the_only_possible_type_need_not_be_said() {
    let outcome = media("media: Book { __typename: Typename id: ID }", r#"{"id":1}"#);
    assert_eq!(
        outcome.data(),
        r#"{"media":{"__typename":"Book","id":"1"}}"#
    );
}

#[test]
fn an_object_where_a_list_belongs_and_the_other_way_round() {
    let outcome = media("media: [Book] { id: ID }", r#"{"id":1}"#);
    assert_eq!(outcome.data(), r#"{"media":null}"#);
    assert_eq!(outcome.errors(), ["SUBGRAPH_INVALID_VALUE at media"]);
    let outcome = media("media: Book { id: ID }", r#"[{"id":1}]"#);
    assert_eq!(outcome.data(), r#"{"media":null}"#);
    let outcome = media("media: Book { id: ID }", r#""book""#);
    assert_eq!(outcome.data(), r#"{"media":null}"#);
    assert_eq!(outcome.errors(), ["SUBGRAPH_INVALID_VALUE at media"]);
}

/// One storage key, whose objects have the type that goes with the object around them.
#[test]
fn a_type_that_nobody_says_is_not_guessed_from_a_neighbour() {
    use crate::text::{entities, group, representation};
    let by_type = gateway_plan::EntityGroup {
        contexts: Vec::new(),
        representations: vec![representation(&["Page"], Some("Page"), "id!")],
        ..group(&["media.part"], "", "", "{ ... on Page { text } }")
    };
    let plan = plan(
        "media: [Media<Book|Movie>] { part: Page @on(Book) { text: String } part: Scene @on(Movie) { id: ID } }",
        vec![
            root(
                "a",
                "{ media { __typename ... on Book { part { id } } ... on Movie { part { id } } } }",
            ),
            entities("b", &[0], vec![by_type]),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"media":[{"__typename":"Book","part":{"id":1}},{"__typename":"Movie","part":{"id":2}}]}}"#,
            "never asked",
        ],
    );
    // Neither is known to be a page, so neither is sent as one.
    assert_eq!(outcome.sent.len(), 1);
    assert_eq!(
        outcome.data(),
        r#"{"media":[{"part":{"text":null}},{"part":{"id":"2"}}]}"#
    );
}
