//! Plan quality: rules 51 to 53.

use insta::assert_snapshot;

use crate::check::text;

/// Going through `c` would take one request less in the first step, and one step more.
#[test]
fn rule_51_fewest_steps_first() {
    let plan = text(
        &[
            (
                "a",
                "type Query { t: T @shareable } type T @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type Query { t: T @shareable } type T @key(fields: \"id\") { id: ID! x: Int }",
            ),
            ("c", "type T @key(fields: \"id\") { id: ID! y: Int }"),
        ],
        "{ t { x y } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 b
      query { t { x id } }
    #1 c after #0
      at t send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { y } } }
    "#);
}

/// `b` alone has both fields; taking `x` from `a` or `c` would cost a request more.
#[test]
fn rule_51_then_fewest_requests() {
    let plan = text(
        &[
            (
                "r",
                "type Query { t: T } type T @key(fields: \"id\") { id: ID! }",
            ),
            (
                "a",
                "type T @key(fields: \"id\") { id: ID! x: Int @shareable }",
            ),
            (
                "b",
                "type T @key(fields: \"id\") { id: ID! x: Int @shareable y: Int @shareable z: Int @shareable }",
            ),
            (
                "c",
                "type T @key(fields: \"id\") { id: ID! y: Int @shareable z: Int @shareable }",
            ),
        ],
        "{ t { x y z } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 r
      query { t { id } }
    #1 b after #0
      at t send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { x y z } } }
    "#);
}

/// Two types, one request.
#[test]
fn rule_52_hops_to_one_subgraph_travel_together() {
    let plan = text(
        &[
            (
                "a",
                "type Query { u: User p: Product } type User @key(fields: \"id\") { id: ID! } type Product @key(fields: \"upc\") { upc: ID! }",
            ),
            (
                "b",
                "type User @key(fields: \"id\") { id: ID! name: String } type Product @key(fields: \"upc\") { upc: ID! price: Int }",
            ),
        ],
        "{ u { name } p { price } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { u { id } p { upc } }
    #1 b after #0
      at u send User { id* }
      at p send Product { upc* }
      query($r0: [_Any!]!, $r1: [_Any!]!) { e0: _entities(representations: $r0) { ... on User { name } } e1: _entities(representations: $r1) { ... on Product { price } } }
    "#);
}

/// `c` waits for `a` only, not for the slower branch through `b`.
#[test]
fn rule_53_a_fetch_waits_for_its_own_inputs() {
    let plan = text(
        &[
            (
                "a",
                "type Query { t: T } type T @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type T @key(fields: \"id\") { id: ID! u: U } type U @key(fields: \"id\") { id: ID! }",
            ),
            ("c", "type T @key(fields: \"id\") { id: ID! x: Int }"),
            ("d", "type U @key(fields: \"id\") { id: ID! y: Int }"),
        ],
        "{ t { x u { y } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 4 requests in 3 steps
    #0 a
      query { t { id } }
    #1 c after #0
      at t send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { x } } }
    #2 b after #0
      at t send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { u { id } } } }
    #3 d after #2
      at t.u send U { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on U { y } } }
    "#);
}
