//! Anything by its global id, over the federated graph.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::buyer::{buy, fill_cart, outcome, variants_in_stock};
use system_tests::poll::until;
use system_tests::shop::Shop;

const PATIENCE: Duration = Duration::from_secs(60);

const NODES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) {
    __typename
    id
    ... on Product { handle rating { count } }
    ... on ProductVariant { sku quantityAvailable product { id } }
    ... on Category { handle }
    ... on Customer { displayName }
    ... on Review { title author { displayName } }
    ... on Cart { itemCount lines { variant { sku } } }
    ... on Checkout { status }
    ... on Order { number orderStatus: status transactions { kind } }
} }";

#[tokio::test]
async fn each_type_is_found_by_its_id_and_its_owner_decides() {
    let shop = Shop::start(&[]).await;
    let client = shop.client();
    let variant = variants_in_stock(&client).await.remove(0);
    let cart = fill_cart(&client, &variant, 2).await.unwrap();
    let bought = buy(&client, &variant, "tok_approved").await.unwrap();
    until("the checkout ends", PATIENCE, async || {
        outcome(&client, &bought.checkout).await
    })
    .await;
    let query = "{ products(first: 1) { nodes { id category { id } reviews(first: 1) { nodes { id author { id } } } } } }";
    let data = client.data(query, json!({})).await;
    let product = &data["products"]["nodes"][0];
    let review = &product["reviews"]["nodes"][0];
    let ids = json!([
        bought.order,
        product["id"],
        // Of the right form, and of nobody.
        "prd_00000000000000000000000000",
        "ord_00000000000000000000000000",
        "nonsense",
        variant,
        cart.id,
        review["id"],
        bought.checkout,
        review["author"]["id"],
        product["category"]["id"],
    ]);
    let answer = client.try_send(NODES, json!({ "ids": ids })).await.unwrap();
    let nodes = answer.body["data"]["nodes"].as_array().unwrap();
    let types: Vec<&Value> = nodes.iter().map(|node| &node["__typename"]).collect();
    assert_eq!(
        json!(types),
        json!([
            "Order",
            "Product",
            null,
            null,
            null,
            "ProductVariant",
            "Cart",
            "Review",
            "Checkout",
            "Customer",
            "Category",
        ]),
        "{}",
        answer.body
    );
    for (node, id) in nodes.iter().zip(ids.as_array().unwrap()) {
        assert!(node.is_null() || node["id"] == *id, "{node}");
    }
    assert_eq!(nodes[0]["orderStatus"], "CONFIRMED");
    assert_eq!(nodes[0]["transactions"][0]["kind"], "AUTHORIZATION");
    assert!(nodes[1]["rating"]["count"].is_i64(), "{}", nodes[1]);
    assert!(nodes[5]["quantityAvailable"].is_i64(), "{}", nodes[5]);
    assert_eq!(nodes[6]["itemCount"], 2);
    assert!(
        nodes[7]["author"]["displayName"].is_string(),
        "{}",
        nodes[7]
    );
    assert_eq!(nodes[8]["status"], "COMPLETED");
    assert!(nodes[9]["displayName"].is_string(), "{}", nodes[9]);

    let one = client
        .data(
            "query ($id: ID!) { node(id: $id) { __typename ... on Category { title } } }",
            json!({ "id": product["category"]["id"] }),
        )
        .await;
    assert!(one["node"]["title"].is_string(), "{one}");
}

#[tokio::test]
async fn what_is_anothers_stays_hidden() {
    let shop = Shop::start(&[]).await;
    let guest = shop.client();
    let login = "mutation ($input: AccountLoginInput!) { accountLogin(input: $input) {
        session { accessToken customer { id } } } }";
    let input = json!({ "input": { "email": "ada@example.com", "password": "analytical-engine" } });
    let session = guest.data(login, input).await["accountLogin"]["session"].clone();
    let ada = guest.with_token(session["accessToken"].as_str().unwrap());
    let variant = variants_in_stock(&guest).await.remove(0);
    let cart = fill_cart(&ada, &variant, 1).await.unwrap();
    let query = "query ($id: ID!) { node(id: $id) { id ... on Cart { itemCount } } }";
    let own = ada.data(query, json!({ "id": cart.id })).await;
    assert_eq!(own["node"]["itemCount"], 1);
    let others = guest
        .try_send(query, json!({ "id": cart.id }))
        .await
        .unwrap();
    assert_eq!(others.body["data"]["node"], Value::Null, "{}", others.body);
}
