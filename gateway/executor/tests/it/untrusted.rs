//! Answers that are not as they should be (rule 50).

use gateway_executor::{ExecutionInput, Limits};

use crate::scripted::{run, run_with};
use crate::text::{entities, group, plan, root};

fn stock_plan() -> gateway_plan::Plan {
    plan(
        "products: [Product] { upc: String stock: Int } other: Int",
        vec![
            root("catalog", "{ products { upc } }"),
            entities(
                "inventory",
                &[0],
                vec![group(
                    &["products"],
                    "Product",
                    "upc!",
                    "{ ... on Product { stock } }",
                )],
            ),
            root("other", "{ other }"),
        ],
    )
}

const PRODUCTS: &str = r#"{"data":{"products":[{"upc":"a"},{"upc":"b"}]}}"#;
const OTHER: &str = r#"{"data":{"other":1}}"#;

#[test]
fn a_bad_answer_is_one_error_and_the_rest_is_kept() {
    let cases = [
        ("", "SUBGRAPH_MALFORMED at products"),
        ("{", "SUBGRAPH_MALFORMED at products"),
        ("null", "SUBGRAPH_MALFORMED at products"),
        ("[]", "SUBGRAPH_MALFORMED at products"),
        ("{}", "SUBGRAPH_MALFORMED at products"),
        (r#"{"data":null}"#, "SUBGRAPH_MALFORMED at products"),
        (r#"{"data":[]}"#, "SUBGRAPH_MALFORMED at products"),
        (
            r#"{"data":{"_entities":[{"stock":1},{"stock":2}]}"#,
            "SUBGRAPH_MALFORMED at products",
        ),
        (
            r#"{"data":{"_entities":[{"stock":1},{"stock":2}]}} x"#,
            "SUBGRAPH_MALFORMED at products",
        ),
        (
            r#"{"data":{"_entities":[{"stock":01},{"stock":2}]}}"#,
            "SUBGRAPH_MALFORMED at products",
        ),
        (r#"{"errors":"no"}"#, "SUBGRAPH_MALFORMED at products"),
        (r#"{"data":{}}"#, "SUBGRAPH_MALFORMED at products"),
        (
            r#"{"data":{"_entities":null}}"#,
            "SUBGRAPH_MALFORMED at products",
        ),
        (
            r#"{"data":{"_entities":{"stock":1}}}"#,
            "SUBGRAPH_MALFORMED at products",
        ),
        (
            r#"{"data":{"_entities":[{"stock":1}]}}"#,
            "SUBGRAPH_ENTITY_COUNT at products",
        ),
        (
            r#"{"data":{"_entities":[{"stock":1},{"stock":2},{"stock":3}]}}"#,
            "SUBGRAPH_ENTITY_COUNT at products",
        ),
    ];
    for (answer, error) in cases {
        let outcome = run(stock_plan(), [PRODUCTS, answer, OTHER]);
        assert_eq!(outcome.errors(), [error], "{answer}");
        assert_eq!(
            outcome.data(),
            r#"{"products":[{"upc":"a","stock":null},{"upc":"b","stock":null}],"other":1}"#,
            "{answer}"
        );
    }
}

#[test]
fn a_result_that_is_no_object_is_an_error_of_that_entity() {
    let answer = r#"{"data":{"_entities":["what",{"stock":2}]}}"#;
    let outcome = run(stock_plan(), [PRODUCTS, answer, OTHER]);
    assert_eq!(outcome.errors(), ["SUBGRAPH_INVALID_VALUE at products.0"]);
    assert_eq!(
        outcome.data(),
        r#"{"products":[{"upc":"a","stock":null},{"upc":"b","stock":2}],"other":1}"#
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let mut body = br#"{"data":{"other":"x"}}"#.to_vec();
    body[18] = 0xff;
    let reply = crate::scripted::Reply::Body {
        status: 200,
        body: body.into(),
    };
    let outcome = run(plan("other: String", vec![root("s", "{ other }")]), [reply]);
    assert_eq!(outcome.errors(), ["SUBGRAPH_MALFORMED at other"]);
}

#[test]
fn deep_nesting_is_refused_wherever_it_is() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let places = [
        format!(r#"{{"data":{{"other":{deep}}}}}"#),
        format!(r#"{{"data":{{"unknown":{deep}}}}}"#),
        format!(r#"{{"extensions":{deep},"data":{{"other":1}}}}"#),
        format!(r#"{{"errors":{deep}}}"#),
    ];
    for answer in places {
        let outcome = run(plan("other: JSON", vec![root("s", "{ other }")]), [answer]);
        assert_eq!(outcome.errors(), ["SUBGRAPH_TOO_DEEP at other"]);
    }
}

fn limited(limits: Limits) -> ExecutionInput {
    ExecutionInput {
        limits,
        ..ExecutionInput::default()
    }
}

#[test]
fn a_long_answer_is_refused() {
    let limits = Limits {
        answer_bytes: 45,
        ..Limits::default()
    };
    let outcome = run_with(stock_plan(), [PRODUCTS, "", OTHER], limited(limits));
    assert_eq!(outcome.errors(), ["SUBGRAPH_TOO_LARGE at products"]);
    assert_eq!(outcome.data(), r#"{"products":null,"other":1}"#);
}

#[test]
fn too_many_values_are_refused() {
    let limits = Limits {
        values: 100,
        ..Limits::default()
    };
    let many = format!(r#"{{"data":{{"other":[{}0]}}}}"#, "0,".repeat(200));
    let outcome = run_with(
        plan("other: JSON", vec![root("s", "{ other }")]),
        [many],
        limited(limits),
    );
    assert_eq!(outcome.errors(), ["SUBGRAPH_TOO_LARGE at other"]);
}

#[test]
fn too_many_objects_are_not_looked_up() {
    let limits = Limits {
        entities: 1,
        ..Limits::default()
    };
    let outcome = run_with(
        stock_plan(),
        [PRODUCTS, "never asked", OTHER],
        limited(limits),
    );
    assert_eq!(outcome.errors(), ["TOO_MANY_ENTITIES"]);
    assert_eq!(outcome.sent.len(), 2);
}

#[test]
fn a_long_response_is_refused_as_a_whole() {
    let limits = Limits {
        response_bytes: 30,
        ..Limits::default()
    };
    let outcome = run_with(
        stock_plan(),
        [PRODUCTS, r#"{"data":{"_entities":[null,null]}}"#, OTHER],
        limited(limits),
    );
    assert_eq!(outcome.errors(), ["RESPONSE_TOO_LARGE"]);
    assert_eq!(outcome.data(), "null");
}

/// Each hop's results refer twice to the next one's only entity: 2^20 places from twenty small answers.
#[test]
fn a_response_that_grows_beyond_all_bounds_ends_soon() {
    const HOPS: usize = 40;
    let mut shape = "leaf: Int".to_owned();
    for _ in 0..HOPS {
        shape = format!("next: [Node] {{ {shape} }}");
    }
    let mut fetches = vec![root("s", "{ next { id } }")];
    let mut replies = vec![r#"{"data":{"next":[{"id":1},{"id":1}]}}"#.to_owned()];
    for hop in 1..HOPS {
        let at = vec!["next"; hop].join(".");
        fetches.push(entities(
            "s",
            &[hop as u32 - 1],
            vec![group(
                &[&at],
                "Node",
                "id!",
                "{ ... on Node { next { id } } }",
            )],
        ));
        replies.push(r#"{"data":{"_entities":[{"next":[{"id":1},{"id":1}]}]}}"#.to_owned());
    }
    let limits = Limits {
        response_bytes: 1 << 20,
        ..Limits::default()
    };
    let outcome = run_with(plan(&shape, fetches), replies, limited(limits));
    assert_eq!(outcome.errors(), ["RESPONSE_TOO_LARGE"]);
    assert_eq!(outcome.sent.len(), HOPS);
    assert!(
        outcome
            .output
            .fetches
            .iter()
            .all(|fetch| fetch.entities <= 1)
    );
}
