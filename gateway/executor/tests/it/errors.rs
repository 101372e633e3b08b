//! Errors of subgraphs, at the client's paths.

use gateway_executor::SubgraphFailure;
use serde_json::json;

use crate::scripted::{run, status};
use crate::text::{entities, group, plan, root};

fn reviews_plan() -> gateway_plan::Plan {
    plan(
        "best=topProducts: [Product] { opinions=reviews: [Review] { text=body: String } upc: String }",
        vec![
            root("products", "{ topProducts { upc } }"),
            entities(
                "reviews",
                &[0],
                vec![group(
                    &["topProducts"],
                    "Product",
                    "upc!",
                    "{ ... on Product { reviews { body } } }",
                )],
            ),
        ],
    )
}

const TWO: &str = r#"{"data":{"topProducts":[{"upc":"a"},{"upc":"b"},{"upc":"a"}]}}"#;

#[test]
fn rule_41_a_subgraph_s_error_is_passed_on_at_the_client_s_path() {
    let outcome = run(
        reviews_plan(),
        [
            TWO,
            r#"{"data":{"_entities":[{"reviews":[{"body":"x"}]},{"reviews":[{"body":"y"},{"body":null}]}]},
                "errors":[{"message":"too rude","path":["_entities",1,"reviews",1,"body"],"locations":[{"line":1,"column":2}],
                           "extensions":{"code":"CENSORED","trace":"secret"}}]}"#,
        ],
    );
    assert_eq!(
        outcome.json()["errors"],
        json!([{
            "message": "too rude",
            "path": ["best", 1, "opinions", 1, "text"],
            "extensions": {"code": "CENSORED", "service": "reviews"},
        }])
    );
    assert_eq!(
        outcome.data(),
        r#"{"best":[{"opinions":[{"text":"x"}],"upc":"a"},{"opinions":[{"text":"y"},{"text":null}],"upc":"b"},{"opinions":[{"text":"x"}],"upc":"a"}]}"#
    );
}

#[test]
fn an_error_of_a_shared_entity_is_reported_at_each_of_its_places() {
    let outcome = run(
        reviews_plan(),
        [
            TWO,
            r#"{"data":{"_entities":[null,{"reviews":[]}]},"errors":[{"message":"gone","path":["_entities",0]}]}"#,
        ],
    );
    assert_eq!(
        outcome.errors(),
        ["SUBGRAPH_ERROR at best.0", "SUBGRAPH_ERROR at best.2"]
    );
}

#[test]
fn rule_48_a_fetch_that_fails_is_one_error_at_its_place_and_the_rest_is_kept() {
    let cases: &[(SubgraphFailure, &str)] = &[
        (SubgraphFailure::Timeout, "SUBGRAPH_TIMEOUT at best"),
        (SubgraphFailure::Unreachable, "SUBGRAPH_UNREACHABLE at best"),
        (SubgraphFailure::TooLarge, "SUBGRAPH_TOO_LARGE at best"),
        (
            SubgraphFailure::Rejected { status: 302 },
            "SUBGRAPH_REJECTED at best",
        ),
        (
            SubgraphFailure::CircuitOpen,
            "SUBGRAPH_CIRCUIT_OPEN at best",
        ),
        (SubgraphFailure::Overloaded, "SUBGRAPH_OVERLOADED at best"),
    ];
    for (failure, expected) in cases {
        let outcome = run(
            reviews_plan(),
            [TWO.into(), crate::scripted::Reply::from(*failure)],
        );
        assert_eq!(outcome.errors(), [*expected]);
        assert_eq!(
            outcome.data(),
            r#"{"best":[{"opinions":null,"upc":"a"},{"opinions":null,"upc":"b"},{"opinions":null,"upc":"a"}]}"#
        );
    }
}

#[test]
fn a_failed_fetch_for_one_object_names_that_object() {
    let outcome = run(
        reviews_plan(),
        [
            r#"{"data":{"topProducts":[{"upc":null},{"upc":"b"}]}}"#.into(),
            crate::scripted::Reply::from(SubgraphFailure::Timeout),
        ],
    );
    assert_eq!(outcome.errors(), ["SUBGRAPH_TIMEOUT at best.1"]);
    assert_eq!(
        outcome.json()["errors"][0]["message"],
        "Subgraph 'reviews' did not answer in time."
    );
    assert_eq!(
        outcome.json()["errors"][0]["extensions"]["service"],
        "reviews"
    );
}

#[test]
fn a_failed_root_fetch_names_its_field_when_it_is_one() {
    let one = plan("a: Int", vec![root("s", "{ a }")]);
    assert_eq!(
        run(one, [SubgraphFailure::Timeout]).errors(),
        ["SUBGRAPH_TIMEOUT at a"]
    );
    let two = plan("a: Int b: Int!", vec![root("s", "{ a b }")]);
    let outcome = run(two, [SubgraphFailure::Timeout]);
    assert_eq!(outcome.errors(), ["SUBGRAPH_TIMEOUT"]);
    assert_eq!(outcome.data(), "null");
}

#[test]
fn rule_47_an_answer_is_judged_by_its_body_not_by_its_status() {
    let shape = "a: Int";
    let cases = [
        (status(500, r#"{"data":{"a":1}}"#), r#"{"a":1}"#, None),
        (
            status(
                400,
                r#"{"errors":[{"message":"bad","extensions":{"code":"BAD"}}]}"#,
            ),
            r#"{"a":null}"#,
            Some("BAD at a"),
        ),
        (
            status(200, r#"{"errors":[{"message":"bad"}]}"#),
            r#"{"a":null}"#,
            Some("SUBGRAPH_ERROR at a"),
        ),
        (
            status(200, r#"{"data":null,"errors":[{"message":"bad"}]}"#),
            r#"{"a":null}"#,
            Some("SUBGRAPH_ERROR at a"),
        ),
        (
            status(200, r#"{"data":{"a":2},"errors":[{"message":"half"}]}"#),
            r#"{"a":2}"#,
            Some("SUBGRAPH_ERROR at a"),
        ),
        (
            status(502, "<html>Bad gateway: internal host 10.0.0.1</html>"),
            r#"{"a":null}"#,
            Some("SUBGRAPH_REJECTED at a"),
        ),
        (
            status(200, "<html>hello</html>"),
            r#"{"a":null}"#,
            Some("SUBGRAPH_MALFORMED at a"),
        ),
        (
            status(200, r#"{"data":{"a":1},"errors":[]}"#),
            r#"{"a":1}"#,
            None,
        ),
        (
            status(200, r#"{"data":{"a":1},"errors":null}"#),
            r#"{"a":1}"#,
            None,
        ),
    ];
    for (reply, data, error) in cases {
        let outcome = run(plan(shape, vec![root("s", "{ a }")]), [reply.clone()]);
        assert_eq!(outcome.data(), data, "{reply:?}");
        assert_eq!(
            outcome.errors(),
            error.into_iter().collect::<Vec<_>>(),
            "{reply:?}"
        );
        assert!(!outcome.text().contains("10.0.0.1"));
    }
}

#[test]
fn ten_errors_are_written_and_all_are_counted() {
    let errors: Vec<_> = (0..40)
        .map(|at| json!({"message": format!("no {at}")}))
        .collect();
    let answer = json!({"data": {"a": 1}, "errors": errors}).to_string();
    let outcome = run(plan("a: Int", vec![root("s", "{ a }")]), [answer]);
    assert_eq!(outcome.json()["errors"].as_array().unwrap().len(), 10);
    assert_eq!(outcome.output.errors, 40);
}

#[test]
fn an_internal_field_is_not_named_in_a_path() {
    let outcome = run(
        plan(
            "me: User { id: ID }",
            vec![root("s", "{ me { id __portico_1: price } }")],
        ),
        [
            r#"{"data":{"me":{"id":1,"__portico_1":null}},"errors":[{"message":"no","path":["me","__portico_1"]}]}"#,
        ],
    );
    assert_eq!(outcome.errors(), ["SUBGRAPH_ERROR at me"]);
}
