use crate::shop::{Shop, texts};
use serde_json::{Value, json};

const PAGE: &str = "query ($first: Int, $after: String, $last: Int, $before: String, $key: ProductSortKey!, $reverse: Boolean!,
        $where: ProductWhere) {
    products(first: $first, after: $after, last: $last, before: $before, sortKey: $key, reverse: $reverse, where: $where) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor }
        nodes { id title publishedAt priceRange { min { amount } } }
    }
}";

fn key_of(sort: &str, product: &Value) -> String {
    match sort {
        "TITLE" => product["title"].as_str().unwrap().to_owned(),
        // Padded, so that texts compare like numbers.
        "PRICE" => format!(
            "{:0>12}",
            product["priceRange"]["min"]["amount"].as_str().unwrap()
        ),
        _ => product["publishedAt"].as_str().unwrap().to_owned(),
    }
}

/// Walks the whole list in pages of seven and gives all products.
async fn walk(shop: &Shop, sort: &str, reverse: bool, forward: bool) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut cursor = Value::Null;
    for _ in 0..20 {
        let variables = if forward {
            json!({ "first": 7, "after": cursor, "key": sort, "reverse": reverse })
        } else {
            json!({ "last": 7, "before": cursor, "key": sort, "reverse": reverse })
        };
        let page = &shop.ask(PAGE, variables).await["products"];
        assert_eq!(page["totalCount"], 64);
        let nodes = page["nodes"].as_array().unwrap().clone();
        let info = &page["pageInfo"];
        assert_eq!(info["startCursor"], page["edges"][0]["cursor"]);
        let more = if forward {
            found.extend(nodes);
            cursor = info["endCursor"].clone();
            &info["hasNextPage"]
        } else {
            found.splice(0..0, nodes);
            cursor = info["startCursor"].clone();
            &info["hasPreviousPage"]
        };
        if more == &json!(false) {
            return found;
        }
    }
    panic!("the list does not end");
}

#[tokio::test]
async fn every_order_pages_through_all_products_in_both_directions() {
    let shop = Shop::open().await;
    for sort in ["TITLE", "PRICE", "PUBLISHED_AT"] {
        for reverse in [false, true] {
            let forward = walk(&shop, sort, reverse, true).await;
            let backward = walk(&shop, sort, reverse, false).await;
            assert_eq!(forward, backward, "{sort} {reverse}");
            assert_eq!(forward.len(), 64, "{sort} {reverse}");
            if sort != "TITLE" {
                let keys: Vec<String> = forward
                    .iter()
                    .map(|product| key_of(sort, product))
                    .collect();
                let ordered = keys.windows(2).all(|pair| {
                    if reverse {
                        pair[0] >= pair[1]
                    } else {
                        pair[0] <= pair[1]
                    }
                });
                assert!(ordered, "{sort} {reverse} {keys:?}");
            }
        }
    }
    // Titles are ordered as the database's language orders them; turning the order round turns the list round.
    let mut titles = texts(&json!(walk(&shop, "TITLE", false, true).await), "/title");
    titles.reverse();
    assert_eq!(
        titles,
        texts(&json!(walk(&shop, "TITLE", true, true).await), "/title")
    );
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let shop = Shop::open().await;
    let page = shop
        .ask(
            PAGE,
            json!({ "first": 1, "key": "PRICE", "reverse": false }),
        )
        .await;
    let cursor = &page["products"]["pageInfo"]["endCursor"];
    for (variables, what) in [
        (
            json!({ "after": cursor, "key": "TITLE", "reverse": false }),
            "cursor of another order",
        ),
        (
            json!({ "after": "nonsense", "key": "TITLE", "reverse": false }),
            "no cursor",
        ),
        (
            json!({ "first": 101, "key": "TITLE", "reverse": false }),
            "too many",
        ),
        (
            json!({ "first": 0, "key": "TITLE", "reverse": false }),
            "none",
        ),
        (
            json!({ "first": 1, "last": 1, "key": "TITLE", "reverse": false }),
            "both ends",
        ),
    ] {
        assert_eq!(
            shop.refusal(PAGE, variables).await,
            "PAGE_INVALID",
            "{what}"
        );
    }
}

async fn matching(shop: &Shop, filter: Value) -> Vec<String> {
    let variables = json!({ "first": 100, "key": "TITLE", "reverse": false, "where": filter });
    let page = &shop.ask(PAGE, variables).await["products"];
    assert_eq!(page["totalCount"], page["nodes"].as_array().unwrap().len());
    texts(&page["nodes"], "/title")
}

#[tokio::test]
async fn filters_narrow_to_products_with_one_fitting_variant() {
    let shop = Shop::open().await;
    let cases = [
        (json!({}), 64),
        (json!({ "category": { "eq": "camp" } }), 8),
        (json!({ "category": { "in": ["camp", "desk"] } }), 16),
        (json!({ "category": { "eq": "camp", "in": ["desk"] } }), 0),
        (json!({ "category": { "eq": "nowhere" } }), 0),
        (
            json!({ "option": [{ "name": "Colour", "value": "Slate" }] }),
            0,
        ),
        (
            json!({ "option": [{ "name": "Stone", "value": "Slate" }] }),
            1,
        ),
    ];
    for (filter, count) in cases {
        assert_eq!(
            matching(&shop, filter.clone()).await.len(),
            count,
            "{filter}"
        );
    }
    // Ink comes as 250 ml for 18.00 and as 350 ml for 22.00: the price and both options must hold of one variant.
    let mug = |size: &str, max: &str| {
        json!({
            "category": { "eq": "kitchen" },
            "price": { "lte": max },
            "option": [{ "name": "Colour", "value": "Ink" }, { "name": "Size", "value": size }]
        })
    };
    assert_eq!(
        matching(&shop, mug("350 ml", "22.00")).await,
        ["Tideline Stoneware Mug"]
    );
    assert_eq!(
        matching(&shop, mug("350 ml", "21.99")).await,
        Vec::<String>::new()
    );
    // Values of one option are alternatives.
    let either = json!({ "option": [{ "name": "Stone", "value": "Slate" }, { "name": "Stone", "value": "Sandstone" }] });
    assert_eq!(matching(&shop, either).await, ["Standing Stone Bookends"]);
}

#[tokio::test]
async fn a_product_page_has_what_it_needs() {
    let shop = Shop::open().await;
    let answer = shop
        .ask(
            r#"{ product(handle: "tideline-stoneware-mug") {
                title vendor category { handle } options { name values }
                featuredImage { url alt width } media { url }
                priceRange { min { amount currencyCode } max { amount } }
                variantBySelectedOptions(selectedOptions: [{ name: "Size", value: "350 ml" }, { name: "Colour", value: "Moss" }]) {
                    sku title price { amount } compareAtPrice { amount } weightGrams
                    selectedOptions { name value } image { url } product { handle }
                }
                none: variantBySelectedOptions(selectedOptions: [{ name: "Size", value: "350 ml" }]) { sku }
            } }"#,
            json!({}),
        )
        .await;
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn one_key_names_a_product() {
    let shop = Shop::open().await;
    for query in [
        "{ product { id } }",
        r#"{ product(id: "prd_00000000000000000000000000", handle: "x") { id } }"#,
    ] {
        assert_eq!(shop.refusal(query, json!({})).await, "BAD_USER_INPUT");
    }
    let nothing = r#"{
        product(handle: "nothing") { id }
        category(handle: "nothing") { id }
        other: product(id: "cat_00000000000000000000000000") { id }
        none: product(id: "nothing") { id }
    }"#;
    assert_eq!(
        shop.ask(nothing, json!({})).await,
        json!({ "product": null, "category": null, "other": null, "none": null }),
        "what is no product's id is as good as one of no product"
    );
}

#[tokio::test]
async fn texts_that_no_database_holds_break_nothing() {
    let shop = Shop::open().await;
    let query = r#"{ product(handle: "a\u0000") { id } category(handle: "\u0000") { id }
        productSuggestions(prefix: "mug\u0000") { text } productSearch(query: "mug\u0000") { totalCount } }"#;
    let answer = shop.ask(query, json!({})).await;
    assert_eq!(
        (&answer["product"], &answer["category"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        matching(&shop, json!({ "category": { "eq": "\0" } })).await,
        Vec::<String>::new()
    );
    let option = json!({ "option": [{ "name": "Colour", "value": "\0" }] });
    let variables = json!({ "key": "TITLE", "reverse": false, "where": option });
    assert_eq!(shop.refusal(PAGE, variables).await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn categories_page_their_own_products() {
    let shop = Shop::open().await;
    let answer = shop
        .ask(
            "{ categories { handle productCount image { url } products(first: 3, sortKey: PRICE, reverse: true) {
                totalCount pageInfo { hasNextPage } nodes { category { handle } priceRange { min { amount } } } } } }",
            json!({}),
        )
        .await;
    let categories = answer["categories"].as_array().unwrap();
    assert_eq!(
        texts(&answer["categories"], "/handle"),
        [
            "kitchen",
            "lighting",
            "textiles",
            "furniture",
            "camp",
            "garden",
            "bags",
            "desk"
        ]
    );
    for category in categories {
        assert_eq!(category["productCount"], 8);
        assert_eq!(category["products"]["totalCount"], 8);
        assert_eq!(category["products"]["pageInfo"]["hasNextPage"], true);
        let owners = texts(&category["products"]["nodes"], "/category/handle");
        assert_eq!(owners, vec![category["handle"].as_str().unwrap(); 3]);
        let prices: Vec<f64> = texts(&category["products"]["nodes"], "/priceRange/min/amount")
            .iter()
            .map(|amount| amount.parse().unwrap())
            .collect();
        assert!(prices.is_sorted_by(|a, b| a >= b), "{prices:?}");
    }
}
