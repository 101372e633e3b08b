//! Arguments filled from further up: `@context` and `@fromContext`.

use insta::assert_snapshot;

use crate::check::{composed, planned, text};

const TRANSACTIONS: (&str, &str) = (
    "transactions",
    "type Query { user: User users: [User] }
     type User @key(fields: \"id\") @context(name: \"user\") { id: ID! currency: String! @external last: Transaction transactions: [Transaction] }
     type Transaction @key(fields: \"id\") { id: ID! amount: Int plain: Int
       inCurrency(digits: Int, currency: String @fromContext(field: \"$user { currency }\")): Int }",
);

const USERS: (&str, &str) = (
    "users",
    "type User @key(fields: \"id\") { id: ID! currency: String! }",
);

/// The value comes from the subgraph itself: the field still takes a request of its own, once it is known.
#[test]
fn a_context_is_read_before_the_field_is_asked() {
    let plan = text(
        &[(
            "a",
            "type Query { t: [T] } type T @key(fields: \"id\") @context(name: \"ctx\") { id: ID! currency: String! u: U }
             type U @key(fields: \"id\") { id: ID! price(currency: String @fromContext(field: \"$ctx { currency }\")): Int }",
        )],
        "{ t { u { price } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { t { u { id } currency } }
    #1 a after #0
      at t.u send U { id* }
        $__portico_context_0: String from 1 up { currency }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on U { price(currency: $__portico_context_0) } } }
    "#);
}

/// The value comes from another subgraph; a plain field of the entity travels with the contextual one or before.
#[test]
fn a_context_of_another_subgraph() {
    let plan = planned(
        &composed(&[TRANSACTIONS, USERS]),
        "query($n: Int) { users { transactions { amount inCurrency(digits: $n) coarse: inCurrency } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 3 requests in 3 steps
    #0 transactions
      query { users { transactions { amount id } id } }
    #1 users after #0
      at users send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { currency } } }
    #2 transactions after #0 #1
      at users.transactions send Transaction { id* }
        $__portico_context_0: String from 1 up { currency }
      query($representations: [_Any!]!, $__portico_context_0: String, $n: Int) { _entities(representations: $representations) { ... on Transaction { inCurrency(digits: $n, currency: $__portico_context_0) coarse: inCurrency(currency: $__portico_context_0) } } }
    answer
      users: [User]
        transactions: [Transaction]
          amount: Int
          inCurrency: Int
          coarse: Int
    "#);
}

/// Two places with equal selections are one list: each object's value is its own.
#[test]
fn contexts_of_several_places() {
    let plan = text(
        &[TRANSACTIONS, USERS],
        "{ user { last { inCurrency } transactions { inCurrency } } users { last { inCurrency } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 transactions
      query { user { last { id } transactions { id } id } users { last { id } id } }
    #1 users after #0
      at user, users send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { currency } } }
    #2 transactions after #0 #1
      at user.last, user.transactions, users.last send Transaction { id* }
        $__portico_context_0: String from 1 up { currency }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on Transaction { inCurrency(currency: $__portico_context_0) } } }
    "#);
}

/// The inner `Shop` is nearer than the outer one; the root would be further still.
#[test]
fn the_nearest_context_counts() {
    let subgraphs = [(
        "a",
        "type Query { shop: Shop } type Shop @key(fields: \"id\") @context(name: \"place\") { id: ID! zone: String! partner: Shop goods: [Good] }
         type Good @key(fields: \"id\") { id: ID! tax(zone: String @fromContext(field: \"$place { zone }\")): Int }",
    )];
    let plan = text(
        &subgraphs,
        "{ shop { goods { tax } partner { goods { tax } } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { shop { goods { id } partner { goods { id } zone } zone } }
    #1 a after #0
      at shop.goods, shop.partner.goods send Good { id* }
        $__portico_context_0: String from 1 up { zone }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on Good { tax(zone: $__portico_context_0) } } }
    "#);
}

/// One member sets the context itself, for the other the object above does: decided by the run-time type.
#[test]
fn a_context_by_run_time_type() {
    let subgraphs = [(
        "a",
        "type Query { shop: Shop } type Shop @key(fields: \"id\") @context(name: \"place\") { id: ID! zone: String! shelves: [Shelf] }
         interface Shelf { goods: [Good] }
         type Cold implements Shelf @key(fields: \"id\") @context(name: \"place\") { id: ID! area: Area goods: [Good] }
         type Dry implements Shelf @key(fields: \"id\") { id: ID! goods: [Good] }
         type Area { zone: String }
         type Good @key(fields: \"id\") { id: ID! tax(zone: String @fromContext(field: \"$place ... on Shop { zone } ... on Cold { area { zone } }\")): Int }",
    )];
    let plan = text(&subgraphs, "{ shop { shelves { goods { tax } } } }");
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { shop { shelves { __typename goods { id } ... on Cold { area { zone } } } zone } }
    #1 a after #0
      at shop.shelves.goods send Good { id* }
        $__portico_context_0: String from 1 up on Cold { area { zone } } or 2 up { zone }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on Good { tax(zone: $__portico_context_0) } } }
    "#);
}

/// A union sets the context for all its members.
#[test]
fn a_union_sets_a_context() {
    let subgraphs = [(
        "a",
        "type Query { owner: Owner } union Owner @context(name: \"owner\") = Person | Firm
         type Person @key(fields: \"id\") { id: ID! name: String car: Car } type Firm @key(fields: \"id\") { id: ID! title: String car: Car }
         type Car @key(fields: \"id\") { id: ID! plate(of: String @fromContext(field: \"$owner ... on Person { name } ... on Firm { title }\")): String }",
    )];
    let plan = text(
        &subgraphs,
        "{ owner { ... on Person { car { plate } } ... on Firm { car { plate } } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { owner { __typename ... on Firm { car { id } title } ... on Person { car { id } name } } }
    #1 a after #0
      at owner[Person].car send Car { id* }
        $__portico_context_0: String from 1 up { name[Person] }
      at owner[Firm].car send Car { id* }
        $__portico_context_0: String from 1 up { title[Firm] }
      query($r0: [_Any!]!, $__portico_context_0_0: String, $r1: [_Any!]!, $__portico_context_0_1: String) { e0: _entities(representations: $r0) { ... on Car { plate(of: $__portico_context_0_0) } } e1: _entities(representations: $r1) { ... on Car { plate(of: $__portico_context_0_1) } } }
    "#);
}

/// `Query` sets the context: the value is read from the root, of another root field.
#[test]
fn the_root_sets_a_context() {
    let subgraphs = [(
        "a",
        "type Query @context(name: \"root\") { me: User things: [Thing] } type User @key(fields: \"id\") { id: ID! locale: String }
         type Thing @key(fields: \"id\") { id: ID! title(locale: String @fromContext(field: \"$root { me { locale } }\")): String }",
    )];
    let plan = text(&subgraphs, "{ things { title } }");
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { things { id } me { locale } }
    #1 a after #0
      at things send Thing { id* }
        $__portico_context_0: String from 1 up { me { locale } }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on Thing { title(locale: $__portico_context_0) } } }
    "#);
}

/// A requirement and a context feed the same field; the field's own result leads on.
#[test]
fn contexts_beside_requirements() {
    let plan = text(
        &[
            (
                "a",
                "type Query { t: T } type T @key(fields: \"id\") @context(name: \"ctx\") { id: ID! currency: String! @external u: U }
                 type U @key(fields: \"id\") { id: ID! weight: Int @external
                   offer(currency: String @fromContext(field: \"$ctx { currency }\")): Offer @requires(fields: \"weight\") }
                 type Offer @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type T @key(fields: \"id\") { id: ID! currency: String! } type U @key(fields: \"id\") { id: ID! weight: Int } type Offer @key(fields: \"id\") { id: ID! price: Int }",
            ),
        ],
        "query($on: Boolean!) { t { u { offer @include(if: $on) { price } } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 4 requests in 4 steps
    #0 a
      query($on: Boolean!) { t { u { id @include(if: $on) } id @include(if: $on) } }
    #1 b after #0 if $on
      at t.u if $on send U { id* }
      at t if $on send T { id* }
      query($r0: [_Any!]!, $r1: [_Any!]!) { e0: _entities(representations: $r0) { ... on U { weight } } e1: _entities(representations: $r1) { ... on T { currency } } }
    #2 a after #0 #1 if $on
      at t.u if $on send U { id* weight }
        $__portico_context_0: String from 1 up { currency }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on U { offer(currency: $__portico_context_0) { id } } } }
    #3 b after #2 if $on
      at t.u.offer if $on send Offer { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Offer { price } } }
    "#);
}

/// The client's variables keep their names.
#[test]
fn a_client_variable_of_the_same_name() {
    let plan = text(
        &[TRANSACTIONS, USERS],
        "query($__portico_context_0: Int) { user { last { inCurrency(digits: $__portico_context_0) } } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 3 requests in 3 steps
    #0 transactions
      query { user { last { id } id } }
    #1 users after #0
      at user send User { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { currency } } }
    #2 transactions after #0 #1
      at user.last send Transaction { id* }
        $__portico_context__0: String from 1 up { currency }
      query($representations: [_Any!]!, $__portico_context__0: String, $__portico_context_0: Int) { _entities(representations: $representations) { ... on Transaction { inCurrency(digits: $__portico_context_0, currency: $__portico_context__0) } } }
    "#);
}

/// Nothing above sets the context: an error, not a call without its argument.
#[test]
fn without_a_context_above_the_field_is_unreachable() {
    let sdl = include_str!("../supergraphs/contexts.graphql");
    let supergraph = gateway_supergraph::Supergraph::parse(sdl).expect("it can be read");
    let plan = planned(&supergraph, "{ t { u { price } } u { price name } }");
    assert_snapshot!(plan.to_string(), @r#"
    plan: 3 requests in 2 steps
    #0 a
      query { t { u { id } currency } u { id } }
    #1 a after #0
      at t.u send U { id* }
        $__portico_context_0: String from 1 up { currency }
      query($representations: [_Any!]!, $__portico_context_0: String) { _entities(representations: $representations) { ... on U { price(currency: $__portico_context_0) } } }
    #2 b after #0
      at u send U { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on U { name } } }
    answer
      t: T
        u: U!
          price: Int!
      u: U
        price: unreachable!
        name: String
    "#);
}
