//! `__schema` and `__type`, alone and among data.

use serde_json::json;

use crate::support::gateway::{TestGateway, code};

#[tokio::test]
async fn the_schema_clients_see_is_told() {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .query("{ __schema { queryType { name } types { name } } }")
        .await;
    assert_eq!(answer["data"]["__schema"]["queryType"]["name"], "Query");
    let text = answer.to_string();
    assert!(
        text.contains("Product") && !text.contains("join__"),
        "{text}"
    );
}

#[tokio::test]
async fn data_and_schema_come_in_one_answer_in_order() {
    let gateway = TestGateway::start().await;
    let query = "query Q($name: String!) { product(upc: 1) { __typename name } t: __type(name: $name) { kind } __typename }";
    for (name, kind) in [
        ("Product", json!({"kind": "OBJECT"})),
        ("Nothing", json!(null)),
    ] {
        let request = gateway.post(&json!({"query": query, "variables": {"name": name}}));
        let text = request.send().await.unwrap().text().await.unwrap();
        let expected = format!(
            r#"{{"data":{{"product":{{"__typename":"Product","name":"Table"}},"t":{kind},"__typename":"Query"}}}}"#
        );
        assert_eq!(text, expected);
    }
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let gateway = TestGateway::with(|config| config.introspection = false).await;
    assert_eq!(
        code(&gateway.query("{ __schema { queryType { name } } }").await),
        "INTROSPECTION_DISABLED"
    );
    assert_eq!(
        gateway.query("{ __typename }").await,
        json!({"data": {"__typename": "Query"}})
    );
}

/// What GraphiQL and code generators send; it must fit within the limits.
#[tokio::test]
async fn the_usual_introspection_query_is_answered() {
    let gateway = TestGateway::start().await;
    let of_type = "ofType { kind name ".repeat(9) + &"}".repeat(9);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }} \
         types {{ ...FullType }} directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL \
         fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated deprecationReason }} \
         inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }} \
         enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }} \
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    );
    let answer = gateway.query(&query).await;
    assert_eq!(answer.get("errors"), None);
    assert_eq!(
        answer["data"]["__schema"]["subscriptionType"]["name"],
        "Subscription"
    );
}
