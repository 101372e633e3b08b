//! Anything by its global id.

use crate::shop::Shop;
use catalog::demo::products;
use serde_json::json;
use subgraph_kit::id::{CartLineId, CustomerId, OrderId, ProductId};

const NODES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) {
    __typename id
    ... on Product { handle }
    ... on ProductVariant { sku }
    ... on Category { handle }
} }";

#[tokio::test]
async fn own_things_are_looked_up_and_others_are_references() {
    let shop = Shop::open().await;
    let mug = products()
        .into_iter()
        .find(|product| product.handle == "tideline-stoneware-mug")
        .unwrap();
    let desk = shop
        .ask(r#"{ category(handle: "desk") { id } }"#, json!({}))
        .await["category"]["id"]
        .clone();
    let (order, customer) = (OrderId::new(), CustomerId::new());
    let ids = json!([
        order,
        mug.variants[1].id,
        // Not there, of a kind that is no node, and no id at all.
        ProductId::new(),
        CartLineId::new(),
        "prd_x",
        "",
        desk,
        mug.id,
        customer,
    ]);
    let answer = shop.ask(NODES, json!({ "ids": ids })).await;
    assert_eq!(
        answer["nodes"],
        json!([
            { "__typename": "Order", "id": order },
            { "__typename": "ProductVariant", "id": mug.variants[1].id, "sku": "KT-MUG-OAT-350M" },
            null,
            null,
            null,
            null,
            { "__typename": "Category", "handle": "desk", "id": desk },
            { "__typename": "Product", "handle": "tideline-stoneware-mug", "id": mug.id },
            { "__typename": "Customer", "id": customer },
        ])
    );
    let one = shop
        .ask(
            "query ($id: ID!) { node(id: $id) { id } }",
            json!({ "id": mug.id }),
        )
        .await;
    assert_eq!(one["node"], json!({ "id": mug.id }));
}

#[tokio::test]
async fn not_more_at_a_time_than_a_page_holds() {
    let shop = Shop::empty().await;
    let ids = |count: usize| json!({ "ids": vec!["prd_x"; count] });
    let most = shop.ask(NODES, ids(100)).await;
    assert_eq!(most["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(shop.refusal(NODES, ids(101)).await, "BAD_USER_INPUT");
}
