//! Fields of type `Query` below the root: each subgraph gives its own part of the query root, wherever that stands.

use insta::assert_snapshot;

use crate::check::{composed, planned, text};

const CARTS: (&str, &str) = (
    "carts",
    "type Query { cart: Cart } type Mutation { clear: Cleared again: Cleared } type Cleared { ok: Boolean query: Query } type Cart @key(fields: \"id\") { id: ID! size: Int }",
);

const USERS: (&str, &str) = (
    "users",
    "type Query { me: User } type User @key(fields: \"id\") { id: ID! name: String home: Query }",
);

/// The other subgraph's part is asked once the mutation is done; the next mutation waits for it.
#[test]
fn below_a_mutation() {
    let plan = planned(
        &composed(&[CARTS, USERS]),
        "mutation { clear { ok query { cart { size } me { name } } } again { query { me { name } } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 4 requests in 4 steps
    #0 carts
      mutation { clear { ok query { cart { size } } } }
    #1 users after #0
      at clear.query
      query { me { name } }
    #2 carts after #0 #1
      mutation { again { query { __typename } } }
    #3 users after #0 #1 #2
      at again.query
      query { me { name } }
    answer
      clear: Cleared
        ok: Boolean
        query: Query
          cart: Cart
            size: Int
          me: User
            name: String
      again: Cleared
        query: Query
          me: User
            name: String
    "#);
}

/// Below an object, and again below that: one more step each.
#[test]
fn below_an_object() {
    let plan = text(
        &[CARTS, USERS],
        "query($on: Boolean!) { me { home @include(if: $on) { cart { size } me { name } } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 users
      query($on: Boolean!) { me { home @include(if: $on) { me { name } } } }
    #1 carts after #0 if $on
      at me.home
      query { cart { size } }
    "#);
}

/// What stands below is reached as from the root: by keys, and through a shareable field.
#[test]
fn hops_lead_on_from_there() {
    let plan = text(
        &[
            (
                "a",
                "type Query { list: [Item] } type Item @key(fields: \"id\") { id: ID! root: Query }",
            ),
            (
                "b",
                "type Query { shop: Shop @shareable } type Shop @shareable { name: String open: Int } type Item @key(fields: \"id\") { id: ID! price: Int }",
            ),
            (
                "c",
                "type Query { shop: Shop @shareable } type Shop @shareable { name: String close: Int }",
            ),
        ],
        "{ list { root { list { price } shop { name open close } } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 4 requests in 2 steps
    #0 a
      query { list { root { list { id } } } }
    #1 b after #0
      at list.root
      query { shop { name open } }
    #2 b after #0
      at list.root.list send Item { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Item { price } } }
    #3 c after #0
      at list.root
      query { shop { close } }
    "#);
}
