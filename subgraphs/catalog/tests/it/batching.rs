use crate::queries;
use crate::shop::Shop;
use catalog::demo::products;
use serde_json::{Value, json};

/// How many statements a query costs. Connections are made beforehand, as setting one up is a statement.
async fn cost(shop: &Shop, query: &str, variables: Value) -> usize {
    shop.ask(query, variables.clone()).await;
    let before = queries::count(shop.database_name());
    shop.ask(query, variables).await;
    queries::count(shop.database_name()) - before
}

#[tokio::test]
async fn a_list_costs_the_same_whatever_its_length() {
    queries::install();
    let shop = Shop::open().await;
    let cases = [
        (
            // The page; its count; categories, images, options and variants of all products; the variants'
            // images and products.
            "query ($first: Int!) { products(first: $first) { totalCount nodes {
                category { title } media { url } featuredImage { url } options { name }
                variants { sku image { url } product { handle } } } } }",
            8,
        ),
        (
            // All categories; a page and a count for all of them; the images of all these products.
            "query ($first: Int!) { categories { productCount products(first: $first) { nodes { featuredImage { url } } } } }",
            4,
        ),
        (
            // The page; its count; three kinds of facets; the variants of all hits.
            "query ($first: Int!) { productSearch(query: \"wool or oak\", first: $first) {
                totalCount facets { name } nodes { variants { sku } } } }",
            6,
        ),
    ];
    for (query, most) in cases {
        let few = cost(&shop, query, json!({ "first": 2 })).await;
        let many = cost(&shop, query, json!({ "first": 50 })).await;
        assert!(
            few > 0 && many <= most,
            "{few} and {many} statements, at most {most}: {query}"
        );
    }
}

#[tokio::test]
async fn references_are_resolved_together() {
    queries::install();
    let shop = Shop::open().await;
    let variant = |id| json!({ "__typename": "ProductVariant", "id": id });
    let product = |id| json!({ "__typename": "Product", "id": id });
    let representations: Vec<Value> = products()
        .iter()
        .flat_map(|demo| {
            demo.variants
                .iter()
                .map(|demo| variant(demo.id))
                .chain([product(demo.id)])
        })
        .collect();
    assert_eq!(representations.len(), 243);
    let query = "query ($all: [_Any!]!) { _entities(representations: $all) {
        ... on ProductVariant { sku image { url } product { title } } ... on Product { title category { title } } } }";
    // Variants; products; their products and images; categories.
    let statements = cost(&shop, query, json!({ "all": representations })).await;
    assert!((1..=5).contains(&statements), "{statements}");
}
