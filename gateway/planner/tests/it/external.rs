//! `@external` and extensions: rules 10 to 14.

use insta::assert_snapshot;

use crate::check::text;

/// No `@link`: value types are shared without a word, and an extension's external key can be returned.
#[test]
fn rule_10_federation_1_is_implicit() {
    let sources = [
        (
            "a",
            "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! size: Size } type Size { w: Int }",
        ),
        (
            "b",
            "extend type Query { q: Product } extend type Product @key(fields: \"id\") { id: ID! @external box: Size } type Size { w: Int }",
        ),
    ];
    let supergraph = crate::check::composed_federation_1(&sources);
    let plan = crate::check::planned(&supergraph, "{ q { id size { w } box { w } } }");
    assert_snapshot!(crate::check::fetches(&plan), @r#"
    plan: 2 requests in 2 steps
    #0 b
      query { q { id box { w } } }
    #1 a after #0
      at q send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { size { w } } } }
    "#);
}

/// An external key of an extension can be returned.
#[test]
fn rule_11_an_extension_returns_its_external_key() {
    let plan = text(
        &[
            (
                "a",
                "type Query { first: Product } extend type Product @key(fields: \"upc\") { upc: ID! @external stock: Int }",
            ),
            (
                "b",
                "type Product @key(fields: \"upc\") { upc: ID! name: String }",
            ),
        ],
        "{ first { upc stock name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { first { upc stock } }
    #1 b after #0
      at first send Product { upc* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name } } }
    "#);
}

/// An external field is asked of its owner.
#[test]
fn rule_12_external_fields_come_from_their_owner() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! weight: Int @external cost: Int @requires(fields: \"weight\") }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! weight: Int }",
            ),
        ],
        "{ p { weight } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { id } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { weight } } }
    "#);
}

/// `extend type` without a base definition in the document.
#[test]
fn rule_13_an_extension_needs_no_base() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "extend type Product @key(fields: \"id\") { id: ID! @external name: String }",
            ),
        ],
        "{ p { name } }",
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

/// A plain type's external key is accepted, and not returned: `price` is had by another way in.
#[test]
fn rule_11_an_external_key_of_a_plain_type_is_not_returned() {
    let plan = text(
        &[
            (
                "a",
                "type Query { p: Product } type Product @key(fields: \"id\") @key(fields: \"code\") { id: ID! code: ID! @external name: String }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") @key(fields: \"code\") { id: ID! code: ID! price: Int }",
            ),
        ],
        "{ p { code price } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { p { id } }
    #1 b after #0
      at p send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { code price } } }
    "#);
}

/// The same document, with and without the mark on the copy: nothing but the join directives says what is external.
#[test]
fn rule_14_externality_comes_from_the_join_directives_alone() {
    let sdl = include_str!("../supergraphs/workload.graphql");
    let operation = "{ topProducts { price } }";
    let supergraph =
        |sdl: &str| gateway_supergraph::Supergraph::parse(sdl).expect("it can be read");
    let owned = crate::check::planned(&supergraph(sdl), operation);
    assert_snapshot!(crate::check::fetches(&owned), @r#"
    plan: 1 request in 1 step
    #0 products
      query { topProducts { price } }
    "#);
    let mark =
        "price: Int @join__field(graph: INVENTORY, external: true) @join__field(graph: PRODUCTS)";
    assert!(sdl.contains(mark), "the inventory has an external copy");
    let turned =
        "price: Int @join__field(graph: INVENTORY) @join__field(graph: PRODUCTS, external: true)";
    let turned = crate::check::planned(&supergraph(&sdl.replace(mark, turned)), operation);
    assert_snapshot!(crate::check::fetches(&turned), @r#"
    plan: 2 requests in 2 steps
    #0 products
      query { topProducts { upc } }
    #1 inventory after #0
      at topProducts send Product { upc* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    "#);
}
