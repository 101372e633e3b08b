//! Submitting: what is checked, and that trying again does no harm.

use crate::shop::{Shop, customer};
use serde_json::{Value, json};
use subgraph_kit::identity::Caller;
use subgraph_testing::error_code;

fn codes(result: &Value) -> Vec<&str> {
    assert_eq!(result["__typename"], "CheckoutFailed", "{result}");
    result["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_submit_writes_down_what_was_seen_and_asks_for_stock() {
    let shop = Shop::new().await;
    let ada = customer();
    let cart = shop.cart_of(&ada, &[(shop.mug, 2)]).await;
    let accepted = shop
        .submit(&ada, &cart, &shop.submission("attempt-1", "28.90"))
        .await;
    assert_eq!(accepted["__typename"], "CheckoutAccepted", "{accepted}");
    let checkout = accepted["checkout"]["id"].as_str().unwrap();
    assert_eq!(accepted["checkout"]["step"], "RESERVING_STOCK");
    let command = shop
        .service
        .says("command.stock.reserve.v1", checkout)
        .await;
    assert_eq!(
        command["lines"],
        json!([{ "variantId": shop.mug, "quantity": 2 }])
    );
    let submitted = shop.service.says("checkout.submitted.v1", checkout).await;
    assert_eq!(
        submitted["total"],
        json!({ "amount": "28.90", "currencyCode": "EUR" })
    );
    assert_eq!(
        shop.cart(&ada, &cart).await["itemCount"],
        2,
        "the cart is not emptied before the order is certain"
    );
    assert_eq!(
        shop.checkout(&customer(), checkout).await,
        Value::Null,
        "it is the customer's alone"
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn the_same_attempt_gets_the_same_answer_and_another_payload_is_an_error() {
    let shop = Shop::new().await;
    let cart = shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await;
    let input = shop.submission("attempt-1", "16.90");
    let submits = (0..100).map(|_| shop.submit(&Caller::Guest, &cart, &input));
    let results = futures::future::join_all(submits).await;
    let orders: std::collections::BTreeSet<_> = results
        .iter()
        .map(|result| result["orderId"].to_string())
        .collect();
    assert_eq!(orders.len(), 1, "{results:?}");
    let first = results
        .iter()
        .filter(|result| result["__typename"] == "CheckoutAccepted")
        .count();
    assert_eq!(first, 1);
    let checkout = results[0]["checkout"]["id"].as_str().unwrap();
    assert_eq!(
        shop.service
            .said_of("command.stock.reserve.v1", checkout)
            .await
            .len(),
        1
    );
    let mut other = input.clone();
    other["email"] = json!("eve@example.com");
    assert_eq!(
        codes(&shop.submit(&Caller::Guest, &cart, &other).await),
        ["IDEMPOTENCY_KEY_REUSED"]
    );
    let busy = shop
        .submit(
            &Caller::Guest,
            &cart,
            &shop.submission("attempt-2", "16.90"),
        )
        .await;
    assert_eq!(
        busy,
        json!({ "__typename": "CheckoutThrottled", "retryAfterSeconds": 2 })
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn what_cannot_be_bought_is_refused_with_all_reasons() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    let empty = shop.cart_of(&guest, &[]).await;
    assert_eq!(
        codes(
            &shop
                .submit(&guest, &empty, &shop.submission("attempt-1", "0.00"))
                .await
        ),
        ["CART_EMPTY"]
    );
    let cart = shop.cart_of(&guest, &[(shop.mug, 3)]).await;
    let total = shop.submission("attempt-1", "1.00");
    assert_eq!(
        codes(&shop.submit(&guest, &cart, &total).await),
        ["TOTAL_CHANGED"]
    );
    let mut old = shop.submission("attempt-1", "40.90");
    old["version"] = json!(77);
    assert_eq!(
        codes(&shop.submit(&guest, &cart, &old).await),
        ["VERSION_CONFLICT"]
    );
    let mut bad = shop.submission("short", "40.90");
    bad["shippingAddress"]["city"] = json!(" ");
    bad["shippingAddress"]["line1"] = json!("x".repeat(201));
    assert_eq!(
        codes(&shop.submit(&guest, &cart, &bad).await),
        ["INVALID_TOKEN", "INVALID_ADDRESS", "INVALID_ADDRESS"]
    );
    shop.stock(shop.mug, 1).await;
    shop.service.settle().await;
    let scarce = shop
        .submit(&guest, &cart, &shop.submission("attempt-1", "40.90"))
        .await;
    assert_eq!(codes(&scarce), ["INSUFFICIENT_STOCK"]);
    assert_eq!(scarce["userErrors"][0]["quantityAvailable"], 1);
    assert!(shop.service.said().await.is_empty(), "nothing was begun");
    shop.service.stop().await;
}

#[tokio::test]
async fn who_is_erased_leaves_no_address_behind() {
    let shop = Shop::new().await;
    let ada = customer();
    let cart = shop.cart_of(&ada, &[(shop.mug, 2)]).await;
    let submitted = shop
        .submit(&ada, &cart, &shop.submission("attempt-1", "28.90"))
        .await;
    let checkout = submitted["checkout"]["id"].as_str().unwrap();
    let rejected = json!({ "checkoutId": checkout, "lines": [] });
    shop.service
        .hear("stock.rejected.v1", checkout, rejected)
        .await;
    shop.service.settle().await;
    shop.erase(&ada).await;
    let kept = shop.snapshot().await;
    assert_eq!(kept["email"], "erased@portico.invalid");
    assert_eq!(
        kept["shippingAddress"],
        json!({ "name": "(erased)", "line1": "(erased)", "city": "Bonn", "postalCode": "53111", "countryCode": "DE" })
    );
    assert_eq!(shop.cart(&ada, &cart).await["itemCount"], 0);
    let seen = shop.checkout(&ada, checkout).await;
    assert_eq!(seen["status"], "FAILED", "what is kept can be read");
    shop.service.stop().await;
}

#[tokio::test]
async fn who_is_erased_is_refused_with_a_token_that_is_still_good() {
    let shop = Shop::new().await;
    let ada = customer();
    let (own, guests) = (
        shop.cart_of(&ada, &[(shop.mug, 1)]).await,
        shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await,
    );
    shop.erase(&ada).await;
    let add = json!({ "lines": [{ "variantId": shop.mug, "quantity": 1 }] });
    let submission = shop.submission("attempt-1", "16.90");
    let writes = [
        (
            "mutation($input: CartCreateInput!) { cartCreate(input: $input) { cart { id } } }",
            json!({ "input": add }),
        ),
        (
            "mutation($id: ID!, $input: CartLinesAddInput!) { cartLinesAdd(id: $id, input: $input) { cart { id } } }",
            json!({ "id": own, "input": add }),
        ),
        (
            "mutation($id: ID!) { cartClaim(id: $id) { cart { id } } }",
            json!({ "id": guests }),
        ),
        (
            "mutation($id: ID!, $input: CheckoutSubmitInput!) { checkoutSubmit(cartId: $id, input: $input) { __typename } }",
            json!({ "id": guests, "input": submission }),
        ),
    ];
    for (query, variables) in writes {
        let answer = shop.service.ask(&ada, query, variables.clone()).await;
        assert_eq!(error_code(&answer), "UNAUTHENTICATED", "{query}: {answer}");
        assert_eq!(
            answer["errors"][0]["message"],
            "This account does not exist any more."
        );
    }
    assert!(shop.service.said().await.is_empty(), "nothing was begun");
    let bought = shop
        .submit(
            &Caller::Guest,
            &guests,
            &shop.submission("attempt-1", "16.90"),
        )
        .await;
    assert_eq!(bought["__typename"], "CheckoutAccepted", "{bought}");
    shop.service.stop().await;
}

#[tokio::test]
async fn a_purchase_on_its_way_is_forgotten_when_it_ends() {
    let shop = Shop::new().await;
    let ada = customer();
    let cart = shop.cart_of(&ada, &[(shop.mug, 1)]).await;
    let submitted = shop
        .submit(&ada, &cart, &shop.submission("attempt-1", "16.90"))
        .await;
    let checkout = submitted["checkout"]["id"].as_str().unwrap();
    shop.erase(&ada).await;
    assert_eq!(
        shop.snapshot().await["email"],
        "ada@example.com",
        "what is to be sent needs the address"
    );
    let rejected = json!({ "checkoutId": checkout, "lines": [] });
    shop.service
        .hear("stock.rejected.v1", checkout, rejected)
        .await;
    shop.service.settle().await;
    let kept = shop.snapshot().await;
    assert_eq!(kept["email"], "erased@portico.invalid");
    assert_eq!(kept["shippingAddress"]["name"], "(erased)");
    shop.service.stop().await;
}

#[tokio::test]
async fn texts_that_no_database_holds_are_refused_by_name() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    let cart = shop.cart_of(&guest, &[(shop.mug, 1)]).await;
    let cases = [
        ("/attemptToken", "attempt\0-1", "INVALID_TOKEN"),
        ("/paymentToken", "tok_\0approved", "INVALID_TOKEN"),
        ("/paymentToken", "tok_\napproved", "INVALID_TOKEN"),
        ("/shippingAddress/name", "A\0da", "INVALID_ADDRESS"),
        ("/shippingAddress/line2", "\u{7}", "INVALID_ADDRESS"),
        ("/shippingAddress/postalCode", "5311\0", "INVALID_ADDRESS"),
    ];
    for (place, text, expected) in cases {
        let mut input = shop.submission("attempt-1", "16.90");
        match input.pointer_mut(place) {
            Some(field) => *field = json!(text),
            None => input["shippingAddress"]["line2"] = json!(text),
        }
        let refused = shop.submit(&guest, &cart, &input).await;
        assert_eq!(codes(&refused), [expected], "{place}");
        let field = refused["userErrors"][0]["field"].as_array().unwrap();
        let named: String = field[1..]
            .iter()
            .map(|name| format!("/{}", name.as_str().unwrap()))
            .collect();
        assert_eq!(named, place);
    }
    let codes = json!({ "codes": ["WELCOME\0", "\u{1}"] });
    let refused = shop
        .cart_mutation(&guest, "cartDiscountCodesUpdate", Some(&cart), codes)
        .await;
    assert_eq!(
        refused["userErrors"][1]["code"], "DISCOUNT_CODE_UNKNOWN",
        "{refused}"
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn an_address_is_what_the_address_book_takes() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    let cart = shop.cart_of(&guest, &[(shop.mug, 1)]).await;
    let cases = [
        (
            "line1",
            json!("x".repeat(101)),
            "This has at most 100 characters on one line.",
        ),
        ("city", json!(" "), "This must not be empty."),
        (
            "postalCode",
            json!("1"),
            "This is no postal code of Germany.",
        ),
    ];
    for (field, value, message) in cases {
        let mut input = shop.submission("attempt-1", "16.90");
        input["shippingAddress"][field] = value;
        let refused = shop.submit(&guest, &cart, &input).await;
        assert_eq!(codes(&refused), ["INVALID_ADDRESS"]);
        assert_eq!(
            refused["userErrors"][0]["field"],
            json!(["input", "shippingAddress", field])
        );
        assert_eq!(refused["userErrors"][0]["message"], message);
    }
    let mut input = shop.submission("attempt-1", "16.90");
    input["shippingAddress"]["city"] = json!("  Bonn ");
    let accepted = shop.submit(&guest, &cart, &input).await;
    assert_eq!(accepted["__typename"], "CheckoutAccepted", "{accepted}");
    assert_eq!(shop.snapshot().await["shippingAddress"]["city"], "Bonn");
    shop.service.stop().await;
}

#[tokio::test]
async fn somebody_elses_cart_and_no_id_at_all_are_not_found() {
    let shop = Shop::new().await;
    let cart = shop.cart_of(&customer(), &[(shop.mug, 1)]).await;
    let refused = shop
        .submit(&customer(), &cart, &shop.submission("attempt-1", "16.90"))
        .await;
    assert_eq!(codes(&refused), ["NOT_FOUND"]);
    assert_eq!(refused["userErrors"][0]["field"], json!(["cartId"]));
    let none = shop
        .service
        .guest(
            "{ cart(id: \"chk_1\") { id } checkout(id: \"nothing\") { id } }",
            json!({}),
        )
        .await;
    assert_eq!(none, json!({ "data": { "cart": null, "checkout": null } }));
    shop.service.stop().await;
}

impl Shop {
    /// What accounts tells of a customer who is gone.
    async fn erase(&self, caller: &Caller) {
        let id = caller.customer().unwrap().to_string();
        let data = json!({ "customerId": id, "erasedAt": "2026-11-22T20:00:00Z" });
        self.service.hear("account.erased.v1", &id, data).await;
        self.service.settle().await;
    }

    /// What was submitted, of the only checkout.
    async fn snapshot(&self) -> Value {
        use diesel_async::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Jsonb)]
            snapshot: Value,
        }
        let mut conn = self.service.db().conn().await.unwrap();
        let row: Row = diesel::sql_query("SELECT snapshot FROM checkouts")
            .get_result(&mut conn)
            .await
            .unwrap();
        row.snapshot
    }
}

/// The figure of the reliability page is 1,000 keys; a tenth of it shows the same and takes seconds.
#[tokio::test]
async fn each_key_is_one_order_however_often_it_is_sent_at_once() {
    const KEYS: usize = 100;
    const SENDS: usize = 10;
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    for key in 0..KEYS {
        let cart = shop.cart_of(&guest, &[(shop.mug, 1)]).await;
        let input = shop.submission(&format!("attempt-{key}"), "16.90");
        let sends = (0..SENDS).map(|_| shop.submit(&guest, &cart, &input));
        let answers = futures::future::join_all(sends).await;
        let of = |kind: &str| {
            answers
                .iter()
                .filter(|answer| answer["__typename"] == kind)
                .count()
        };
        assert_eq!(
            (of("CheckoutAccepted"), of("CheckoutAlreadyAccepted")),
            (1, SENDS - 1),
            "{key}: {answers:?}"
        );
        assert!(
            answers
                .iter()
                .all(|answer| answer["orderId"] == answers[0]["orderId"])
        );
        let mut other = input;
        other["paymentToken"] = json!("tok_declined");
        let reused = shop.submit(&guest, &cart, &other).await;
        assert_eq!(codes(&reused), ["IDEMPOTENCY_KEY_REUSED"]);
    }
    let submitted = shop.service.published("checkout.submitted.v1").await;
    assert_eq!(submitted.len(), KEYS);
    shop.service.stop().await;
}
