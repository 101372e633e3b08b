use crate::shop::Shop;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn schema_of(kind: &str) -> Value {
    let file = format!(
        "{}/../../schema/events/{kind}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// What is really written fits the contract, for every type this service publishes.
#[tokio::test]
async fn published_events_fit_their_schemas() {
    let shop = Shop::open().await;
    let product = shop
        .ask(
            r#"{ product(handle: "wren-bird-feeder") { id variants { id } } }"#,
            json!({}),
        )
        .await["product"]
        .clone();
    let price = json!({ "id": product["variants"][0]["id"], "input": { "price": { "amount": "35", "currencyCode": "EUR" } } });
    shop.order("mutation ($id: ID!, $input: VariantPriceInput!) { variantPriceChange(id: $id, input: $input) { product { id } } }", price).await;
    let variant = |colour: &str| {
        json!({
            "sku": format!("GA-BIRD-{}", colour.to_uppercase()), "weightGrams": 1,
            "selectedOptions": [{ "name": "Colour", "value": colour }], "price": { "amount": "35.00", "currencyCode": "EUR" },
        })
    };
    let input = json!({
        "handle": "wren-bird-feeder", "title": "Wren Feeder", "description": "New.", "vendor": "Greyleaf", "categoryHandle": "garden",
        "options": [{ "name": "Colour", "values": ["Moss", "Clay"] }],
        "variants": [variant("Moss"), variant("Clay")],
        "images": [{ "url": "/media/x.svg", "alt": "x", "width": 1, "height": 1 }],
    });
    let published = shop
        .order("mutation ($input: ProductInput!) { productPublish(input: $input) { userErrors { message } } }", json!({ "input": input }))
        .await;
    assert_eq!(published["productPublish"]["userErrors"], json!([]));
    shop.order(
        "mutation ($id: ID!) { productWithdraw(id: $id) { product { id } } }",
        json!({ "id": product["id"] }),
    )
    .await;

    let mut kinds = BTreeSet::new();
    for event in shop.outbox().await {
        let envelope = event.envelope();
        assert_eq!(envelope["source"], "/portico/catalog");
        assert_eq!(
            envelope["dataschema"],
            format!("/schema/events/{}.json", event.event_type)
        );
        let validator = jsonschema::validator_for(&schema_of(&event.event_type)).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&event.data())
            .map(|fault| fault.to_string())
            .collect();
        assert_eq!(
            faults,
            Vec::<String>::new(),
            "{} {}",
            event.event_type,
            event.data()
        );
        kinds.insert(event.event_type);
    }
    let expected = [
        "price.changed.v1",
        "product.changed.v1",
        "product.published.v1",
        "product.withdrawn.v1",
    ];
    assert_eq!(kinds, expected.map(ToOwned::to_owned).into());
}
