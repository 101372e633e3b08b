//! Objects that a subgraph repeats: read once, written once, and still each at its own place.

use gateway_plan::Plan;

use crate::scripted::run;
use crate::text::{entities, group, plan, root};

fn authors(shape: &str) -> Plan {
    plan(
        shape,
        vec![
            root("reviews", "{ reviews { author { id } } }"),
            entities(
                "accounts",
                &[0],
                vec![group(&["reviews.author"], "User", "id!", "{ name }")],
            ),
        ],
    )
}

const REVIEWS: &str = r#"{"data":{"reviews":[
    {"author":{"id":"1"}},{"author":{"id":"2"}},{"author":{"id":"1"}},{"author": {"id":"1"}}]}}"#;

#[test]
fn what_is_looked_up_once_stands_at_each_place() {
    let outcome = run(
        authors("reviews: [Review] { author: User { id: ID name: String } }"),
        [
            REVIEWS,
            r#"{"data":{"_entities":[{"name":"Ada"},{"name":"Grace"}]}}"#,
        ],
    );
    let (ada, grace) = (
        r#"{"author":{"id":"1","name":"Ada"}}"#,
        r#"{"author":{"id":"2","name":"Grace"}}"#,
    );
    assert_eq!(
        outcome.text(),
        format!(r#"{{"data":{{"reviews":[{ada},{grace},{ada},{ada}]}}}}"#)
    );
    assert_eq!(
        outcome.sent[1].representations(),
        r#"[{"__typename":"User","id":"1"},{"__typename":"User","id":"2"}]"#
    );
}

#[test]
fn a_wrong_value_is_told_of_at_each_place() {
    let outcome = run(
        authors("reviews: [Review] { author: User { name: Int } }"),
        [
            r#"{"data":{"reviews":[{"author":{"id":"1"}},{"author":{"id":"1"}}]}}"#,
            r#"{"data":{"_entities":[{"name":"Ada"}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"reviews":[{"author":{"name":null}},{"author":{"name":null}}]}"#
    );
    assert_eq!(
        outcome.errors(),
        [
            "SUBGRAPH_INVALID_VALUE at reviews.0.author.name",
            "SUBGRAPH_INVALID_VALUE at reviews.1.author.name"
        ]
    );
}

#[test]
fn a_null_that_takes_more_along_does_so_at_each_place() {
    let outcome = run(
        authors("reviews: [Review] { author: User! { id: ID name: String! } }"),
        [
            REVIEWS,
            r#"{"data":{"_entities":[{"name":null},{"name":"Grace"}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"reviews":[null,{"author":{"id":"2","name":"Grace"}},null,null]}"#
    );
    assert_eq!(outcome.errors().len(), 3);
}

#[test]
fn a_text_that_was_taken_back_is_not_copied() {
    // The first author is written, then taken back with its review, whose place is needed by what comes after.
    let outcome = run(
        plan(
            "reviews: [Review] { author: User { id: ID } body: String! }",
            vec![root("reviews", "{ reviews { author { id } body } }")],
        ),
        [r#"{"data":{"reviews":[
            {"author":{"id":"1"},"body":null},{"author":{"id":"2"},"body":"b"},{"author":{"id":"1"},"body":"c"}]}}"#],
    );
    assert_eq!(
        outcome.data(),
        r#"{"reviews":[null,{"author":{"id":"2"},"body":"b"},{"author":{"id":"1"},"body":"c"}]}"#
    );
}

#[test]
fn two_that_are_merged_by_place_stay_two() {
    let outcome = run(
        plan(
            "boxes: [Box] { lid: Lid { color: String size: Int } }",
            vec![
                root("a", "{ boxes { lid { color } } }"),
                root("b", "{ boxes { lid { size } } }"),
            ],
        ),
        [
            r#"{"data":{"boxes":[{"lid":{"color":"red"}},{"lid":{"color":"red"}}]}}"#,
            r#"{"data":{"boxes":[{"lid":{"size":1}},{"lid":{"size":2}}]}}"#,
        ],
    );
    assert_eq!(
        outcome.data(),
        r#"{"boxes":[{"lid":{"color":"red","size":1}},{"lid":{"color":"red","size":2}}]}"#
    );
}

#[test]
fn many_that_differ_are_all_kept() {
    let items: Vec<String> = (0..1_000)
        .map(|n| format!(r#"{{"author":{{"id":"{n}"}}}}"#))
        .collect();
    let list = format!("[{}]", items.join(","));
    let answer = format!(r#"{{"data":{{"reviews":{list}}}}}"#);
    let outcome = run(
        plan(
            "reviews: [Review] { author: User { id: ID } }",
            vec![root("reviews", "{ reviews { author { id } } }")],
        ),
        [answer.as_str()],
    );
    assert_eq!(outcome.text(), answer);
}
