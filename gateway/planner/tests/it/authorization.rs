//! What the caller may not read is marked and not fetched.

use apollo_compiler::ExecutableDocument;
use gateway_planner::{Grants, Limits, PlanOptions, authorize, demands, normalize, plan};
use insta::assert_snapshot;

use crate::check::composed;

const SUBGRAPHS: [(&str, &str); 2] = [
    (
        "a",
        "type Query { me: User media: [Media] secret: Secret }
         type User @key(fields: \"id\") { id: ID! email: String @authenticated salary: Int @requiresScopes(scopes: [[\"hr\", \"read\"], [\"admin\"]]) }
         interface Media { title: String } type Book implements Media { title: String @authenticated pages: Int } type Film implements Media { title: String }
         type Secret @policy(policies: [[\"spy\"]]) { code: String }",
    ),
    (
        "b",
        "type User @key(fields: \"id\") { id: ID! salary: Int @external bonus: Int @requires(fields: \"salary\") @requiresScopes(scopes: [[\"hr\", \"read\"], [\"admin\"]]) }",
    ),
];

const OPERATION: &str = "{ me { id email salary bonus } media { title } secret { code } }";

fn grants(authenticated: bool, scopes: &[&str], policies: &[&str]) -> Grants {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Grants {
        authenticated,
        scopes: owned(scopes),
        policies: owned(policies),
    }
}

fn text(caller: &Grants) -> String {
    let supergraph = composed(&SUBGRAPHS);
    let document =
        ExecutableDocument::parse_and_validate(&supergraph.api_schema, OPERATION, "operation")
            .expect("the operation is valid");
    let operation =
        normalize(&supergraph, &document, None, &Limits::default()).expect("it is small");
    let demands = demands(&supergraph, &operation);
    assert!(demands.authenticated);
    assert_eq!(demands.relevant(caller).scopes, caller.scopes);
    let operation = authorize(&supergraph, operation, caller);
    plan(&supergraph, &operation, &PlanOptions::default())
        .expect("there is a plan")
        .to_string()
}

/// The interface's field is denied for books alone; what requires a denied field is denied.
#[test]
fn a_guest() {
    assert_snapshot!(text(&grants(false, &[], &[])), @r#"
    plan: 1 request in 1 step
    #0 a
      query { me { id } media { __typename ... on Film { title } } }
    answer
      me: User
        id: ID!
        email: String denied: Unauthenticated
        salary: Int denied: Unauthenticated
        bonus: Int denied: Unauthenticated
      media: [Media]
        title [Book]: String denied: Unauthenticated
        title [Film]: String
      secret: Secret denied: Unauthenticated
    "#);
}

#[test]
fn scopes_are_held_together_or_in_the_alternative() {
    assert_snapshot!(text(&grants(true, &["hr"], &[])), @r#"
    plan: 1 request in 1 step
    #0 a
      query { me { id email } media { __typename title } }
    answer
      me: User
        id: ID!
        email: String
        salary: Int denied: Forbidden
        bonus: Int denied: Forbidden
      media: [Media]
        title: String
      secret: Secret denied: Forbidden
    "#);
    assert_snapshot!(text(&grants(true, &["admin"], &["spy"])), @r#"
    plan: 2 requests in 2 steps
    #0 a
      query { me { id email salary } media { __typename title } secret { code } }
    #1 b after #0
      at me send User { id* salary }
      query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { bonus } } }
    answer
      me: User
        id: ID!
        email: String
        salary: Int
        bonus: Int
      media: [Media]
        title: String
      secret: Secret
        code: String
    "#);
}

#[test]
fn an_open_operation_is_the_same_for_all() {
    let supergraph = composed(&SUBGRAPHS);
    let document = ExecutableDocument::parse_and_validate(
        &supergraph.api_schema,
        "{ me { id } }",
        "operation",
    )
    .expect("the operation is valid");
    let operation =
        normalize(&supergraph, &document, None, &Limits::default()).expect("it is small");
    let demands = demands(&supergraph, &operation);
    assert!(demands.is_open());
    assert_eq!(
        demands.relevant(&grants(true, &["hr"], &["spy"])),
        Grants::default()
    );
}
