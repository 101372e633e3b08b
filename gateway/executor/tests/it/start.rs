//! Executions that begin with something: introspection results, or the event of a subscription.

use std::sync::Arc;

use bytes::Bytes;
use gateway_executor::{CompiledPlan, ExecutionInput, Start, Variables};
use gateway_plan::{OperationKind, VariableUse};

use crate::scripted::{Outcome, run, run_with};
use crate::text::{entities, group, plan, root, root_of};

fn with(start: Start) -> ExecutionInput {
    ExecutionInput {
        start,
        ..ExecutionInput::default()
    }
}

#[test]
fn rule_46_introspection_is_mixed_with_data() {
    let plan = plan(
        "__schema: JSON! me: User { id: ID } t: JSON",
        vec![root("users", "{ me { id } }")],
    );
    let start = r#"{"data":{"__schema":{"types":[{"name":"A"}]},"t":{"name":"T"}}}"#;
    let outcome = run_with(
        plan,
        [r#"{"data":{"me":{"id":1}}}"#],
        with(Start::Introspection(Bytes::from_static(start.as_bytes()))),
    );
    assert_eq!(
        outcome.text(),
        r#"{"data":{"__schema":{"types":[{"name":"A"}]},"me":{"id":"1"},"t":{"name":"T"}}}"#
    );
}

#[test]
fn an_operation_of_introspection_alone_asks_nobody() {
    let plan = plan("__schema: JSON! __typename: Constant<Query>", vec![]);
    let start = r#"{"data":{"__schema":{"queryType":{"name":"Query"}}}}"#;
    let none: [&str; 0] = [];
    let outcome = run_with(
        plan,
        none,
        with(Start::Introspection(Bytes::from_static(start.as_bytes()))),
    );
    assert_eq!(
        outcome.text(),
        r#"{"data":{"__schema":{"queryType":{"name":"Query"}},"__typename":"Query"}}"#
    );
}

fn subscription() -> gateway_plan::Plan {
    let mut plan = plan(
        "orderChanged: Order { id: ID! customer: Customer { name: String } }",
        vec![
            root_of(
                OperationKind::Subscription,
                "orders",
                "subscription { orderChanged { id customer { id } } }",
            ),
            entities(
                "accounts",
                &[0],
                vec![group(
                    &["orderChanged.customer"],
                    "Customer",
                    "id!",
                    "{ ... on Customer { name } }",
                )],
            ),
        ],
    );
    plan.fetches[0].variables = vec![VariableUse {
        name: "id".to_owned(),
        ty: "ID!".to_owned(),
    }];
    plan
}

fn event(body: &'static str) -> Outcome {
    run_with(
        subscription(),
        ["never asked", r#"{"data":{"_entities":[{"name":"Ada"}]}}"#],
        with(Start::Event(Bytes::from_static(body.as_bytes()))),
    )
}

#[test]
fn rule_46_an_event_stands_for_the_root_and_its_hops_are_run() {
    let outcome = event(r#"{"data":{"orderChanged":{"id":"o","customer":{"id":"c"}}}}"#);
    assert_eq!(
        outcome.text(),
        r#"{"data":{"orderChanged":{"id":"o","customer":{"name":"Ada"}}}}"#
    );
    assert_eq!(outcome.sent.len(), 1);
    assert_eq!(outcome.sent[0].subgraph, "accounts");
}

#[test]
fn an_event_s_errors_are_passed_on() {
    let outcome = event(
        r#"{"data":{"orderChanged":{"id":"o","customer":null}},"errors":[{"message":"x","path":["orderChanged","customer"]}]}"#,
    );
    assert_eq!(
        outcome.errors(),
        ["SUBGRAPH_ERROR at orderChanged.customer"]
    );
    assert_eq!(outcome.sent.len(), 0);
}

#[test]
fn a_broken_event_is_an_error_like_any_answer() {
    assert_eq!(
        event("boom").errors(),
        ["SUBGRAPH_MALFORMED at orderChanged"]
    );
}

#[test]
fn a_subscription_is_never_opened_by_a_call() {
    let outcome = run(subscription(), ["never asked", "never asked"]);
    assert_eq!(outcome.sent.len(), 0);
}

#[test]
fn the_request_that_opens_the_stream_is_given_out() {
    let compiled = CompiledPlan::new(Arc::new(subscription()));
    let variables = Variables::new([("id", "o")]).unwrap();
    let request = compiled.subscription(&variables).unwrap();
    assert_eq!(request.subgraph, "orders");
    assert_eq!(
        std::str::from_utf8(&request.body).unwrap(),
        r#"{"query":"subscription($id: ID!) { orderChanged { id customer { id } } }","variables":{"id":"o"}}"#
    );
}
