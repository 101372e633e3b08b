//! `@inaccessible` and projection: rules 38 to 41.

use insta::assert_snapshot;

use crate::check::{composed, planned};

/// The hidden key is fetched and sent; hidden values and members are not among what the answer may hold.
#[test]
fn rule_38_hidden_elements_exist_for_the_planner_only() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { p: [P] kinds: [Kind] } interface P { size: Size } type Open implements P @key(fields: \"k\") { k: ID! @inaccessible size: Size } type Hidden implements P @inaccessible { size: Size }
                 enum Size { S M L @inaccessible } union Kind = Open | Hidden",
            ),
            ("b", "type Open @key(fields: \"k\") { k: ID! name: String }"),
        ]),
        "{ p { size ... on Open { name } } kinds { __typename } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { __typename size ... on Open { k } } kinds { __typename } }
    #1 b after #0
      at p send Open as Open { k* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Open { name } } }
    answer
      p: [P]
        size: S|M
        name [Open]: String
      kinds: [Kind]
        __typename: the type's name!
    "#);
    let json = serde_json::to_value(&plan.shape).expect("a shape is JSON");
    let text = json.to_string();
    assert!(text.contains(r#""enum":["S","M"]"#), "{text}");
    assert!(text.contains(r#""possible":["Open"]"#), "{text}");
}

/// The client cannot give it, and the gateway leaves it to the subgraph's default.
#[test]
fn rule_39_a_hidden_argument_is_left_out() {
    let plan = planned(
        &composed(&[(
            "a",
            "type Query { p(n: Int, secret: Int = 7 @inaccessible): Int }",
        )]),
        "{ p(n: 1) }",
    );
    assert_snapshot!(crate::check::fetches(&plan), @r#"
    plan: 1 request in 1 step
    #0 a
      query { p(n: 1) }
    "#);
}

/// Null rules are the API schema's, whatever one subgraph declares.
#[test]
fn rule_41_nullability_is_the_api_schemas() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { p: P! @shareable } type P { n: Int! @shareable l: [Int!]! @shareable }",
            ),
            (
                "b",
                "type Query { p: P @shareable } type P { n: Int @shareable l: [Int] @shareable }",
            ),
        ]),
        "{ p { n l } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 a
      query { p { n l } }
    answer
      p: P
        n: Int
        l: [Int]
    "#);
}
