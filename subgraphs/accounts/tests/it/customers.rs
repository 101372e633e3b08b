//! Customers as entities, and who may see what of them.

use serde_json::{Value, json};
use subgraph_kit::id::{CustomerId, ProductId};

use crate::{
    register::registered,
    rig::{Rig, error_code, user_error},
};

const ENTITIES: &str = "query($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Customer { id displayName } }
}";

fn reference(id: &str) -> Value {
    json!({ "__typename": "Customer", "id": id })
}

#[tokio::test]
async fn references_keep_their_places() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let grace = registered(&rig, "grace@example.com").await;
    let representations = json!([
        reference(&grace.to_string()),
        reference(&CustomerId::new().to_string()),
        reference("nonsense"),
        reference(&ProductId::new().to_string()),
        reference(&ada.to_string()),
        reference(&grace.to_string()),
    ]);
    let response = rig
        .guest(ENTITIES, json!({ "representations": representations }))
        .await;
    assert!(response.get("errors").is_none(), "{response}");
    let entities = response["data"]["_entities"].as_array().unwrap();
    let ids: Vec<_> = entities
        .iter()
        .map(|entity| entity["id"].as_str())
        .collect();
    let (ada, grace) = (ada.to_string(), grace.to_string());
    assert_eq!(
        ids,
        [
            Some(grace.as_str()),
            None,
            None,
            None,
            Some(&ada),
            Some(&grace)
        ]
    );
    rig.stop().await;
}

#[tokio::test]
async fn the_address_is_the_customers_own() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let grace = registered(&rig, "grace@example.com").await;
    for field in ["email", "addresses { city }"] {
        let query = format!(
            "query($representations: [_Any!]!) {{
                _entities(representations: $representations) {{
                    ... on Customer {{ displayName {field} }}
                }}
            }}"
        );
        let variables = json!({ "representations": [reference(&ada.to_string())] });
        let own = rig.customer(ada, &query, variables.clone()).await;
        assert!(own.get("errors").is_none(), "{own}");
        let other = rig.customer(grace, &query, variables.clone()).await;
        assert_eq!(error_code(&other), "FORBIDDEN");
        assert_eq!(other["data"]["_entities"][0]["displayName"], "Somebody");
        let guest = rig.guest(&query, variables).await;
        assert_eq!(error_code(&guest), "UNAUTHENTICATED");
    }
    rig.stop().await;
}

#[tokio::test]
async fn the_viewer_is_who_the_gateway_says() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let query = "{ viewer { id } }";
    assert_eq!(
        rig.customer(ada, query, json!({})).await["data"]["viewer"]["id"],
        ada.to_string()
    );
    assert_eq!(
        rig.guest(query, json!({})).await["data"]["viewer"],
        Value::Null
    );
    let stranger = rig.customer(CustomerId::new(), query, json!({})).await;
    assert_eq!(stranger["data"]["viewer"], Value::Null);
    rig.stop().await;
}

#[tokio::test]
async fn a_name_can_be_changed() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let query = "mutation($input: CustomerUpdateInput!) {
        customerUpdate(input: $input) { customer { displayName } userErrors { code field } }
    }";
    let rename =
        |name: Value| rig.customer(ada, query, json!({ "input": { "displayName": name } }));
    let name =
        |response: &Value| response["data"]["customerUpdate"]["customer"]["displayName"].clone();
    assert_eq!(name(&rename(json!("Countess")).await), "Countess");
    assert_eq!(name(&rename(Value::Null).await), "Countess");
    assert_eq!(
        user_error(&rename(json!("  ")).await, "customerUpdate"),
        "DISPLAY_NAME_INVALID"
    );
    let gone = CustomerId::new();
    let gone = rig
        .customer(gone, query, json!({ "input": { "displayName": "Ghost" } }))
        .await;
    assert_eq!(error_code(&gone), "UNAUTHENTICATED");
    rig.stop().await;
}
