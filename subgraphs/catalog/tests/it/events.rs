use crate::shop::Shop;
use serde_json::json;

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

    let kinds = subgraph_testing::outbox::check_all(&shop.db).await;
    let expected = [
        "price.changed.v1",
        "product.changed.v1",
        "product.published.v1",
        "product.withdrawn.v1",
    ];
    assert_eq!(kinds, expected.map(ToOwned::to_owned).into());
}
