//! `@defer`: parts of their own, in requests of their own (rule 46).

use std::collections::BTreeSet;

use insta::assert_snapshot;

use crate::check::{composed, planned, planned_deferring};

const ACCOUNTS: (&str, &str) = (
    "accounts",
    "type Query { me: User users: [User!]! stats: Stats } type User @key(fields: \"id\") { id: ID! name: String! bio: String profile: Profile } type Profile { city: String street: String } type Stats { visits: Int slow: Int }",
);
const REVIEWS: (&str, &str) = (
    "reviews",
    "type Query { latest: Review } type User @key(fields: \"id\") { id: ID! reviews: [Review!]! } type Review @key(fields: \"id\") { id: ID! body: String author: User }",
);

fn parts(operation: &str) -> String {
    deferred(&[ACCOUNTS, REVIEWS], operation)
}

/// The text of a checked plan in parts, where no variable decides about them.
fn deferred(subgraphs: &[(&str, &str)], operation: &str) -> String {
    planned_deferring(&composed(subgraphs), operation, &BTreeSet::new()).to_string()
}

/// The hop starts as soon as its key is there; the first part does not wait for it.
#[test]
fn rule_46_a_deferred_hop_is_a_part_of_its_own() {
    let parts = parts(r#"{ me { name ... @defer(label: "slow") { reviews { body } } } }"#);
    assert_snapshot!(parts, @r#"
    plan: 2 requests in 2 steps
    #0 accounts
      query { me { name id } }
    #1 reviews after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body } } } }
    first part after #0
    part 1 "slow" after #1
    answer
      me: User
        name: String!
        part 1
          reviews: [Review!]!
            body: String
    "#);
}

/// `bio` is local where `name` is; it may be the slow one.
#[test]
fn rule_46_local_fields_are_asked_anew() {
    let parts = parts(r#"{ me { name ... @defer { bio } } }"#);
    assert_snapshot!(parts, @r"
    plan: 2 requests in 2 steps
    #0 accounts
      query { me { name id } }
    #1 accounts after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { bio } } }
    first part after #0
    part 1 after #1
    answer
      me: User
        name: String!
        part 1
          bio: String
    ");
}

#[test]
fn rule_46_root_fields_are_asked_beside() {
    let parts = parts(r#"{ me { name } ... @defer { latest { body } users { id } } }"#);
    assert_snapshot!(parts, @r"
    plan: 3 requests in 1 step
    #0 accounts
      query { me { name } }
    #1 reviews
      query { latest { body } }
    #2 accounts
      query { users { id } }
    first part after #0
    part 1 after #1 #2
    answer
      me: User
        name: String!
      part 1
        latest: Review
          body: String
        users: [User!]!
          id: ID!
    ");
}

#[test]
fn rule_46_what_the_first_part_has_is_not_deferred() {
    let parts = parts(r#"{ me { name ... @defer { name id reviews { body } } id } }"#);
    assert_snapshot!(parts, @r"
    plan: 2 requests in 2 steps
    #0 accounts
      query { me { name id } }
    #1 reviews after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body } } } }
    first part after #0
    part 1 after #1
    answer
      me: User
        name: String!
        id: ID!
        part 1
          reviews: [Review!]!
            body: String
    ");
}

#[test]
fn rule_46_a_fragment_that_adds_nothing_is_no_part() {
    let parts = parts(r#"{ me { name ... @defer { name } } }"#);
    assert_snapshot!(parts, @r"
    plan: 1 request in 1 step
    #0 accounts
      query { me { name } }
    answer
      me: User
        name: String!
    ");
}

#[test]
fn rule_46_nested_parts() {
    let parts = parts(
        r#"{ me { name ... @defer(label: "outer") { reviews { body ... @defer(label: "inner") { author { bio } } } } } }"#,
    );
    assert_snapshot!(parts, @r#"
    plan: 4 requests in 4 steps
    #0 accounts
      query { me { name id } }
    #1 reviews after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body id } } } }
    #2 reviews after #1
      at me.reviews send Review { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Review { author { id } } } }
    #3 accounts after #2
      at me.reviews.author send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { bio } } }
    first part after #0
    part 1 "outer" after #1
    part 2 within 1 "inner" after #2 #3
    answer
      me: User
        name: String!
        part 1
          reviews: [Review!]!
            body: String
            part 2
              author: User
                bio: String
    "#);
}

#[test]
fn rule_46_a_part_adds_to_objects_of_the_part_before() {
    let parts = parts(r#"{ me { id } ... @defer { me { name profile { city } } } }"#);
    assert_snapshot!(parts, @r"
    plan: 2 requests in 2 steps
    #0 accounts
      query { me { id } }
    #1 accounts after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { name profile { city } } } }
    first part after #0
    part 1 after #0 #1
    answer
      me: User
        id: ID!
      part 1
        me: User
          name: String!
          profile: Profile
            city: String
    ");
}

/// They are answered later all the same.
#[test]
fn rule_46_values_without_a_key_come_with_the_part_before() {
    let parts = parts(r#"{ stats { visits ... @defer { slow } } }"#);
    assert_snapshot!(parts, @r"
    plan: 1 request in 1 step
    #0 accounts
      query { stats { visits slow } }
    first part after #0
    part 1 after #0
    answer
      stats: Stats
        visits: Int
        part 1
          slow: Int
    ");
}

#[test]
fn rule_46_siblings_share_what_they_both_ask() {
    let parts = parts(
        r#"{ me { id ... @defer(label: "a") { reviews { id } } ... @defer(label: "b") { reviews { id body } } } }"#,
    );
    assert_snapshot!(parts, @r#"
    plan: 3 requests in 3 steps
    #0 accounts
      query { me { id } }
    #1 reviews after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { id } } } }
    #2 reviews after #1
      at me.reviews send Review { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Review { body } } }
    first part after #0
    part 1 "a" after #1
    part 2 "b" after #1 #2
    answer
      me: User
        id: ID!
        part 1
          reviews: [Review!]!
            id: ID!
        part 2
          reviews: [Review!]!
            id: ID!
            body: String
    "#);
}

#[test]
fn rule_46_named_fragments_at_several_places() {
    let parts = parts(
        r#"{ me { ...F @defer(label: "me") } users { id ...F @defer(label: "all") } } fragment F on User { reviews { body } }"#,
    );
    assert_snapshot!(parts, @r#"
    plan: 3 requests in 2 steps
    #0 accounts
      query { me { id } users { id } }
    #1 reviews after #0
      at me send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body } } } }
    #2 reviews after #0
      at users send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body } } } }
    first part after #0
    part 1 "me" after #1
    part 2 "all" after #2
    answer
      me: User
        part 1
          reviews: [Review!]!
            body: String
      users: [User!]!
        id: ID!
        part 2
          reviews: [Review!]!
            body: String
    "#);
}

#[test]
fn rule_46_conditions_hold_for_parts() {
    let parts = parts(
        r#"query($a: Boolean!) { me { id ... @defer @include(if: $a) { reviews { body } bio @skip(if: $a) } } }"#,
    );
    assert_snapshot!(parts, @r"
    plan: 2 requests in 2 steps
    #0 accounts
      query { me { id } }
    #1 reviews after #0 if $a
      at me if $a send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body } } } }
    first part after #0
    part 1 after #1
    answer
      me: User
        id: ID!
        part 1 if $a
          reviews: [Review!]! if $a
            body: String
    ");
}

#[test]
fn rule_46_if_decides_by_the_variables_that_are_true() {
    let supergraph = composed(&[ACCOUNTS, REVIEWS]);
    let operation = "query($a: Boolean!) { me { name ... @defer(if: $a) { bio } } }";
    let holds = BTreeSet::from(["a".to_owned()]);
    let deferred = planned_deferring(&supergraph, operation, &holds);
    assert_eq!(deferred.deferral.unwrap().parts.len(), 2);
    let whole = planned_deferring(&supergraph, operation, &BTreeSet::new());
    assert_eq!(whole, planned(&supergraph, operation));
    let never = "{ me { name ... @defer(if: false) { bio } } }";
    assert_eq!(planned_deferring(&supergraph, never, &holds).deferral, None);
}

#[test]
fn rule_46_a_subgraph_never_sees_the_directive() {
    let supergraph = composed(&[ACCOUNTS, REVIEWS]);
    let operation = "{ me { name ... @defer { bio reviews { body } } } }";
    let none = BTreeSet::new();
    for plan in [
        planned_deferring(&supergraph, operation, &none),
        planned(&supergraph, operation),
    ] {
        assert!(
            plan.fetches
                .iter()
                .all(|fetch| !fetch.document().contains("defer"))
        );
    }
}

/// A mutation's fields run in order and at once; what hangs on their results may come later.
#[test]
fn rule_46_mutations_are_deferred_below_their_fields() {
    let parts = deferred(
        &[
            (
                "a",
                "type Query { t: T } type Mutation { one: T two: T } type T @key(fields: \"id\") { id: ID! x: Int }",
            ),
            (
                "b",
                "type T @key(fields: \"id\") { id: ID! y: Int } type Mutation { three: T }",
            ),
        ],
        "mutation { one { id ... @defer { y x } } three { id } two { id } }",
    );
    assert_snapshot!(parts, @r"
    plan: 5 requests in 3 steps
    #0 a
      mutation { one { id } }
    #1 b after #0
      mutation { three { id } }
    #2 a after #0 #1
      mutation { two { id } }
    #3 b after #0
      at one send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { y } } }
    #4 a after #0
      at one send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { x } } }
    first part after #0 #1 #2
    part 1 after #3 #4
    answer
      one: T
        id: ID!
        part 1
          y: Int
          x: Int
      three: T
        id: ID!
      two: T
        id: ID!
    ");
}

/// What is deferred below one of them does not move it before the others (rule 45).
#[test]
fn rule_46_mutations_of_one_request_stay_in_order() {
    let parts = deferred(
        &[
            (
                "a",
                "type Query { t: T } type Mutation { one: Int two: T } type T @key(fields: \"id\") { id: ID! }",
            ),
            ("b", "type T @key(fields: \"id\") { id: ID! y: Int }"),
        ],
        "mutation { one two { id ... @defer { y } } }",
    );
    assert_snapshot!(parts, @r"
    plan: 2 requests in 2 steps
    #0 a
      mutation { one two { id } }
    #1 b after #0
      at two send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { y } } }
    first part after #0
    part 1 after #1
    answer
      one: Int
      two: T
        id: ID!
        part 1
          y: Int
    ");
}

#[test]
fn rule_46_subscriptions_are_answered_event_by_event() {
    let supergraph = composed(&[(
        "a",
        "type Query { t: T } type Subscription { seen: T } type T @key(fields: \"id\") { id: ID! x: Int }",
    )]);
    let operation = "subscription($a: Boolean!) { seen { id ... @defer(if: $a) { x } } }";
    let holds = BTreeSet::from(["a".to_owned()]);
    assert_eq!(
        planned_deferring(&supergraph, operation, &holds).deferral,
        None
    );
}

/// Members keep their own fragments; a part is for the types it names.
#[test]
fn rule_46_fragments_on_members() {
    let parts = deferred(
        &[
            (
                "a",
                "type Query { all: [Media!]! } interface Media { id: ID! } type Book implements Media @key(fields: \"id\") { id: ID! title: String } type Film implements Media @key(fields: \"id\") { id: ID! title: String }",
            ),
            (
                "b",
                "type Book @key(fields: \"id\") { id: ID! pages: Int } type Film @key(fields: \"id\") { id: ID! minutes: Int }",
            ),
        ],
        "{ all { __typename id ... on Book @defer(label: \"book\") { pages } ... on Film { title } } }",
    );
    assert_snapshot!(parts, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { all { __typename id ... on Film { title } } }
    #1 b after #0
      at all send Book as Book { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { pages } } }
    first part after #0
    part 1 "book" after #0 #1
    answer
      all: [Media!]!
        __typename: the type's name!
        id: ID!
        title [Film]: String
        part 1 [Book]
          pages [Book]: Int
    "#);
}

/// The same field of two members, deferred for one of them only: each is answered in its own part.
#[test]
fn rule_46_members_ask_the_same_in_different_parts() {
    let parts = deferred(
        &[(
            "a",
            "type Query { all: [Media!]! } interface Media { id: ID! } type Book implements Media @key(fields: \"id\") { id: ID! title: String } type Film implements Media @key(fields: \"id\") { id: ID! title: String }",
        )],
        "{ all { ... on Book @defer { title } ... on Film { title } } }",
    );
    assert_snapshot!(parts, @r"
    plan: 2 requests in 2 steps
    #0 a
      query { all { __typename ... on Book { id } ... on Film { title } } }
    #1 a after #0
      at all send Book as Book { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { title } } }
    first part after #0
    part 1 after #0 #1
    answer
      all: [Media!]!
        title [Film]: String
        part 1 [Book]
          title [Book]: String
    ");
}

#[test]
fn rule_46_requirements_of_deferred_fields() {
    let parts = deferred(
        &[
            (
                "a",
                "type Query { p: P } type P @key(fields: \"id\") { id: ID! price: Int }",
            ),
            (
                "b",
                "type P @key(fields: \"id\") { id: ID! price: Int @external cost: Int @requires(fields: \"price\") }",
            ),
        ],
        "{ p { id ... @defer { cost } } }",
    );
    assert_snapshot!(parts, @r"
    plan: 3 requests in 3 steps
    #0 a
      query { p { id } }
    #1 a after #0
      at p send P { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on P { price } } }
    #2 b after #0 #1
      at p send P { id* price }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on P { cost } } }
    first part after #0
    part 1 after #2
    answer
      p: P
        id: ID!
        part 1
          cost: Int
    ");
}
