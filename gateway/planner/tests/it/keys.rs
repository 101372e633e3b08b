//! Keys and hops: rules 1 to 9.

use insta::assert_snapshot;

use crate::check::text;

/// A plain value type that happens to have the key's fields can hop; the source declares no key.
#[test]
fn rule_01_the_target_says_how_it_is_entered() {
    let plan = text(
        &[
            (
                "a",
                "type Query { u: User } type User @shareable { id: ID! }",
            ),
            (
                "b",
                "type User @key(fields: \"id\") { id: ID! @shareable name: String }",
            ),
        ],
        "{ u { name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { u { id } }
    #1 b after #0
      at u send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { name } } }
    "#);
}

/// What a representation carries anyway may be named in a key.
#[test]
fn a_key_may_name_the_type() {
    let plan = text(
        &[
            (
                "a",
                "type Query { u: User } type User @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type User @key(fields: \"__typename id\") { id: ID! name: String }",
            ),
        ],
        "{ u { name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { u { id } }
    #1 b after #0
      at u send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { name } } }
    "#);
}

/// The key of `c` is collected over two hops, one part nested in a list.
#[test]
fn rule_02_compound_nested_keys_are_collected() {
    let plan = text(
        &[
            ("a", "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! }"),
            (
                "b",
                "type Product @key(fields: \"id\") @key(fields: \"upc tags { id }\") { id: ID! upc: ID! tags: [Tag!]! }
                 type Tag @shareable { id: ID! }",
            ),
            (
                "c",
                "type Product @key(fields: \"upc tags { id }\") { upc: ID! tags: [Tag!]! @shareable price: Int }
                 type Tag @shareable { id: ID! }",
            ),
        ],
        "{ p { price } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 a
      query { p { id } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { upc tags { id } } } }
    #2 c after #1
      at p send Product { upc* tags* { id* } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    "#);
}

/// Back into `a`, where only `upc` is resolvable: `upc` is fetched first.
#[test]
fn rule_03_return_by_a_key_that_is_resolvable_there() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: Product }
                 type Product @key(fields: \"id\", resolvable: false) @key(fields: \"upc\") { id: ID! upc: ID! @shareable name: String @requires(fields: \"size\") size: Int @external }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! upc: ID! @shareable size: Int }",
            ),
        ],
        "{ p { name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 a
      query { p { id upc } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { size } } }
    #2 a after #0 #1
      at p send Product { upc* size }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name } } }
    "#);
}

/// `id` is fetched for the hop, and is not in the answer; under the client's alias `id`, another field is.
#[test]
fn rule_04_key_fields_are_not_shown() {
    let subgraphs = [
        (
            "a",
            "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! name: String }",
        ),
        (
            "b",
            "type Product @key(fields: \"id\") { id: ID! price: Int }",
        ),
    ];
    let plan = crate::check::planned(
        &crate::check::composed(&subgraphs),
        "{ p { id: name price } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { id: name __portico_1_id: id } }
    #1 b after #0
      at p send Product { id=__portico_1_id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    answer
      p: Product
        id: String
        price: Int
    "#);
}

/// Keys of objects in nested lists: one hop, whatever the depth.
#[test]
fn rule_07_representations_are_gathered_over_nested_lists() {
    let plan = text(
        &[
            (
                "a",
                "type Query { grid: [[Cell!]!] } type Cell @key(fields: \"id\") { id: ID! near: [Cell] }",
            ),
            ("b", "type Cell @key(fields: \"id\") { id: ID! value: Int }"),
        ],
        "{ grid { value near { value } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { grid { near { id } id } }
    #1 b after #0
      at grid, grid.near send Cell { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Cell { value } } }
    "#);
}

/// `Dimensions` has no key: its other half comes through the entity that holds it.
#[test]
fn rule_08_a_keyless_type_is_reached_through_its_parent() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: [Product] } type Product @key(fields: \"id\") { id: ID! size: Dimensions @shareable }
                 type Dimensions { width: Int height: Int @shareable }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! size: Dimensions @shareable }
                 type Dimensions { depth: Int height: Int @shareable }",
            ),
        ],
        "{ p { size { width height depth } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { size { width height } id } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { size { depth } } } }
    "#);
}

/// No entity on the way at all: the shareable root field is asked in both.
#[test]
fn rule_08_or_through_the_shareable_root() {
    let plan = text(
        &[
            (
                "a",
                "type Query { shop: Shop @shareable } type Shop @shareable { name: String hours: Hours } type Hours { open: Int }",
            ),
            (
                "b",
                "type Query { shop: Shop @shareable } type Shop @shareable { name: String hours: Hours } type Hours { close: Int }",
            ),
        ],
        "{ shop { name hours { open close } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 1 step
    #0 a
      query { shop { name hours { open } } }
    #1 b
      query { shop { hours { close } } }
    "#);
}

/// Two keys in a row: `a` knows the e-mail, `b` turns it into the id that `c` wants.
#[test]
fn keys_are_bridged() {
    let plan = text(
        &[
            (
                "a",
                "type Query { me: User } type User @key(fields: \"email\") { email: String! }",
            ),
            (
                "b",
                "type User @key(fields: \"email\") @key(fields: \"id\") { email: String! id: ID! }",
            ),
            (
                "c",
                "type User @key(fields: \"id\") { id: ID! name: String }",
            ),
        ],
        "{ me { name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 a
      query { me { email } }
    #1 b after #0
      at me send User { email* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id } } }
    #2 c after #1
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { name } } }
    "#);
}

/// A supergraph from elsewhere may promise what no path gives: an error there, not silence.
#[test]
fn rule_09_an_unreachable_field_is_an_error() {
    let sdl = include_str!("../supergraphs/workload.graphql");
    // Products is the one owner of names, and can no longer be entered.
    let sdl = sdl.replace(
        "@join__type(graph: PRODUCTS, key: \"upc\")",
        "@join__type(graph: PRODUCTS, key: \"upc\", resolvable: false)",
    );
    let supergraph = gateway_supergraph::Supergraph::parse(&sdl).expect("it can be read");
    let operation = "{ users { reviews { product { upc name } } } }";
    let plan = crate::check::planned(&supergraph, operation);
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 accounts
      query { users { id } }
    #1 reviews after #0
      at users send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { product { upc } } } } }
    answer
      users: [User]
        reviews: [Review]
          product: Product
            upc: String!
            name: unreachable
    "#);
}

/// A hop asks for nothing but what it is for: its results are known by their place.
#[test]
fn rule_05_a_hop_does_not_ask_for_the_key_again() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: [Product] } type Product @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! name: String }",
            ),
        ],
        "{ p { id name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { id } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name } } }
    "#);
}

/// What must not be null is marked as key, at each level; a requirement may be null.
#[test]
fn rule_06_the_plan_says_which_fields_must_not_be_null() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: [Product] } type Product @key(fields: \"org { id }\") { org: Org size: Size } type Org @shareable { id: ID! } type Size @shareable { width: Int }",
            ),
            (
                "b",
                "type Product @key(fields: \"org { id }\") { org: Org size: Size @external fits: Boolean @requires(fields: \"size { width }\") } type Org @shareable { id: ID! } type Size @shareable { width: Int }",
            ),
        ],
        "{ p { fits } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { size { width } org { id } } }
    #1 b after #0
      at p send Product { org* { id* } size { width } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { fits } } }
    "#);
}

/// The entry by `id` is not resolvable, the one by `sku` is; a subgraph without any is never entered.
#[test]
fn rule_03_a_key_that_is_not_resolvable_is_no_way_in() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! sku: ID! @shareable }",
            ),
            (
                "c",
                "type Product @key(fields: \"id\", resolvable: false) @key(fields: \"sku\") { id: ID! sku: ID! @shareable stock: Int }",
            ),
        ],
        "{ p { stock } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 a
      query { p { id } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { sku } } }
    #2 c after #1
      at p send Product { sku* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stock } } }
    "#);
}
