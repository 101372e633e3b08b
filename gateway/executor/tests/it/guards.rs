//! `@skip`, `@include` and fields the caller may not read.

use gateway_plan::{EntityGroup, Guard, Plan, VariableUse};

use crate::scripted::{run, run_with, variables};
use crate::text::{entities, group, plan, root};

fn guarded_plan() -> Plan {
    let mut plan = plan(
        "me: User { id: ID name: String @if(a) @unless(b) score: Int @if(a) }",
        vec![
            root("users", "{ me { id name } }"),
            entities(
                "scores",
                &[0],
                vec![group(&["me"], "User", "id!", "{ ... on User { score } }")],
            ),
        ],
    );
    plan.shape.fields[0].shape.fields[1].guard =
        Guard::literal("a", true).and(&Guard::literal("b", false));
    plan.fetches[1].guard = Guard::literal("a", true);
    plan
}

#[test]
fn rule_42_guards_decide_fields_and_fetches() {
    let cases = [
        (
            r#"{"a":true,"b":false}"#,
            r#"{"me":{"id":"1","name":"n","score":5}}"#,
            2,
        ),
        (
            r#"{"a":true,"b":true}"#,
            r#"{"me":{"id":"1","score":5}}"#,
            2,
        ),
        (r#"{"a":false,"b":false}"#, r#"{"me":{"id":"1"}}"#, 1),
    ];
    for (input, data, requests) in cases {
        let outcome = run_with(
            guarded_plan(),
            [
                r#"{"data":{"me":{"id":1,"name":"n"}}}"#,
                r#"{"data":{"_entities":[{"score":5}]}}"#,
            ],
            variables(input),
        );
        assert_eq!(outcome.data(), data, "{input}");
        assert_eq!(outcome.sent.len(), requests, "{input}");
    }
}

#[test]
fn rule_42_a_fetch_that_needs_a_skipped_one_still_runs_on_what_there_is() {
    let mut plan = guarded_plan();
    let late = entities(
        "late",
        &[0, 1],
        vec![group(
            &["me"],
            "User",
            "id! score",
            "{ ... on User { name } }",
        )],
    );
    plan.fetches.push(gateway_plan::Fetch {
        id: gateway_plan::FetchId(2),
        ..late
    });
    let outcome = run_with(
        plan,
        [
            r#"{"data":{"me":{"id":1}}}"#,
            "never asked",
            r#"{"data":{"_entities":[{"name":"n"}]}}"#,
        ],
        variables(r#"{"a":false,"b":false}"#),
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"User","id":1}]"#
    );
}

#[test]
fn a_group_whose_guard_does_not_hold_looks_nothing_up() {
    let guarded = EntityGroup {
        contexts: Vec::new(),
        guard: Guard::literal("a", true),
        ..group(&["b"], "User", "id!", "{ ... on User { score } }")
    };
    let plan = plan(
        "a: User { score: Int } b: User { score: Int }",
        vec![
            root("users", "{ a { id } b { id } }"),
            entities(
                "scores",
                &[0],
                vec![
                    group(&["a"], "User", "id!", "{ ... on User { score } }"),
                    guarded,
                ],
            ),
        ],
    );
    let outcome = run_with(
        plan,
        [
            r#"{"data":{"a":{"id":1},"b":{"id":2}}}"#,
            r#"{"data":{"e0":[{"score":1}],"e1":[]}}"#,
        ],
        variables(r#"{"a":false}"#),
    );
    assert_eq!(
        outcome.sent[1].variables().to_string(),
        r#"{"r0":[{"__typename":"User","id":1}],"r1":[]}"#
    );
    assert_eq!(outcome.data(), r#"{"a":{"score":1},"b":{"score":null}}"#);
    assert_eq!(outcome.output.errors, 0);
}

#[test]
fn rule_44_variables_go_to_the_fetches_that_use_them_and_only_when_they_have_a_value() {
    let mut plan = guarded_plan();
    let used = |name: &str| VariableUse {
        name: name.to_owned(),
        ty: "Int".to_owned(),
    };
    plan.fetches[0].variables = vec![used("first"), used("after")];
    plan.fetches[1].variables = vec![used("deep")];
    let outcome = run_with(
        plan,
        [
            r#"{"data":{"me":{"id":1,"name":"n"}}}"#,
            r#"{"data":{"_entities":[{"score":5}]}}"#,
        ],
        variables(r#"{"a":true,"b":false,"first":null,"deep":{"x":[1,"é"]}}"#),
    );
    assert_eq!(outcome.sent[0].variables().to_string(), r#"{"first":null}"#);
    assert_eq!(
        outcome.sent[1].variables().to_string(),
        r#"{"representations":[{"__typename":"User","id":1}],"deep":{"x":[1,"é"]}}"#
    );
}

#[test]
fn a_denied_field_is_null_with_an_error_and_bubbles_like_any_null() {
    let outcome = run(
        plan(
            "me: User { id: ID email: String @unauthenticated } all: [User!] { secret: String! @forbidden }",
            vec![root("a", "{ me { id } all { id } }")],
        ),
        [r#"{"data":{"me":{"id":1},"all":[{"id":1},{"id":2}]}}"#],
    );
    assert_eq!(
        outcome.data(),
        r#"{"me":{"id":"1","email":null},"all":null}"#
    );
    assert_eq!(
        outcome.errors(),
        ["UNAUTHENTICATED at me.email", "FORBIDDEN at all.0.secret"]
    );
}

#[test]
fn rule_9_an_unreachable_field_is_an_error_not_silence() {
    let outcome = run(
        plan(
            "me: User { id: ID lost: Unreachable }",
            vec![root("a", "{ me { id } }")],
        ),
        [r#"{"data":{"me":{"id":1}}}"#],
    );
    assert_eq!(outcome.data(), r#"{"me":{"id":"1","lost":null}}"#);
    assert_eq!(outcome.errors(), ["FIELD_UNREACHABLE at me.lost"]);
}

#[test]
fn of_fields_with_one_response_key_the_first_that_applies_is_written() {
    let plan = || {
        plan(
            "x=a: Int @if(v) x=b: Int @unless(w) y: Int",
            vec![root("s", "{ a b y }")],
        )
    };
    let reply = r#"{"data":{"a":1,"b":2,"y":3}}"#;
    let cases = [
        (r#"{"v":true,"w":false}"#, r#"{"x":1,"y":3}"#),
        (r#"{"v":false,"w":false}"#, r#"{"x":2,"y":3}"#),
        (r#"{"v":false,"w":true}"#, r#"{"y":3}"#),
    ];
    for (input, expected) in cases {
        let outcome = run_with(plan(), [reply], variables(input));
        assert_eq!(outcome.data(), expected, "{input}");
    }
}
