//! What people are told: why each request is made, what it waits for, what was rejected; what the planner knows.

use std::collections::BTreeSet;

use apollo_compiler::ExecutableDocument;
use gateway_planner::{Limits, estimated_cost, facts, normalize};
use insta::assert_snapshot;

use crate::check::{composed, planned};

const SUBGRAPHS: [(&str, &str); 3] = [
    (
        "products",
        "type Query { p: [Product] @listSize(assumedSize: 10) } type Product @key(fields: \"id\") { id: ID! name: String @shareable price: Int @cost(weight: 3) weight: Int }",
    ),
    (
        "shipping",
        "type Product @key(fields: \"id\") { id: ID! weight: Int @external estimate: Int @requires(fields: \"weight\") slot: Slot } type Slot @key(fields: \"id\", resolvable: false) { id: ID! }",
    ),
    (
        "names",
        "type Product @key(fields: \"id\") { id: ID! name: String @shareable } type Slot @key(fields: \"id\") { id: ID! label: String }",
    ),
];

const OPERATION: &str = "{ p { name price estimate slot { label } } }";

#[test]
fn a_plan_says_why() {
    let plan = planned(&composed(&SUBGRAPHS), OPERATION);
    assert_snapshot!(format!("{plan:#}"), @r#"
    plan: 3 requests in 3 steps
    #0 products
      # gives Query.p (only here)
      query { p { name price weight id } }
    #1 shipping after #0
      # gives Product.estimate (only here), Product.slot (only here)
      # waits for #0: p.id, p.weight
      at p send Product { id* weight }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { estimate slot { id } } } }
    #2 names after #1
      # gives Slot.label (only here)
      # waits for #1: p.slot.id
      at p.slot send Slot { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Slot { label } } }
    answer
      p: [Product]
        name: String
        price: Int
        estimate: Int
        slot: Slot
          label: String
    "#);
}

#[test]
fn rejected_ways_are_told_with_their_cost() {
    let subgraphs = [
        (
            "a",
            "type Query { t: T } type T @key(fields: \"id\") { id: ID! }",
        ),
        (
            "b",
            "type T @key(fields: \"id\") { id: ID! x: Int @shareable y: Int }",
        ),
        (
            "c",
            "type T @key(fields: \"id\") { id: ID! x: Int @shareable }",
        ),
    ];
    let plan = planned(&composed(&subgraphs), "{ t { x y } }");
    assert_snapshot!(format!("{plan:#}"), @r#"
    plan: 2 requests in 2 steps
    #0 a
      # gives Query.t (only here)
      query { t { id } }
    #1 b after #0
      # gives T.y (only here), T.x (one of 2)
      # T.x: b asked where the object is already; rejected: c asked anew (3 requests in 2 steps)
      # waits for #0: t.id
      at t send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { x y } } }
    answer
      t: T
        x: Int
        y: Int
    "#);
}

#[test]
fn what_the_graph_says_of_an_operation() {
    let supergraph = composed(&SUBGRAPHS);
    let schema = &supergraph.api_schema;
    let document = ExecutableDocument::parse_and_validate(schema, OPERATION, "operation")
        .expect("the operation is valid");
    let operation = normalize(&supergraph, &document, None, &Limits::default())
        .expect("the operation is within limits");
    assert_snapshot!(facts(&supergraph, &operation, &BTreeSet::new()), @r#"
    Query.p: products
    Product is entered: names by id, products by id, shipping by id
    Product.name: names; products
    Product.price: products
    Product.estimate: shipping, requires weight
    Product.slot: shipping
    Slot is entered: names by id
    Slot.label: names
    "#);
    assert!(estimated_cost(&supergraph, &operation) > 30);
}
