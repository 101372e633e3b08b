//! What is sent when.

use std::sync::Arc;

use gateway_executor::{CompiledPlan, ExecutionInput, execute};
use gateway_plan::{FetchId, OperationKind};
use tokio::sync::Semaphore;

use crate::scripted::{Reply, Scripted, run};
use crate::text::{entities, group, plan, root, root_of};

#[tokio::test]
async fn rule_53_a_fetch_starts_when_its_own_needs_are_there() {
    let slow = Arc::new(Semaphore::new(0));
    let plan = plan(
        "a: Int me: User { score: Int }",
        vec![
            root("slow", "{ a }"),
            root("users", "{ me { id } }"),
            entities(
                "scores",
                &[1],
                vec![group(&["me"], "User", "id!", "{ ... on User { score } }")],
            ),
        ],
    );
    let client = Scripted::new(vec![
        Reply::Held(slow.clone(), Box::new(r#"{"data":{"a":1}}"#.into())),
        r#"{"data":{"me":{"id":1}}}"#.into(),
        r#"{"data":{"_entities":[{"score":2}]}}"#.into(),
    ]);
    let plan = CompiledPlan::new(Arc::new(plan));
    let execution = execute(&plan, ExecutionInput::default(), &client);
    tokio::pin!(execution);
    // Polled until nothing moves any more: all but the slow subgraph has been asked and has answered.
    assert!(futures::poll!(&mut execution).is_pending());
    assert_eq!(client.sent().len(), 3);
    slow.add_permits(1);
    let output = execution.await;
    assert_eq!(&*output.body, br#"{"data":{"a":1,"me":{"score":2}}}"#);
    let order: Vec<u32> = output.fetches.iter().map(|fetch| fetch.id.0).collect();
    assert_eq!(order, [1, 2, 0]);
}

#[test]
fn rule_45_mutations_run_in_order_with_their_hops_even_if_the_plan_does_not_say_so() {
    let plan = plan(
        "first: User { score: Int } second: Int",
        vec![
            root_of(
                OperationKind::Mutation,
                "users",
                "mutation { first { id } }",
            ),
            root_of(OperationKind::Mutation, "other", "mutation { second }"),
            entities(
                "scores",
                &[0],
                vec![group(
                    &["first"],
                    "User",
                    "id!",
                    "{ ... on User { score } }",
                )],
            ),
        ],
    );
    let outcome = run(
        plan,
        [
            r#"{"data":{"first":{"id":1}}}"#,
            r#"{"data":{"second":2}}"#,
            r#"{"data":{"_entities":[{"score":3}]}}"#,
        ],
    );
    let order: Vec<(FetchId, bool)> = outcome
        .sent
        .iter()
        .map(|request| (request.fetch, request.mutation))
        .collect();
    assert_eq!(
        order,
        [(FetchId(0), true), (FetchId(2), false), (FetchId(1), true)]
    );
    assert_eq!(outcome.sent[1].subgraph, "scores");
    assert!(
        outcome.sent[0].body["query"]
            .as_str()
            .unwrap()
            .starts_with("mutation")
    );
}

#[test]
fn rule_45_a_mutation_that_failed_is_not_sent_again_and_the_next_one_is() {
    let plan = plan(
        "first: Int second: Int",
        vec![
            root_of(OperationKind::Mutation, "a", "mutation { first }"),
            root_of(OperationKind::Mutation, "b", "mutation { second }"),
        ],
    );
    let outcome = run(
        plan,
        [
            Reply::from(gateway_executor::SubgraphFailure::Timeout),
            r#"{"data":{"second":2}}"#.into(),
        ],
    );
    assert_eq!(outcome.sent.len(), 2);
    assert_eq!(outcome.data(), r#"{"first":null,"second":2}"#);
}

#[test]
fn the_future_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let plan = CompiledPlan::new(Arc::new(plan("a: Int", vec![root("s", "{ a }")])));
    let client = Scripted::default();
    is_send(&execute(&plan, ExecutionInput::default(), &client));
}
