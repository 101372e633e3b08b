use bytes::Bytes;
use serde_json::{Value, json};

use super::*;

#[test]
fn the_answer_is_as_large_as_the_public_one() {
    let answer = whole_answer(QUERY).unwrap();
    assert!((80_000..96_000).contains(&answer.len()), "{}", answer.len());
}

#[test]
fn a_subgraph_answers_representations_by_what_they_say() {
    let request = json!({
        "query": "query($r: [_Any!]!) { e: _entities(representations: $r) { __typename ... on Product { inStock shippingEstimate } } }",
        "variables": { "r": [{ "__typename": "Product", "upc": "1", "price": 100, "weight": 7 }] },
    });
    let request = Bytes::from(request.to_string());
    let mut answers = Answers::new(Service::Inventory);
    for _ in 0..2 {
        let answer: Value = serde_json::from_slice(&answers.answer(&request).unwrap()).unwrap();
        assert_eq!(
            answer,
            json!({ "data": { "e": [{ "__typename": "Product", "inStock": true, "shippingEstimate": 3 }] } })
        );
    }
}

#[test]
fn a_subgraph_refuses_what_its_schema_does_not_have() {
    let request = Bytes::from(json!({ "query": "{ users { id } }" }).to_string());
    assert!(Answers::new(Service::Products).answer(&request).is_err());
}
