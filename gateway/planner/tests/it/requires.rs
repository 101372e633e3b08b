//! `@requires`: rules 15 to 21.

use insta::assert_snapshot;

use crate::check::{composed, planned, text};

const PRODUCTS: (&str, &str) = (
    "products",
    "type Query { p: [Product] } type Product @key(fields: \"id\") { id: ID! price: Int weight: Int secret: Int @inaccessible }",
);

#[test]
fn rule_15_required_fields_are_fetched_though_not_asked() {
    let plan = text(
        &[
            PRODUCTS,
            (
                "shipping",
                "type Product @key(fields: \"id\") { id: ID! price: Int @external weight: Int @external secret: Int @external
                   estimate: Int @requires(fields: \"price weight\") hidden: Int @requires(fields: \"secret\") }",
            ),
        ],
        "{ p { estimate hidden } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 products
      query { p { price weight id secret } }
    #1 shipping after #0
      at p send Product { id* price weight secret }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { estimate hidden } } }
    "#);
}

/// `d` requires `c` requires `b` requires `a`, the subgraphs taking turns.
#[test]
fn rule_16_requirements_alternate() {
    let plan = text(
        &[
            (
                "one",
                "type Query { t: T } type T @key(fields: \"id\") { id: ID! a: Int b: Int @external c: Int @requires(fields: \"b\") }",
            ),
            (
                "two",
                "type T @key(fields: \"id\") { id: ID! a: Int @external c: Int @external b: Int @requires(fields: \"a\") d: Int @requires(fields: \"c\") }",
            ),
        ],
        "{ t { d } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 4 requests in 4 steps
    #0 one
      query { t { a id } }
    #1 two after #0
      at t send T { id* a }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { b } } }
    #2 one after #0 #1
      at t send T { id* b }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { c } } }
    #3 two after #0 #2
      at t send T { id* c }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { d } } }
    "#);
}

/// Through a nested interface, with a part for one member only.
#[test]
fn rule_17_requirements_go_through_interfaces_and_fragments() {
    let plan = text(
        &[
            (
                "users",
                "type Query { u: User } type User @key(fields: \"id\") { id: ID! contact: Contact }
                 interface Contact { label: String } type Mail implements Contact { label: String address: String } type Phone implements Contact { label: String number: Int }",
            ),
            (
                "letters",
                "type User @key(fields: \"id\") { id: ID! contact: Contact @external greeting: String @requires(fields: \"contact { label ... on Mail { address } }\") }
                 interface Contact { label: String } type Mail implements Contact { label: String @external address: String @external } type Phone implements Contact { label: String @external }",
            ),
        ],
        "{ u { greeting } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 users
      query { u { contact { __typename label ... on Mail { address } } id } }
    #1 letters after #0
      at u send User { id* contact { __typename label address[Mail] } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { greeting } } }
    "#);
}

/// The planner's `price(currency: \"USD\")` stays apart from the client's fields of that name.
#[test]
fn rule_18_required_arguments_get_an_internal_alias() {
    let subgraphs = [
        (
            "products",
            "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! price(currency: String): Int }",
        ),
        (
            "tax",
            "type Product @key(fields: \"id\") { id: ID! price(currency: String): Int @external tax: Int @requires(fields: \"price(currency: \\\"USD\\\")\") }",
        ),
    ];
    let operation =
        "query($c: String) { p { price(currency: $c) eur: price(currency: \"EUR\") tax } }";
    let plan = planned(&composed(&subgraphs), operation);
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 products
      query($c: String) { p { price(currency: $c) eur: price(currency: "EUR") __portico_1_price: price(currency: "USD") id } }
    #1 tax after #0
      at p send Product { id* price=__portico_1_price }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { tax } } }
    answer
      p: Product
        price: Int
        eur: Int
        tax: Int
    "#);
}

/// One request, two lists: one representation cannot hold two prices.
#[test]
fn rule_19_conflicting_requirements_are_two_lists() {
    let plan = text(
        &[
            (
                "products",
                "type Query { p: Product } type Product @key(fields: \"id\") { id: ID! price(currency: String): Int }",
            ),
            (
                "tax",
                "type Product @key(fields: \"id\") { id: ID! price(currency: String): Int @external
                   us: Int @requires(fields: \"price(currency: \\\"USD\\\")\") eu: Int @requires(fields: \"price(currency: \\\"EUR\\\")\") }",
            ),
        ],
        "{ p { us eu } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 products
      query { p { __portico_1_price: price(currency: "USD") id __portico_2_price: price(currency: "EUR") } }
    #1 tax after #0
      at p send Product { id* price=__portico_1_price }
      at p send Product { id* price=__portico_2_price }
      query($r0: [_Any!]!, $r1: [_Any!]!) { e0: _entities(representations: $r0) { ... on Product { us } } e1: _entities(representations: $r1) { ... on Product { eu } } }
    "#);
}

#[test]
fn rule_20_equal_requirements_share_a_hop() {
    let plan = text(
        &[
            PRODUCTS,
            (
                "shipping",
                "type Product @key(fields: \"id\") { id: ID! price: Int @external a: Int @requires(fields: \"price\") b: Int @requires(fields: \"price\") }",
            ),
        ],
        "{ p { price a b } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 products
      query { p { price id } }
    #1 shipping after #0
      at p send Product { id* price }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { a b } } }
    "#);
}

/// A plain field of the subgraph waits for the requirement's hop rather than taking a request of its own.
#[test]
fn plain_fields_join_the_requirements_hop() {
    let plan = text(
        &[
            (
                "reviews",
                "type Query { r: [Product] } type Product @key(fields: \"id\", resolvable: false) { id: ID! }",
            ),
            (
                "products",
                "type Product @key(fields: \"id\") { id: ID! price: Int }",
            ),
            (
                "inventory",
                "type Product @key(fields: \"id\") { id: ID! inStock: Boolean price: Int @external estimate: Int @requires(fields: \"price\") }",
            ),
        ],
        "{ r { inStock estimate } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 reviews
      query { r { id } }
    #1 products after #0
      at r send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { price } } }
    #2 inventory after #0 #1
      at r send Product { id* price }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { inStock estimate } } }
    "#);
}

/// A requirement that itself takes a hop, of a nested entity.
#[test]
fn requirements_reach_into_other_entities() {
    let plan = text(
        &[
            (
                "orders",
                "type Query { o: Order } type Order @key(fields: \"id\") { id: ID! buyer: User } type User @key(fields: \"id\", resolvable: false) { id: ID! }",
            ),
            ("users", "type User @key(fields: \"id\") { id: ID! country: String }"),
            (
                "tax",
                "type Order @key(fields: \"id\") { id: ID! buyer: User @external tax: Int @requires(fields: \"buyer { country }\") }
                 type User @key(fields: \"id\") { id: ID! country: String @external }",
            ),
        ],
        "{ o { tax } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 orders
      query { o { buyer { id } id } }
    #1 users after #0
      at o.buyer send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { country } } }
    #2 tax after #0 #1
      at o send Order { id* buyer { country } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Order { tax } } }
    "#);
}

/// Of members that lack it, nothing is asked, and their representations leave it out.
#[test]
fn rule_21_what_is_not_asked_is_not_sent() {
    let plan = text(
        &[
            (
                "a",
                "type Query { boxes: [Box] } interface Thing { id: ID! }
                 type Ball implements Thing { id: ID! radius: Int } type Cube implements Thing { id: ID! }
                 type Box @key(fields: \"id\") { id: ID! content: Thing }",
            ),
            (
                "b",
                "type Box @key(fields: \"id\") { id: ID! content: Thing @external volume: Int @requires(fields: \"content { ... on Ball { radius } }\") }
                 interface Thing { id: ID! } type Ball implements Thing { id: ID! @external radius: Int @external } type Cube implements Thing { id: ID! @external }",
            ),
        ],
        "{ boxes { volume } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { boxes { content { __typename ... on Ball { radius } } id } }
    #1 b after #0
      at boxes send Box { id* content { __typename radius[Ball] } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Box { volume } } }
    "#);
}

/// Two entities whose requirements need one another's results: each takes its turn.
#[test]
fn rule_16_requirements_that_cross() {
    let plan = text(
        &[
            (
                "a",
                "type Query { t: T } type T @key(fields: \"id\") { id: ID! b1: Int @external a1: Int a2: Int @requires(fields: \"b1\") }",
            ),
            (
                "b",
                "type T @key(fields: \"id\") { id: ID! a1: Int @external a2: Int @external b1: Int @requires(fields: \"a1\") b2: Int @requires(fields: \"a2\") }",
            ),
        ],
        "{ t { b2 a2 } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 4 requests in 4 steps
    #0 a
      query { t { a1 id } }
    #1 b after #0
      at t send T { id* a1 }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { b1 } } }
    #2 a after #0 #1
      at t send T { id* b1 }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { a2 } } }
    #3 b after #0 #2
      at t send T { id* a2 }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { b2 } } }
    "#);
}

const SIZES: [(&str, &str); 2] = [
    (
        "a",
        "type Query { p: Product all: [Thing] } interface Thing { id: ID! } type Product implements Thing @key(fields: \"id\") { id: ID! price: Int size: Size } type Box implements Thing @key(fields: \"id\") { id: ID! } type Size @shareable { width: Int unit: String }",
    ),
    (
        "b",
        "type Product @key(fields: \"id\") { id: ID! price: Int @external size: Size @external fits: Boolean @requires(fields: \"price size { width }\") } type Size @shareable { width: Int }",
    ),
];

/// The requirement comes before the client's fields below `size` are looked at: their keys are kept for them all the same.
#[test]
fn rule_20_a_required_field_below_is_asked_once_under_the_clients_alias() {
    let plan = text(&SIZES, "{ p { fits size { w: width } cost: price } }");
    assert_snapshot!(plan, @r"
    plan: 2 requests in 2 steps
    #0 a
      query { p { size { w: width } cost: price id } }
    #1 b after #0
      at p send Product { id* price=cost size { width=w } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { fits } } }
    ");
}

#[test]
fn rule_20_a_required_field_of_one_member_is_asked_once() {
    let operation =
        "{ all { ... on Product { fits cost: price size { w: width again: width } } } }";
    assert_snapshot!(text(&SIZES, operation), @r"
    plan: 2 requests in 2 steps
    #0 a
      query { all { __typename ... on Product { cost: price size { w: width again: width } id } } }
    #1 b after #0
      at all send Product as Product { id* price=cost size { width=w } }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { fits } } }
    ");
}
