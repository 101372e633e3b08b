//! `@override` and `@shareable`: rules 25 to 29.

use std::collections::BTreeSet;

use gateway_planner::override_labels;
use insta::assert_snapshot;

use crate::check::{composed, fetches, planned_with, text};

#[test]
fn rule_25_the_overridden_copy_is_never_asked() {
    let plan = text(
        &[
            (
                "old",
                "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! price: Int name: String }",
            ),
            (
                "new",
                "type Product @key(fields: \"id\") { id: ID! price: Int @override(from: \"old\") }",
            ),
        ],
        "{ p { name price } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 old
      query { p { name id } }
    #1 new after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    "#);
}

/// The old owner still requires the field, which now comes from the new one.
#[test]
fn rule_26_requirements_follow_the_new_owner() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! price: Int @external tax: Int @requires(fields: \"price\") }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! price: Int }",
            ),
            (
                "c",
                "type Product @key(fields: \"id\") { id: ID! price: Int @override(from: \"b\") }",
            ),
        ],
        "{ p { tax } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 a
      query { p { id } }
    #1 c after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    #2 a after #0 #1
      at p send Product { id* price }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { tax } } }
    "#);
}

#[test]
fn rule_28_progressive_overrides_are_decided_per_request() {
    let supergraph = composed(&[
        (
            "old",
            "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! price: Int }",
        ),
        (
            "new",
            "type Product @key(fields: \"id\") { id: ID! price: Int @override(from: \"old\", label: \"percent(25)\") }",
        ),
    ]);
    let labels = override_labels(&supergraph);
    assert_eq!(labels, BTreeSet::from(["percent(25)".to_owned()]));
    let operation = "{ p { price } }";
    let before = fetches(&planned_with(&supergraph, operation, &BTreeSet::new()));
    assert_snapshot!(before, @r#"
    plan: 1 request in 1 step
    #0 old
      query { p { price } }
    "#);
    let after = fetches(&planned_with(&supergraph, operation, &labels));
    assert_snapshot!(after, @r#"
    plan: 2 requests in 2 steps
    #0 old
      query { p { id } }
    #1 new after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    "#);
}

#[test]
fn rule_29_a_shareable_mutation_is_called_once() {
    let plan = text(
        &[
            (
                "a",
                "type Query { q: Int @shareable } type Mutation { add: Result @shareable } type Result { a: Int @shareable b: Int @shareable c: Int @shareable }",
            ),
            (
                "b",
                "type Query { q: Int @shareable } type Mutation { add: Result @shareable } type Result { a: Int @shareable b: Int @shareable c: Int @shareable }",
            ),
        ],
        "mutation { add { a b c } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 1 request in 1 step
    #0 a
      mutation { add { a b c } }
    "#);
}

/// Each of two subgraphs owns one part: both roots are asked.
#[test]
fn rule_29_a_shareable_query_root_may_be_asked_in_several() {
    let plan = text(
        &[
            (
                "a",
                "type Query { shop: Shop @shareable } type Shop { a: Int }",
            ),
            (
                "b",
                "type Query { shop: Shop @shareable } type Shop { b: Int }",
            ),
        ],
        "{ shop { a b } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 1 step
    #0 a
      query { shop { a } }
    #1 b
      query { shop { b } }
    "#);
}

/// A name that no subgraph has: the field stays where it is.
#[test]
fn rule_27_an_override_from_an_unknown_subgraph_has_no_effect() {
    let plan = text(
        &[(
            "a",
            "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! price: Int @override(from: \"gone\") }",
        )],
        "{ p { price } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 1 request in 1 step
    #0 a
      query { p { price } }
    "#);
}
