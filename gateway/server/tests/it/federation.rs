//! Operations across subgraphs, end to end.

use serde_json::json;

use crate::support::gateway::{TestGateway, code};

#[tokio::test]
async fn one_query_is_answered_by_two_subgraphs() {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .query("{ products { name reviews { body } } }")
        .await;
    assert_eq!(
        answer,
        json!({"data": {"products": [
            {"name": "Table", "reviews": [{"body": "about 1"}]},
            {"name": "Couch", "reviews": [{"body": "about 2"}]},
            {"name": "Chair", "reviews": [{"body": "about 3"}]},
        ]}})
    );
}

#[tokio::test]
async fn variables_aliases_and_conditions_reach_the_subgraphs() {
    let gateway = TestGateway::start().await;
    let query = "query Q($upc: ID!, $deep: Boolean = false) { p: product(upc: $upc) { n: name reviews @include(if: $deep) { body } } }";
    let request = |variables| json!({"query": query, "variables": variables});
    let shallow = gateway
        .answer(gateway.post(&request(json!({"upc": "2"}))))
        .await;
    assert_eq!(shallow, json!({"data": {"p": {"n": "Couch"}}}));
    let deep = gateway
        .answer(gateway.post(&request(json!({"upc": "2", "deep": true}))))
        .await;
    assert_eq!(
        deep,
        json!({"data": {"p": {"n": "Couch", "reviews": [{"body": "about 2"}]}}})
    );
}

#[tokio::test]
async fn a_mutation_is_followed_by_hops() {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .query("mutation { productRename(upc: 1, name: \"Desk\") { name reviews { body } } }")
        .await;
    assert_eq!(
        answer,
        json!({"data": {"productRename": {"name": "Desk", "reviews": [{"body": "about 1"}]}}})
    );
}

#[tokio::test]
async fn the_plan_is_shown_only_where_it_may_be() {
    let closed = TestGateway::start().await;
    let open = TestGateway::with(|config| config.expose_plan = true).await;
    let request = json!({"query": "{ products { name reviews { body } } }"});
    let ask = |gateway: &TestGateway| gateway.post(&request).header("portico-explain", "plan");
    assert_eq!(closed.answer(ask(&closed)).await.get("extensions"), None);
    let answer = open.answer(ask(&open)).await;
    let explanation = &answer["extensions"]["portico"];
    assert_eq!(explanation["steps"], 2);
    assert_eq!(explanation["fetches"].as_array().unwrap().len(), 2);
    assert_eq!(explanation["plan"]["fetches"][1]["subgraph"], "reviews");
    assert_eq!(
        open.query("{ products { name } }").await.get("extensions"),
        None
    );
}

#[tokio::test]
async fn a_subgraph_that_is_gone_takes_only_its_own_fields_along() {
    let gateway = TestGateway::with(|config| {
        let strange = config.subgraphs.get_mut("strange").unwrap();
        strange.url = Some("http://127.0.0.1:9/graphql".parse().unwrap());
    })
    .await;
    let answer = gateway.query("{ strange product(upc: 1) { name } }").await;
    assert_eq!(
        answer["data"],
        json!({"strange": null, "product": {"name": "Table"}})
    );
    assert_eq!(code(&answer), "SUBGRAPH_UNREACHABLE");
    assert_eq!(answer["errors"][0]["path"], json!(["strange"]));
}
