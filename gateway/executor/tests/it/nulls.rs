//! Null propagation by the API schema's nullability (rule 41).

use crate::scripted::run;
use crate::text::{plan, root};

/// Shape, what the subgraph says, what the client sees, and the errors.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const CASES: &[Case] = &[
    (
        "a nullable field is null",
        "me: User { name: String }",
        r#"{"me":{"name":null}}"#,
        r#"{"me":{"name":null}}"#,
        &[],
    ),
    (
        "a field that may not be null makes its object null",
        "me: User { name: String! }",
        r#"{"me":{"name":null}}"#,
        r#"{"me":null}"#,
        &["SUBGRAPH_NULL at me.name"],
    ),
    (
        "a missing field counts as null",
        "me: User { name: String! }",
        r#"{"me":{}}"#,
        r#"{"me":null}"#,
        &["SUBGRAPH_NULL at me.name"],
    ),
    (
        "it goes up to the nearest place that may be null",
        "me: User { friend: User! { name: String! } id: ID }",
        r#"{"me":{"id":1,"friend":{"name":null}}}"#,
        r#"{"me":null}"#,
        &["SUBGRAPH_NULL at me.friend.name"],
    ),
    (
        "up to data itself",
        "me: User! { name: String! }",
        r#"{"me":{"name":null}}"#,
        "null",
        &["SUBGRAPH_NULL at me.name"],
    ),
    (
        "an item that may be null stops it",
        "users: [User]! { name: String! }",
        r#"{"users":[{"name":"a"},{"name":null},{"name":"c"}]}"#,
        r#"{"users":[{"name":"a"},null,{"name":"c"}]}"#,
        &["SUBGRAPH_NULL at users.1.name"],
    ),
    (
        "an item that may not be null makes the list null",
        "users: [User!] { name: String! }",
        r#"{"users":[{"name":"a"},{"name":null},{"name":null}]}"#,
        r#"{"users":null}"#,
        &["SUBGRAPH_NULL at users.1.name"],
    ),
    (
        "a null item",
        "users: [User!]! { name: String! } id: ID",
        r#"{"users":[null],"id":"x"}"#,
        "null",
        &["SUBGRAPH_NULL at users.0"],
    ),
    (
        "lists in lists",
        "grid: [[Int!]]!",
        r#"{"grid":[[1,2],[3,null],null]}"#,
        r#"{"grid":[[1,2],null,null]}"#,
        &["SUBGRAPH_NULL at grid.1.1"],
    ),
    (
        "what stands beside stays",
        "a: User { name: String! } b: User { name: String! }",
        r#"{"a":{"name":null},"b":{"name":"b"}}"#,
        r#"{"a":null,"b":{"name":"b"}}"#,
        &["SUBGRAPH_NULL at a.name"],
    ),
];

#[test]
fn rule_41_nulls_bubble_by_the_api_schema() {
    for (name, shape, data, expected, errors) in CASES {
        let selection =
            "{ me { id name friend { name } } users { name } grid a { name } b { name } id }";
        let outcome = run(
            plan(shape, vec![root("a", selection)]),
            [format!(r#"{{"data":{data}}}"#)],
        );
        assert_eq!(outcome.data(), *expected, "{name}");
        assert_eq!(outcome.errors(), *errors, "{name}");
        assert_eq!(outcome.output.data_is_null, *expected == "null", "{name}");
    }
}

#[test]
fn a_null_that_the_subgraph_explains_gets_no_second_error() {
    let outcome = run(
        plan(
            "users: [User]! { name: String! }",
            vec![root("a", "{ users { name } }")],
        ),
        [
            r#"{"data":{"users":[{"name":null},{"name":null}]},"errors":[{"message":"no","path":["users",1,"name"]}]}"#,
        ],
    );
    assert_eq!(outcome.data(), r#"{"users":[null,null]}"#);
    assert_eq!(
        outcome.errors(),
        [
            "SUBGRAPH_ERROR at users.1.name",
            "SUBGRAPH_NULL at users.0.name"
        ]
    );
}

#[test]
fn an_object_without_fields_is_empty_and_no_error() {
    let outcome = run(
        plan(
            "media: Media<Book|Movie> { pages: Int @on(Book) } list: [Int]",
            vec![root(
                "a",
                "{ media { __typename ... on Book { pages } } list }",
            )],
        ),
        [r#"{"data":{"media":{"__typename":"Movie"},"list":[]}}"#],
    );
    assert_eq!(outcome.text(), r#"{"data":{"media":{},"list":[]}}"#);
}
