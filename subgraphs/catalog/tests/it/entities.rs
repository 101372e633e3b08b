use crate::shop::Shop;
use catalog::demo::products;
use serde_json::json;

const ENTITIES: &str = "query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
        __typename
        ... on Product { handle }
        ... on ProductVariant { sku weightGrams }
        ... on Category { handle }
    }
}";

#[tokio::test]
async fn references_are_resolved_in_their_order_and_unknown_ones_are_null() {
    let shop = Shop::open().await;
    let mug = products()
        .into_iter()
        .find(|product| product.handle == "tideline-stoneware-mug")
        .unwrap();
    let category = shop
        .ask(r#"{ category(handle: "desk") { id } }"#, json!({}))
        .await;
    let answer = shop
        .ask(
            ENTITIES,
            json!({ "representations": [
                { "__typename": "ProductVariant", "id": mug.variants[1].id },
                { "__typename": "Product", "id": "prd_00000000000000000000000000" },
                { "__typename": "Product", "id": mug.id },
                { "__typename": "Product", "id": "no id" },
                { "__typename": "Category", "id": category["category"]["id"] },
                { "__typename": "ProductVariant", "id": mug.id },
                { "__typename": "Product", "id": mug.id },
            ] }),
        )
        .await;
    let product = json!({ "__typename": "Product", "handle": "tideline-stoneware-mug" });
    assert_eq!(
        answer["_entities"],
        json!([
            { "__typename": "ProductVariant", "sku": "KT-MUG-OAT-350M", "weightGrams": 430 },
            null,
            product,
            null,
            { "__typename": "Category", "handle": "desk" },
            null,
            product,
        ])
    );
}
