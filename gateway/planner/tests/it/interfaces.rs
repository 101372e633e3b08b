//! Interfaces, unions, interface objects: rules 30 to 37.

use insta::assert_snapshot;

use crate::check::{composed, planned, text};

const MEDIA: (&str, &str) = (
    "media",
    "type Query { media: [Media] } interface Media { id: ID! title: String }
     type Book implements Media @key(fields: \"id\") { id: ID! title: String } type Film implements Media @key(fields: \"id\") { id: ID! title: String }",
);

/// `rating` is in no interface of any subgraph that gives media: each member hops for itself.
#[test]
fn rule_30_an_interface_field_is_expanded_to_its_members() {
    let plan = text(
        &[
            MEDIA,
            (
                "ratings",
                "interface Media { id: ID! rating: Int }
                 type Book implements Media @key(fields: \"id\") { id: ID! rating: Int } type Film implements Media @key(fields: \"id\") { id: ID! rating: Int }",
            ),
        ],
        "{ media { title rating } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 media
      query { media { __typename title id } }
    #1 ratings after #0
      at media send Book|Film as itself { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Media { rating } } }
    "#);
}

/// `b` gives a value of a type that `a` has not; `a` never hears of it.
#[test]
fn rule_31_unknown_types_are_dropped_from_a_subgraphs_document() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { a: [Node] } interface Node { id: ID! } type User implements Node { id: ID! @shareable name: String @shareable }",
            ),
            (
                "b",
                "type Query { b: [Node] } interface Node { id: ID! } type User implements Node { id: ID! @shareable name: String @shareable } type Bot implements Node { id: ID! model: String }",
            ),
        ]),
        "{ a { ...F } b { ...F } } fragment F on Node { ... on User { name } ... on Bot { model } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 1 step
    #0 a
      query { a { __typename ... on User { name } } }
    #1 b
      query { b { __typename ... on Bot { model } ... on User { name } } }
    answer
      a: [Node]
        name: String
      b: [Node]
        name [User]: String
        model [Bot]: String
    "#);
}

/// `Song` is known to one of the two that could resolve the path only: just its name is asked.
#[test]
fn rule_32_members_that_not_every_candidate_knows() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { media: Media @shareable } union Media = Book | Song type Book @shareable { title: String } type Song { title: String }",
            ),
            (
                "b",
                "type Query { media: Media @shareable } union Media = Book type Book @shareable { title: String }",
            ),
        ]),
        "{ media { __typename ... on Book { title } ... on Song { title } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 a
      query { media { __typename ... on Book { title } } }
    answer
      media: Media
        __typename: the type's name!
        title [Book]: String
    "#);
}

/// The clash is two levels down: `X.n` and `Y.n` differ in `a`, not in the API schema.
#[test]
fn rule_33_at_each_nesting_level() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { found: [Found] } union Found = A | B
                 type A { inner: X } type B { inner: Y } type X @key(fields: \"id\") { id: ID! n: Int! @shareable } type Y { n: Int }",
            ),
            ("b", "type X @key(fields: \"id\") { id: ID! n: Int @shareable }"),
        ]),
        "{ found { ... on A { inner { n } } ... on B { inner { n } } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 a
      query { found { __typename ... on A { inner { n } } ... on B { inner { __portico_1_n: n } } } }
    answer
      found: [Found]
        inner [A]: X
          n: Int
        inner [B]: Y
          n from __portico_1_n: Int
    "#);
}

/// What the API schema lets the client merge may differ in nullability in the subgraph.
#[test]
fn rule_33_nullability_as_the_subgraph_declares_it() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { found: [Found] } union Found = A | B type A @key(fields: \"id\") { id: ID! name: String! @shareable } type B @key(fields: \"id\") { id: ID! name: String }",
            ),
            (
                "b",
                "type A @key(fields: \"id\") { id: ID! name: String @shareable }",
            ),
        ]),
        "{ found { ... on A { name } ... on B { name } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 a
      query { found { __typename ... on A { name } ... on B { __portico_1_name: name } } }
    answer
      found: [Found]
        name [A]: String
        name from __portico_1_name [B]: String
    "#);
}

const OWNER: (&str, &str) = (
    "owner",
    "type Query { owned: [Media] } interface Media @key(fields: \"id\") { id: ID! title: String }
     type Book implements Media @key(fields: \"id\") { id: ID! title: String pages: Int } type Film implements Media @key(fields: \"id\") { id: ID! title: String minutes: Int }",
);
const REVIEWS: (&str, &str) = (
    "reviews",
    "type Query { top: [Media] } type Media @key(fields: \"id\") @interfaceObject { id: ID! score: Int reviews: [String] }",
);

/// Into the interface object: the representation says the interface.
#[test]
fn rule_34_a_representation_names_the_interface() {
    assert_snapshot!(text(&[OWNER, REVIEWS], "{ owned { title score } }"), @r#"
    plan: 2 requests in 2 steps
    #0 owner
      query { owned { __typename title id } }
    #1 reviews after #0
      at owned send Media { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Media { score } } }
    "#);
}

/// From the interface object: the type is looked up for `__typename`, and not otherwise.
#[test]
fn rule_34_the_type_comes_from_the_owner_when_it_is_needed() {
    assert_snapshot!(text(&[OWNER, REVIEWS], "{ top { id score } }"), @r#"
    plan: 1 request in 1 step
    #0 reviews
      query { top { id score } }
    "#);
    assert_snapshot!(text(&[OWNER, REVIEWS], "{ top { __typename score } }"), @r#"
    plan: 2 requests in 2 steps
    #0 reviews
      query { top { score id } }
    #1 owner after #0
      at top send Media { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }
    "#);
    assert_snapshot!(text(&[OWNER, REVIEWS], "{ top { score title } }"), @r#"
    plan: 2 requests in 2 steps
    #0 reviews
      query { top { score id } }
    #1 owner after #0
      at top send Media { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Media { title } } }
    "#);
}

#[test]
fn rule_34_a_fragment_filters_by_the_looked_up_type() {
    let plan = planned(
        &composed(&[OWNER, REVIEWS]),
        "{ top { ... on Book { score pages } ... on Film { reviews } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 reviews
      query { top { score reviews id } }
    #1 owner after #0
      at top send Media { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Book { pages } } }
    answer
      top: [Media]
        score [Book]: Int
        pages [Book]: Int
        reviews [Film]: [String]
    "#);
}

/// Here the interface object is where the object is already.
#[test]
fn rule_35_the_path_decides_between_shared_fields() {
    let subgraphs = [
        (
            "a",
            "type Query { a: [I] } interface I @key(fields: \"id\") { id: ID! name: String } type T implements I @key(fields: \"id\") { id: ID! name: String @shareable }",
        ),
        (
            "b",
            "type Query { b: [I] } type I @key(fields: \"id\") @interfaceObject { id: ID! name: String @shareable }",
        ),
    ];
    assert_snapshot!(text(&subgraphs, "{ a { name } b { name } }"), @r#"
    plan: 2 requests in 1 step
    #0 a
      query { a { __typename name } }
    #1 b
      query { b { name } }
    "#);
}

#[test]
fn rule_36_interface_objects_in_each_others_subgraphs() {
    let subgraphs = [
        (
            "a",
            "type Query { a: [A] } interface A @key(fields: \"id\") { id: ID! x: Int } type T implements A @key(fields: \"id\") { id: ID! x: Int }
             type B @key(fields: \"id\") @interfaceObject { id: ID! fromA: Int }",
        ),
        (
            "b",
            "type Query { b: [B] } interface B @key(fields: \"id\") { id: ID! y: Int } type U implements B @key(fields: \"id\") { id: ID! y: Int }
             type A @key(fields: \"id\") @interfaceObject { id: ID! fromB: Int }",
        ),
    ];
    assert_snapshot!(text(&subgraphs, "{ a { x fromB } b { y fromA } }"), @r#"
    plan: 4 requests in 2 steps
    #0 a
      query { a { __typename x id } }
    #1 b
      query { b { __typename y id } }
    #2 b after #0
      at a send A { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on A { fromB } } }
    #3 a after #1
      at b send B { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on B { fromA } } }
    "#);
}

#[test]
fn rule_37_typename_is_always_right() {
    let plan = planned(
        &composed(&[MEDIA]),
        "{ __typename media { kind: __typename again: __typename ... on Book { __typename } } root: __typename }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 media
      query { media { __typename } }
    answer
      __typename: the name Query!
      media: [Media]
        kind from __typename: the type's name!
        again from __typename: the type's name!
        __typename [Book]: the type's name!
      root from __typename: the name Query!
    "#);
}

/// The interface has no implementation where it is owned, and the interface object cannot be entered: its field is
/// had where the value comes from there, and nowhere else.
#[test]
fn rule_36_without_implementations_and_not_resolvable() {
    let subgraphs = [
        (
            "a",
            "type Query { any: A } interface A @key(fields: \"id\") { id: ID! }",
        ),
        (
            "b",
            "type Query { some: [A] } type A @key(fields: \"id\") @interfaceObject { id: ID! x: Int }",
        ),
        (
            "c",
            "type Query { others: [A] } type A @key(fields: \"id\", resolvable: false) @interfaceObject { id: ID! }",
        ),
    ];
    let plan = text(&subgraphs, "{ some { id x } others { x } }");
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 2 steps
    #0 b
      query { some { id x } }
    #1 c
      query { others { id } }
    #2 b after #1
      at others send A { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on A { x } } }
    "#);
}

/// Who owns the interface cannot tell the type of an object that nobody implements it for: that is an error, and costs no
/// other field its place in the plan.
#[test]
fn rule_36_the_type_of_what_nobody_implements() {
    let plan = planned(
        &composed(&[
            (
                "a",
                "type Query { any: A } interface A @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type Query { some: [A] } type A @key(fields: \"id\") @interfaceObject { id: ID! x: Int }",
            ),
        ]),
        "{ some { __typename x } }",
    );
    assert_snapshot!(plan.to_string(), @r"
    plan: 1 request in 1 step
    #0 b
      query { some { x } }
    answer
      some: [A]
        __typename: unreachable!
        x: Int
    ");
}

/// A shared field is asked of a subgraph that can tell the types of its values, where another one cannot: that one's key
/// leads nowhere.
#[test]
fn rule_36_a_shared_field_is_asked_where_its_type_is_known() {
    let subgraphs = [
        (
            "a",
            "type Query { media: Media @shareable } type Media @key(fields: \"id\") @interfaceObject { id: ID! x: Int }",
        ),
        (
            "b",
            "type Query { media: Media @shareable } interface Media @key(fields: \"id\", resolvable: false) { id: ID! } \
             type Book implements Media @key(fields: \"id\", resolvable: false) { id: ID! }",
        ),
    ];
    assert_snapshot!(text(&subgraphs, "{ media { __typename id } }"), @r"
    plan: 1 request in 1 step
    #0 b
      query { media { __typename id } }
    ");
    assert_snapshot!(text(&subgraphs, "{ media { __typename x } }"), @r"
    plan: 2 requests in 1 step
    #0 b
      query { media { __typename } }
    #1 a
      query { media { x } }
    ");
}
