//! Whatever subgraphs answer, the response is valid JSON with `data` of the right shape (rule 50).

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::scripted::{Outcome, run};
use crate::text::{entities, group, plan, root};

const PRODUCTS: &str = r#"{"data":{"products":[{"__typename":"Book","upc":"a","tags":["x"],"box":{"w":1}},{"__typename":"Film","upc":"b","box":null}]}}"#;
const STOCK: &str =
    r#"{"data":{"_entities":[{"stock":1,"box":{"h":2.5}},{"stock":2}]},"errors":[]}"#;

fn answered(answers: [String; 2]) -> Outcome {
    let plan = plan(
        "products: [Product<Book|Film>!] { __typename: Typename upc: ID! tags: [String!] stock: Int! @on(Book) box: Box { w: Int h: Float } extra: JSON }",
        vec![
            root(
                "catalog",
                "{ products { __typename upc tags extra box { w } } }",
            ),
            entities(
                "inventory",
                &[0],
                vec![group(
                    &["products"],
                    "Product",
                    "upc!",
                    "{ ... on Product { stock box { h } } }",
                )],
            ),
        ],
    );
    run(plan, answers)
}

/// The response is JSON, and what it shows obeys the schema.
fn is_sound(outcome: &Outcome) -> Result<(), TestCaseError> {
    let response: Value = serde_json::from_slice(&outcome.output.body)
        .map_err(|error| TestCaseError::fail(format!("{error}: {}", outcome.text())))?;
    prop_assert_eq!(response.get("errors").is_some(), outcome.output.errors > 0);
    let products = &response["data"]["products"];
    for product in products.as_array().into_iter().flatten() {
        prop_assert!(product["upc"].is_string(), "{}", product);
        let ty = product["__typename"].as_str();
        prop_assert!(
            ty.is_none_or(|ty| ty == "Book" || ty == "Film"),
            "{}",
            product
        );
        prop_assert_eq!(product.get("stock").is_some(), ty == Some("Book"));
        let tags = product["tags"].as_array().into_iter().flatten();
        prop_assert!(tags.into_iter().all(Value::is_string), "{}", product);
    }
    Ok(())
}

/// JSON with the keys that matter, in any place.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z\"\\\\\n\u{e9}]{0,6}".prop_map(Value::from),
        Just(json!("Book")),
        Just(json!("Film")),
    ];
    leaf.prop_recursive(5, 48, 4, |inner| {
        let key = prop::sample::select(vec![
            "data",
            "errors",
            "products",
            "_entities",
            "__typename",
            "upc",
            "tags",
            "stock",
            "box",
            "w",
            "h",
            "extra",
            "message",
            "path",
            "extensions",
            "other",
        ]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((key, inner), 0..5).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

/// A good answer with some of its bytes changed, perhaps cut off.
fn damaged(answer: &'static str) -> impl Strategy<Value = String> {
    let edits = vec(
        (
            0..answer.len(),
            prop::sample::select(b"{}[]\",:0e-nt \\x\x01".to_vec()),
        ),
        0..4,
    );
    (edits, 0..answer.len() * 4).prop_map(move |(edits, cut)| {
        let mut bytes = answer.as_bytes().to_vec();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        bytes.truncate(cut.max(1));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_answers_leave_a_sound_response(first in damaged(PRODUCTS), second in damaged(STOCK)) {
        is_sound(&answered([first, second]))?;
    }

    #[test]
    fn any_json_for_an_answer_leaves_a_sound_response(value in any_json()) {
        let whole = value.to_string();
        let data = json!({ "data": { "products": value.clone() } }).to_string();
        let results = json!({ "data": { "_entities": [value.clone(), value] } }).to_string();
        is_sound(&answered([whole.clone(), STOCK.to_owned()]))?;
        is_sound(&answered([data, STOCK.to_owned()]))?;
        is_sound(&answered([PRODUCTS.to_owned(), whole]))?;
        is_sound(&answered([PRODUCTS.to_owned(), results]))?;
    }
}
