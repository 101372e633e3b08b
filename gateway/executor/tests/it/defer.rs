//! `@defer`: the answer in parts (rule 46), each with its own nulls and errors.

use std::sync::Arc;

use gateway_executor::{
    CompiledPlan, Execution, ExecutionInput, Limits, Payload, SubgraphFailure, codes,
};
use gateway_plan::Plan;
use tokio::sync::Semaphore;

use crate::scripted::{Reply, Scripted, run_in_parts, variables};
use crate::text::{entities, group, in_parts, plan, representation, root};

/// `{ users { name ... @defer(label: "more") { reviews { body! } } } }`
fn users(reviews: &str) -> Plan {
    let plan = plan(
        &format!("people=users: [User] {{ name: String later(1) {{ r=reviews: {reviews} }} }}"),
        vec![
            root("accounts", "{ users { name id } }"),
            entities(
                "reviews",
                &[0],
                vec![group(
                    &["users"],
                    "User",
                    "id!",
                    "{ ... on User { reviews { body } } }",
                )],
            ),
        ],
    );
    in_parts(plan, &[(None, None, &[0]), (Some(0), Some("more"), &[1])])
}

const NULLABLE: &str = "[Review] { body: String! }";
const STRICT: &str = "[Review!]! { body: String! }";
const TWO: &str = r#"{"data":{"users":[{"name":"A","id":1},{"name":"B","id":2}]}}"#;

fn payloads<R: Into<Reply>>(plan: Plan, replies: impl IntoIterator<Item = R>) -> Vec<String> {
    run_in_parts(plan, replies, ExecutionInput::default())
}

#[test]
fn rule_46_a_part_for_each_object_by_label_and_path() {
    let reviews = r#"{"data":{"_entities":[{"reviews":[{"body":"x"}]},{"reviews":[]}]}}"#;
    assert_eq!(
        payloads(users(NULLABLE), [TWO, reviews]),
        [
            r#"{"data":{"people":[{"name":"A"},{"name":"B"}]},"hasNext":true}"#,
            r#"{"incremental":[{"label":"more","path":["people",0],"data":{"r":[{"body":"x"}]}},{"label":"more","path":["people",1],"data":{"r":[]}}],"hasNext":false}"#,
        ]
    );
}

/// Polls an execution, with the deferred fetch held back until the first payload is there.
async fn first_and_rest(plan: &CompiledPlan, client: &Scripted, gate: &Semaphore) -> Vec<Payload> {
    let mut execution = Execution::new(plan, ExecutionInput::default(), client);
    let mut payloads = vec![execution.next().await.unwrap()];
    gate.add_permits(1);
    while let Some(payload) = execution.next().await {
        payloads.push(payload);
    }
    assert_eq!(execution.reports().len(), 2);
    payloads
}

#[test]
fn rule_46_the_first_part_does_not_wait() {
    let gate = Arc::new(Semaphore::new(0));
    let late = Reply::from(r#"{"data":{"_entities":[{"reviews":[]},{"reviews":[]}]}}"#);
    let client = Scripted::new(vec![TWO.into(), Reply::Held(gate.clone(), Box::new(late))]);
    let compiled = CompiledPlan::new(Arc::new(users(NULLABLE)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let payloads = runtime.block_on(first_and_rest(&compiled, &client, &gate));
    assert_eq!(payloads.len(), 2);
    assert!(payloads[0].has_next && !payloads[1].has_next);
    assert_eq!(
        client.sent().len(),
        2,
        "the deferred request was sent at once"
    );
}

/// Dropping what is under way is the way to cancel.
#[test]
fn rule_46_a_client_that_leaves_takes_its_requests_along() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Reply::Held(gate.clone(), Box::new("{}".into()));
    let client = Scripted::new(vec![TWO.into(), held]);
    let compiled = CompiledPlan::new(Arc::new(users(NULLABLE)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut execution = Execution::new(&compiled, ExecutionInput::default(), &client);
        assert!(execution.next().await.unwrap().has_next);
        drop(execution);
    });
    gate.add_permits(1);
    assert_eq!(
        gate.available_permits(),
        1,
        "no one waits at the gate any more"
    );
}

#[test]
fn rule_46_a_null_stops_at_the_fragment() {
    let reviews = r#"{"data":{"_entities":[{"reviews":[{"body":null}]},{"reviews":[{"body":"y"}]}]},"errors":[{"message":"lost","path":["_entities",0,"reviews",0,"body"]}]}"#;
    assert_eq!(
        payloads(users(STRICT), [TWO, reviews])[1],
        r#"{"incremental":[{"label":"more","path":["people",0],"data":null,"errors":[{"message":"lost","path":["people",0,"r",0,"body"],"extensions":{"code":"SUBGRAPH_ERROR","service":"reviews"}}]},{"label":"more","path":["people",1],"data":{"r":[{"body":"y"}]}}],"hasNext":false}"#
    );
    let unexplained = r#"{"data":{"_entities":[{"reviews":[{"body":null}]},{"reviews":[]}]}}"#;
    let second = &payloads(users(STRICT), [TWO, unexplained])[1];
    assert!(second.contains(r#""path":["people",0],"data":null,"errors":[{"message":"The subgraph gave no value for a field that may not be null.","path":["people",0,"r",0,"body"]"#), "{second}");
}

#[test]
fn rule_46_a_deferred_fetch_that_fails_costs_its_part_only() {
    for failure in [
        Reply::from(SubgraphFailure::Timeout),
        "<html>".into(),
        r#"{"errors":[{"message":"no"}]}"#.into(),
    ] {
        let payloads = payloads(users(NULLABLE), [TWO.into(), failure]);
        assert_eq!(
            payloads[0],
            r#"{"data":{"people":[{"name":"A"},{"name":"B"}]},"hasNext":true}"#
        );
        assert!(
            payloads[1].contains(r#""data":{"r":null}"#),
            "{}",
            payloads[1]
        );
        assert_eq!(
            payloads[1].matches("\"errors\"").count(),
            1,
            "{}",
            payloads[1]
        );
        assert!(
            payloads[1].contains(r#""path":["people"]"#),
            "{}",
            payloads[1]
        );
    }
}

#[test]
fn rule_46_errors_of_the_first_part_stand_with_it() {
    let partial = r#"{"data":{"users":[{"name":null,"id":1}]},"errors":[{"message":"no name","path":["users",0,"name"]}]}"#;
    let reviews = r#"{"data":{"_entities":[{"reviews":[]}]}}"#;
    let payloads = payloads(users(NULLABLE), [partial, reviews]);
    assert_eq!(
        payloads[0],
        r#"{"data":{"people":[{"name":null}]},"errors":[{"message":"no name","path":["people",0,"name"],"extensions":{"code":"SUBGRAPH_ERROR","service":"accounts"}}],"hasNext":true}"#
    );
    assert!(!payloads[1].contains("errors"), "{}", payloads[1]);
}

#[test]
fn rule_46_nothing_is_left_where_there_is_no_object() {
    for nobody in [
        r#"{"data":{"users":null}}"#,
        r#"{"data":{"users":[]}}"#,
        r#"{"data":null,"errors":[{"message":"no"}]}"#,
    ] {
        let payloads = payloads(users(NULLABLE), [nobody, "never read"]);
        assert_eq!(payloads.len(), 1);
        assert!(
            payloads[0].ends_with("\"hasNext\":false}"),
            "{}",
            payloads[0]
        );
    }
}

/// `{ me { name! ... @defer { bio } } ... @defer { me { age } } }`
fn shared() -> Plan {
    let plan = plan(
        "me: User { name: String! later(1) { bio: String } } later(2) { me: User { age: Int } }",
        vec![
            root("a", "{ me { name id } }"),
            entities(
                "b",
                &[0],
                vec![group(&["me"], "User", "id!", "{ ... on User { bio } }")],
            ),
            entities(
                "c",
                &[0],
                vec![group(&["me"], "User", "id!", "{ ... on User { age } }")],
            ),
        ],
    );
    in_parts(
        plan,
        &[
            (None, None, &[0]),
            (Some(0), None, &[1]),
            (Some(0), None, &[0, 2]),
        ],
    )
}

#[test]
fn rule_46_later_parts_add_to_objects_of_earlier_ones() {
    let answers = payloads(
        shared(),
        [
            r#"{"data":{"me":{"name":"A","id":1}}}"#,
            r#"{"data":{"_entities":[{"bio":"x"}]}}"#,
            r#"{"data":{"_entities":[{"age":7}]}}"#,
        ],
    );
    let all = answers.join("\n");
    assert!(
        answers[0].starts_with(r#"{"data":{"me":{"name":"A"}},"hasNext":true"#),
        "{all}"
    );
    assert!(
        all.contains(r#"{"path":["me"],"data":{"bio":"x"}}"#),
        "{all}"
    );
    assert!(
        all.contains(r#"{"path":[],"data":{"me":{"age":7}}}"#),
        "{all}"
    );
}

/// The client has been told that there is no `me`.
#[test]
fn rule_46_what_became_null_stays_null() {
    let answers = payloads(
        shared(),
        [
            r#"{"data":{"me":{"name":null,"id":1}}}"#,
            r#"{"data":{"_entities":[{"bio":"x"}]}}"#,
            r#"{"data":{"_entities":[{"age":7}]}}"#,
        ],
    );
    assert!(
        answers[0].starts_with(r#"{"data":{"me":null}"#),
        "{}",
        answers[0]
    );
    assert_eq!(
        answers[1..],
        [r#"{"incremental":[{"path":[],"data":{"me":null}}],"hasNext":false}"#]
    );
}

#[test]
fn rule_46_nested_parts_come_after_the_ones_around_them() {
    let plan = plan(
        "me: User { name: String later(1) { reviews: [Review] { body: String later(2) { votes: Int } } } }",
        vec![
            root("a", "{ me { name id } }"),
            entities(
                "b",
                &[0],
                vec![group(
                    &["me"],
                    "User",
                    "id!",
                    "{ ... on User { reviews { body id } } }",
                )],
            ),
            entities(
                "c",
                &[1],
                vec![group(
                    &["me.reviews"],
                    "Review",
                    "id!",
                    "{ ... on Review { votes } }",
                )],
            ),
        ],
    );
    let parts: [(Option<u32>, Option<&str>, &[u32]); 3] = [
        (None, None, &[0]),
        (Some(0), Some("outer"), &[1]),
        (Some(1), Some("inner"), &[2]),
    ];
    let payloads = payloads(
        in_parts(plan, &parts),
        [
            r#"{"data":{"me":{"name":"A","id":1}}}"#,
            r#"{"data":{"_entities":[{"reviews":[{"body":"x","id":5}]}]}}"#,
            r#"{"data":{"_entities":[{"votes":9}]}}"#,
        ],
    );
    assert_eq!(
        payloads,
        [
            r#"{"data":{"me":{"name":"A"}},"hasNext":true}"#,
            r#"{"incremental":[{"label":"outer","path":["me"],"data":{"reviews":[{"body":"x"}]}}],"hasNext":true}"#,
            r#"{"incremental":[{"label":"inner","path":["me","reviews",0],"data":{"votes":9}}],"hasNext":false}"#,
        ]
    );
}

#[test]
fn rule_46_fragments_are_for_their_types_and_conditions() {
    let make = || {
        let plan = plan(
            "all: [Media<Book|Film>] { id: ID later(1) @on(Book) @if(deep) { pages: Int } }",
            vec![
                root("a", "{ all { __typename id } }"),
                entities(
                    "b",
                    &[0],
                    vec![gateway_plan::EntityGroup {
                        representations: vec![representation(&["Book"], Some("Book"), "id!")],
                        ..group(&["all"], "Book", "id!", "{ ... on Book { pages } }")
                    }],
                ),
            ],
        );
        in_parts(plan, &[(None, None, &[0]), (Some(0), None, &[1])])
    };
    let all = r#"{"data":{"all":[{"__typename":"Film","id":1},{"__typename":"Book","id":2}]}}"#;
    let pages = r#"{"data":{"_entities":[{"pages":3}]}}"#;
    let deep = run_in_parts(make(), [all, pages], variables(r#"{"deep": true}"#));
    assert_eq!(
        deep[1..],
        [r#"{"incremental":[{"path":["all",1],"data":{"pages":3}}],"hasNext":false}"#]
    );
    let flat = run_in_parts(make(), [all, pages], variables(r#"{"deep": false}"#));
    assert_eq!(
        flat,
        [r#"{"data":{"all":[{"id":"1"},{"id":"2"}]},"hasNext":false}"#]
    );
    let films = r#"{"data":{"all":[{"__typename":"Film","id":1}]}}"#;
    let none = run_in_parts(make(), [films, pages], variables(r#"{"deep": true}"#));
    assert_eq!(
        none,
        [
            r#"{"data":{"all":[{"id":"1"}]},"hasNext":true}"#,
            r#"{"hasNext":false}"#
        ]
    );
}

#[test]
fn rule_46_outstanding_fragments_are_bounded() {
    let input = ExecutionInput {
        limits: Limits {
            deferred: 1,
            ..Limits::default()
        },
        ..ExecutionInput::default()
    };
    let payloads = run_in_parts(users(NULLABLE), [TWO, "never read"], input);
    assert_eq!(payloads.len(), 1);
    assert!(
        payloads[0].contains(codes::RESPONSE_TOO_LARGE),
        "{}",
        payloads[0]
    );
    let input = ExecutionInput {
        limits: Limits {
            response_bytes: 80,
            ..Limits::default()
        },
        ..ExecutionInput::default()
    };
    let long = format!(
        r#"{{"data":{{"_entities":[{{"reviews":[{{"body":"{0}"}},{{"body":"{0}"}}]}},{{"reviews":[]}}]}}}}"#,
        "x".repeat(200)
    );
    let payloads = run_in_parts(users(NULLABLE), [TWO, &long], input);
    assert!(
        payloads[1].contains(codes::RESPONSE_TOO_LARGE),
        "{}",
        payloads[1]
    );
    assert!(!payloads[1].contains("xxx"), "{}", payloads[1]);
}
