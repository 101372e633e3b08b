//! A customer's addresses.

use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;

use crate::{
    register::registered,
    rig::{Rig, user_error},
};

const FIELDS: &str = "address { id name city postalCode countryCode isDefault }
    customer { addresses { id isDefault } } userErrors { code field message }";

fn address(name: &str) -> Value {
    json!({
        "name": name, "line1": "Hafenstraße 9", "city": "Hamburg", "postalCode": "20359",
        "countryCode": "DE"
    })
}

async fn add(rig: &Rig, customer: CustomerId, input: Value) -> Value {
    let query = format!(
        "mutation($input: AddressInput!) {{ customerAddressAdd(input: $input) {{ {FIELDS} }} }}"
    );
    rig.customer(customer, &query, json!({ "input": input }))
        .await
}

async fn update(rig: &Rig, customer: CustomerId, id: &Value, input: Value) -> Value {
    let query = format!(
        "mutation($id: ID!, $input: AddressInput!) {{
            customerAddressUpdate(id: $id, input: $input) {{ {FIELDS} }}
        }}"
    );
    rig.customer(customer, &query, json!({ "id": id, "input": input }))
        .await
}

async fn remove(rig: &Rig, customer: CustomerId, id: &Value) -> Value {
    let query = format!("mutation($id: ID!) {{ customerAddressRemove(id: $id) {{ {FIELDS} }} }}");
    rig.customer(customer, &query, json!({ "id": id })).await
}

/// Ids of the addresses in a payload, the default first, and how many are the default.
fn book(response: &Value, field: &str) -> (Vec<Value>, usize) {
    let addresses = response["data"][field]["customer"]["addresses"].as_array();
    let addresses = addresses.unwrap_or_else(|| panic!("no addresses in {response}"));
    let defaults = addresses
        .iter()
        .filter(|address| address["isDefault"] == true)
        .count();
    (
        addresses
            .iter()
            .map(|address| address["id"].clone())
            .collect(),
        defaults,
    )
}

#[tokio::test]
async fn one_address_is_always_the_default() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let mut ids = Vec::new();
    for name in ["Home", "Work", "Mother"] {
        let added = add(&rig, ada, address(name)).await;
        ids.push(added["data"]["customerAddressAdd"]["address"]["id"].clone());
    }
    let mut input = address("Work");
    input["isDefault"] = json!(true);
    let updated = update(&rig, ada, &ids[1], input).await;
    let order = vec![ids[1].clone(), ids[0].clone(), ids[2].clone()];
    assert_eq!(book(&updated, "customerAddressUpdate"), (order, 1));

    // Saying no does not take it away.
    let mut input = address("Work");
    input["isDefault"] = json!(false);
    let updated = update(&rig, ada, &ids[1], input).await;
    assert_eq!(
        updated["data"]["customerAddressUpdate"]["address"]["isDefault"],
        true
    );

    let removed = remove(&rig, ada, &ids[1]).await;
    let order = vec![ids[0].clone(), ids[2].clone()];
    assert_eq!(book(&removed, "customerAddressRemove"), (order, 1));
    remove(&rig, ada, &ids[0]).await;
    let removed = remove(&rig, ada, &ids[2]).await;
    assert_eq!(book(&removed, "customerAddressRemove"), (Vec::new(), 0));
    rig.stop().await;
}

#[tokio::test]
async fn others_addresses_are_not_found() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let grace = registered(&rig, "grace@example.com").await;
    let added = add(&rig, ada, address("Home")).await;
    let id = &added["data"]["customerAddressAdd"]["address"]["id"];
    let removed = remove(&rig, grace, id).await;
    assert_eq!(
        user_error(&removed, "customerAddressRemove"),
        "ADDRESS_NOT_FOUND"
    );
    let updated = update(&rig, grace, id, address("Mine now")).await;
    assert_eq!(
        user_error(&updated, "customerAddressUpdate"),
        "ADDRESS_NOT_FOUND"
    );
    let guest = rig.guest(
        "mutation { customerAddressRemove(id: \"x\") { userErrors { code } } }",
        json!({}),
    );
    assert!(guest.await["errors"].is_array());
    rig.stop().await;
}

#[tokio::test]
async fn faults_name_their_fields() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let mut input = address(" ");
    input["postalCode"] = json!("2035");
    let response = add(&rig, ada, input).await;
    let errors = &response["data"]["customerAddressAdd"]["userErrors"];
    let found: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (&e["code"], &e["field"][1]))
        .collect();
    assert_eq!(
        found,
        [
            (&json!("ADDRESS_FIELD_MISSING"), &json!("name")),
            (&json!("POSTAL_CODE_INVALID"), &json!("postalCode")),
        ]
    );
    rig.stop().await;
}

#[tokio::test]
async fn many_at_once_leave_one_default_and_no_more_than_fit() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let names: Vec<String> = (0..24).map(|n| format!("Place {n}")).collect();
    let adding = names.iter().map(|name| {
        let mut input = address(name);
        input["isDefault"] = json!(true);
        add(&rig, ada, input)
    });
    let responses = futures::future::join_all(adding).await;
    let full = responses
        .iter()
        .filter(|response| !response["data"]["customerAddressAdd"]["userErrors"][0].is_null())
        .inspect(|response| {
            assert_eq!(
                user_error(response, "customerAddressAdd"),
                "TOO_MANY_ADDRESSES"
            );
        })
        .count();
    assert_eq!(full, 4);
    let query = "{ viewer { addresses { id isDefault } } }";
    let viewer = rig.customer(ada, query, json!({})).await;
    let addresses = viewer["data"]["viewer"]["addresses"].as_array().unwrap();
    assert_eq!(addresses.len(), 20);
    assert_eq!(
        addresses
            .iter()
            .filter(|address| address["isDefault"] == true)
            .count(),
        1
    );
    rig.stop().await;
}
