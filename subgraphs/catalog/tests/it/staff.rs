use crate::shop::{Shop, code, staff};
use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::{Caller, Scopes};

const PUBLISH: &str = "mutation ($input: ProductInput!) { productPublish(input: $input) {
    product { id handle title variants { id sku price { amount } image { url } } priceRange { min { amount } max { amount } } }
    userErrors { code field message } } }";
const WITHDRAW: &str = "mutation ($id: ID!) { productWithdraw(id: $id) { product { handle } userErrors { code field } warnings { code } } }";
const PRICE: &str =
    "mutation ($id: ID!, $input: VariantPriceInput!) { variantPriceChange(id: $id, input: $input) {
    product { priceRange { min { amount } max { amount } } } userErrors { code field } } }";

fn lamp() -> Value {
    let variant = |colour: &str, price: &str| {
        json!({
            "sku": format!("TEST-{colour}"), "weightGrams": 900, "imageUrl": format!("/media/{colour}.svg"),
            "selectedOptions": [{ "name": "Colour", "value": colour }],
            "price": { "amount": price, "currencyCode": "EUR" },
        })
    };
    let image = |colour: &str| json!({ "url": format!("/media/{colour}.svg"), "alt": colour, "width": 800, "height": 800 });
    json!({
        "handle": "test-lamp", "title": "Test Lamp", "description": "It glimmers.", "vendor": "Lumenrow",
        "categoryHandle": "lighting", "options": [{ "name": "Colour", "values": ["Red", "Blue"] }],
        "variants": [variant("Red", "10.00"), variant("Blue", "12.50")],
        "images": [image("Red"), image("Blue")],
    })
}

async fn publish(shop: &Shop, input: Value) -> Value {
    shop.order(PUBLISH, json!({ "input": input })).await["productPublish"].clone()
}

/// The types of the events after the seed's.
async fn new_events(shop: &Shop) -> Vec<String> {
    shop.outbox()
        .await
        .into_iter()
        .skip(64)
        .map(|event| event.event_type)
        .collect()
}

async fn found(shop: &Shop, words: &str) -> Value {
    let query = "query ($words: String!) { productSearch(query: $words) { totalCount } }";
    shop.ask(query, json!({ "words": words })).await["productSearch"]["totalCount"].clone()
}

#[tokio::test]
async fn a_published_product_is_found_changed_and_withdrawn() {
    let shop = Shop::open().await;
    let first = publish(&shop, lamp()).await;
    assert_eq!(first["userErrors"], json!([]));
    assert_eq!(
        first["product"]["priceRange"],
        json!({ "min": { "amount": "10.00" }, "max": { "amount": "12.50" } })
    );
    assert_eq!(
        first["product"]["variants"][1]["image"]["url"],
        "/media/Blue.svg"
    );
    assert_eq!(found(&shop, "glimmers").await, 1);

    let mut input = lamp();
    input["description"] = json!("It shines.");
    input["variants"][0]["price"]["amount"] = json!("9.00");
    let second = publish(&shop, input).await;
    assert_eq!(
        second["product"]["variants"][0]["id"],
        first["product"]["variants"][0]["id"]
    );
    assert_eq!(second["product"]["id"], first["product"]["id"]);
    assert_eq!(
        (
            found(&shop, "glimmers").await,
            found(&shop, "test shines").await
        ),
        (json!(0), json!(1))
    );

    let id = &first["product"]["id"];
    let withdrawn = shop.order(WITHDRAW, json!({ "id": id })).await;
    assert_eq!(
        withdrawn["productWithdraw"]["product"]["handle"],
        "test-lamp"
    );
    let again = shop.order(WITHDRAW, json!({ "id": id })).await;
    assert_eq!(
        again["productWithdraw"]["warnings"],
        json!([{ "code": "ALREADY_WITHDRAWN" }])
    );
    assert_eq!(found(&shop, "test shines").await, 0);
    assert_eq!(
        shop.ask(r#"{ product(handle: "test-lamp") { id } }"#, json!({}))
            .await["product"],
        Value::Null
    );
    // Who has a reference, as from an old order, still sees what it was.
    let reference = json!({ "all": [{ "__typename": "Product", "id": id }] });
    let entity = shop.ask(
        "query ($all: [_Any!]!) { _entities(representations: $all) { ... on Product { title } } }",
        reference,
    );
    assert_eq!(entity.await["_entities"][0]["title"], "Test Lamp");

    publish(&shop, lamp()).await;
    assert_eq!(
        new_events(&shop).await,
        [
            "product.published.v1",
            "product.changed.v1",
            "price.changed.v1",
            "product.withdrawn.v1",
            "product.published.v1",
            "price.changed.v1",
        ]
    );
}

#[tokio::test]
async fn a_price_change_moves_the_range_and_is_told_once() {
    let shop = Shop::open().await;
    let product = publish(&shop, lamp()).await["product"].clone();
    let id = &product["variants"][0]["id"];
    let price = |amount: &str| json!({ "id": id, "input": { "price": { "amount": amount, "currencyCode": "EUR" } } });
    for _ in 0..2 {
        let answer = shop.order(PRICE, price("20")).await;
        assert_eq!(
            answer["variantPriceChange"]["product"]["priceRange"],
            json!({ "min": { "amount": "12.50" }, "max": { "amount": "20.00" } })
        );
    }
    let events = shop.outbox().await;
    let changes: Vec<Value> = events
        .iter()
        .filter(|event| event.event_type == "price.changed.v1")
        .map(|event| event.data())
        .collect();
    let money = json!({ "amount": "20.00", "currencyCode": "EUR" });
    assert_eq!(
        changes,
        [json!({ "productId": product["id"], "variantId": id, "price": money })]
    );
    for (amount, path) in [
        ("0", "price"),
        ("-1.00", "price"),
        ("1.001", "price"),
        ("2000000", "price"),
    ] {
        let answer = shop.order(PRICE, price(amount)).await;
        assert_eq!(
            answer["variantPriceChange"]["userErrors"],
            json!([{ "code": "PRICE_INVALID", "field": ["input", path] }])
        );
    }
}

#[tokio::test]
async fn concurrent_price_changes_leave_a_true_range() {
    let shop = Shop::open().await;
    let product = publish(&shop, lamp()).await["product"].clone();
    let change = |at: usize, amount: usize| {
        let input = json!({ "price": { "amount": format!("{amount}.00"), "currencyCode": "EUR" } });
        let variables = json!({ "id": product["variants"][at]["id"], "input": input });
        let shop = &shop;
        async move { shop.order(PRICE, variables).await }
    };
    futures::future::join_all((0..20).map(|n| change(n % 2, 10 + n))).await;
    let answer = shop.ask(
        r#"{ product(handle: "test-lamp") { priceRange { min { amount } max { amount } } variants { price { amount } } } }"#,
        json!({}),
    );
    let product = answer.await["product"].clone();
    let price = |value: &Value| value["amount"].as_str().unwrap().parse::<f64>().unwrap();
    let prices = [
        price(&product["variants"][0]["price"]),
        price(&product["variants"][1]["price"]),
    ];
    assert_eq!(
        price(&product["priceRange"]["min"]),
        prices[0].min(prices[1])
    );
    assert_eq!(
        price(&product["priceRange"]["max"]),
        prices[0].max(prices[1])
    );
}

#[tokio::test]
async fn what_cannot_be_published_is_refused_with_all_reasons() {
    let shop = Shop::open().await;
    publish(&shop, lamp()).await;
    let cases: [(&str, Value); 5] = [
        ("/handle", json!("Not A Handle")),
        ("/categoryHandle", json!("nowhere")),
        ("/variants/0/price/amount", json!("1.005")),
        ("/variants/0/sku", json!("TEST-OTHER")),
        ("/handle", json!("another-lamp")),
    ];
    let mut refusals = Vec::new();
    for (pointer, value) in cases {
        let mut input = lamp();
        *input.pointer_mut(pointer).unwrap() = value;
        let answer = publish(&shop, input).await;
        assert_eq!(answer["product"], Value::Null);
        refusals.push(answer["userErrors"].clone());
    }
    insta::assert_json_snapshot!(refusals);
    assert_eq!(new_events(&shop).await, ["product.published.v1"]);
}

#[tokio::test]
async fn only_staff_may_write() {
    let shop = Shop::open().await;
    let id = "prd_00000000000000000000000000";
    let variant = "var_00000000000000000000000000";
    let price = json!({ "price": { "amount": "1.00", "currencyCode": "EUR" } });
    let writes = [
        (PUBLISH, json!({ "input": lamp() })),
        (WITHDRAW, json!({ "id": id })),
        (PRICE, json!({ "id": variant, "input": price })),
    ];
    let customer = || Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("inventory:write"),
    };
    for (write, variables) in writes {
        assert_eq!(
            code(&shop.send(Caller::Guest, write, variables.clone()).await),
            "UNAUTHENTICATED"
        );
        assert_eq!(
            code(&shop.send(customer(), write, variables.clone()).await),
            "FORBIDDEN"
        );
    }
    assert_eq!(new_events(&shop).await, Vec::<String>::new());
    let missing = shop
        .send(staff(), WITHDRAW, json!({ "id": id }))
        .await
        .data
        .into_json()
        .unwrap();
    assert_eq!(
        missing["productWithdraw"]["userErrors"],
        json!([{ "code": "PRODUCT_NOT_FOUND", "field": ["id"] }])
    );
}
