//! Conditions, variables, operations: rules 42 to 46.

use insta::assert_snapshot;

use crate::check::{composed, planned, text};

const P: (&str, &str) = (
    "products",
    "type Query { p: Product me: User } type Product @key(fields: \"id\") { id: ID! price: Int name: String } type User @key(fields: \"id\") { id: ID! }",
);
const S: (&str, &str) = (
    "shipping",
    "type Product @key(fields: \"id\") { id: ID! price: Int @external estimate(zip: String): Int @requires(fields: \"price\") stock: Int }",
);

/// Skipped: neither the hop nor its requirement is made.
#[test]
fn rule_42_a_condition_guards_the_whole_chain() {
    let plan = planned(
        &composed(&[P, S]),
        "query($a: Boolean!, $b: Boolean!) { p { name estimate @include(if: $a) stock @skip(if: $b) } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 products
      query($a: Boolean!, $b: Boolean!) { p { name price @include(if: $a) id @include(if: $a) id @skip(if: $b) } }
    #1 shipping after #0 if $a or not $b
      at p if $a or not $b send Product { id* price }
      query($representations: [_Any!]!, $a: Boolean!, $b: Boolean!) { _entities(representations: $representations) { ... on Product { estimate @include(if: $a) stock @skip(if: $b) } } }
    answer
      p: Product
        name: String
        estimate: Int if $a
        stock: Int if not $b
    "#);
}

#[test]
fn rule_42_literals_nesting_and_opposites() {
    let plan = planned(
        &composed(&[P, S]),
        "query($a: Boolean = true) { p @include(if: true) { ... @include(if: $a) { name price @skip(if: $a) ... @skip(if: false) { stock } } id @skip(if: true) } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 products
      query($a: Boolean = true) { p { name @include(if: $a) id @include(if: $a) } }
    #1 shipping after #0 if $a
      at p if $a send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stock } } }
    answer
      p: Product
        name: String if $a
        stock: Int if $a
    "#);
}

/// The same field under two conditions is one node with a disjunction.
#[test]
fn rule_42_alternatives() {
    let plan = planned(
        &composed(&[P, S]),
        "query($a: Boolean!, $b: Boolean!) { p { ... @include(if: $a) { stock } ... @include(if: $b) { stock } } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 2 requests in 2 steps
    #0 products
      query($a: Boolean!, $b: Boolean!) { p { id @include(if: $a) id @include(if: $b) } }
    #1 shipping after #0 if $a or $b
      at p if $a or $b send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { stock } } }
    answer
      p: Product
        stock: Int if $a or $b
    "#);
}

#[test]
fn rule_43_equal_response_keys_are_merged_before_planning() {
    let media = (
        "media",
        "type Query { m: Media } interface Media { author: Person } type Book implements Media { author: Person } type Film implements Media { author: Person } type Person { name: String age: Int born: Int }",
    );
    let plan = planned(
        &composed(&[media]),
        "{ m { author { name } ... on Book { author { age } } ...F } } fragment F on Film { author { born name } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 media
      query { m { __typename ... on Book { author { name age } } ... on Film { author { name born } } } }
    answer
      m: Media
        author [Film]: Person
          name: String
          born: Int
        author [Book]: Person
          name: String
          age: Int
    "#);
}

#[test]
fn rule_44_variables_go_where_they_are_used() {
    let plan = text(
        &[P, S],
        "query($zip: String = \"1\", $unused: Boolean = true) { p { name @include(if: $unused) estimate(zip: $zip) } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 products
      query($unused: Boolean = true) { p { name @include(if: $unused) price id } }
    #1 shipping after #0
      at p send Product { id* price }
      query($representations: [_Any!]!, $zip: String = "1") { _entities(representations: $representations) { ... on Product { estimate(zip: $zip) } } }
    "#);
}

const A: (&str, &str) = (
    "a",
    "type Query { q: Int @shareable } type Mutation { one: T two: T four: Int } type T @key(fields: \"id\") { id: ID! }",
);
const B: (&str, &str) = (
    "b",
    "type Query { q: Int @shareable } type Mutation { three: T } type T @key(fields: \"id\") { id: ID! name: String }",
);

/// The hop of `two` ends before `three` starts; `one` and `two` share a request, since nothing hangs on `one`.
#[test]
fn rule_45_mutations_run_in_order() {
    let plan = text(
        &[A, B],
        "mutation { one { id } two { name } three { name } four }",
    );
    assert_snapshot!(plan, @r#"
    plan: 4 requests in 4 steps
    #0 a
      mutation { one { id } two { id } }
    #1 b after #0
      at two send T { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { name } } }
    #2 b after #0 #1
      mutation { three { name } }
    #3 a after #0 #1 #2
      mutation { four }
    "#);
}

#[test]
fn rule_46_introspection_mixed_with_data() {
    let plan = planned(
        &composed(&[P, S]),
        "{ __schema { queryType { name } } p { name } t: __type(name: \"Product\") { name } }",
    );
    assert_snapshot!(plan.to_string(), @r#"
    plan: 1 request in 1 step
    #0 products
      query { p { name } }
    answer
      __schema: any!
      p: Product
        name: String
      t: any
    "#);
    let plan = planned(
        &composed(&[P, S]),
        "{ __typename __schema { queryType { name } } }",
    );
    assert_eq!(plan.fetches.len(), 0);
}

#[test]
fn rule_46_a_subscription_hops_below_its_root() {
    let plan = text(
        &[
            (
                "a",
                "type Query { q: Int } type Subscription { changed: Product } type Product @key(fields: \"id\") { id: ID! }",
            ),
            (
                "b",
                "type Product @key(fields: \"id\") { id: ID! name: String }",
            ),
        ],
        "subscription { changed { name } }",
    );
    assert_snapshot!(plan, @r#"
    plan: 2 requests in 2 steps
    #0 a
      subscription { changed { id } }
    #1 b after #0
      at changed send Product { id* }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name } } }
    "#);
}

/// Of several operations the named one is planned; without a name there must be one.
#[test]
fn rule_46_the_operation_is_chosen_by_name() {
    use apollo_compiler::ExecutableDocument;
    use gateway_planner::{Limits, PlanError, PlanOptions, normalize, plan};
    let supergraph = composed(&[P, S]);
    let text = "query One { p { name } } query Two { p { id } } fragment Unused on Product { id }";
    let text = text.replace("fragment Unused on Product { id }", "");
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, text, "operation")
            .expect("it is valid");
    let chosen = |name| normalize(&supergraph, &document, name, &Limits::default());
    let two = chosen(Some("Two")).expect("it is there");
    let plan = plan(&supergraph, &two, &PlanOptions::default()).expect("there is a plan");
    assert_snapshot!(crate::check::fetches(&plan), @r#"
    plan: 1 request in 1 step
    #0 products
      query { p { id } }
    "#);
    assert_eq!(chosen(None).err(), Some(PlanError::AmbiguousOperation));
    let three = chosen(Some("Three")).err().map(|error| error.code());
    assert_eq!(three, Some("OPERATION_RESOLUTION_FAILURE"));
}
