//! What buyers do, over the public API.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::buyer::{self, buy, fill_cart, outcome, submit};
use system_tests::client::Client;
use system_tests::poll::until;
use system_tests::shop::Shop;
use system_tests::socket::Subscription;

const PATIENCE: Duration = Duration::from_secs(60);

const PROGRESS: &str = "subscription ($id: ID!) {
    checkoutProgress(id: $id) {
        status step failure { code message }
        order { number status lines { title quantity variant { sku product { title } } } }
    }
}";

const LOGIN: &str = "mutation ($input: AccountLoginInput!) {
    accountLogin(input: $input) {
        session { accessToken customer { id displayName } }
        userErrors { code message }
    }
}";

async fn quantity(client: &Client, variant: &str) -> i64 {
    let query = "{ products(first: 100) { nodes { variants { id quantityAvailable } } } }";
    let data = client.data(query, json!({})).await;
    let products = data["products"]["nodes"].as_array().unwrap();
    let mut variants = products
        .iter()
        .flat_map(|product| product["variants"].as_array().unwrap());
    variants.find(|found| found["id"] == variant).unwrap()["quantityAvailable"]
        .as_i64()
        .unwrap()
}

#[tokio::test]
async fn a_purchase_is_seen_live_with_fields_of_other_subgraphs() {
    let mut shop = Shop::start(&[]).await;
    let client = shop.client();
    let variant = buyer::variants_in_stock(&client).await.remove(0);
    let before = quantity(&client, &variant).await;
    let cart = fill_cart(&client, &variant, 2).await.unwrap();
    let submitted = submit(&client, &cart, "tok_approved").await.unwrap();

    let mut progress = Subscription::open(
        shop.base(),
        None,
        PROGRESS,
        json!({ "id": submitted.checkout }),
    )
    .await;
    let mut last = Value::Null;
    while let Some(event) = progress.next().await {
        assert!(event.get("errors").is_none(), "{event}");
        last = event["data"]["checkoutProgress"].clone();
    }
    assert_eq!(last["status"], "COMPLETED");
    assert_eq!(last["order"]["status"], "CONFIRMED");
    assert_eq!(last["order"]["lines"][0]["quantity"], 2);
    assert!(
        last["order"]["lines"][0]["variant"]["product"]["title"].is_string(),
        "{last}"
    );
    assert_eq!(quantity(&client, &variant).await, before - 2);

    let emptied = client
        .data(
            "query ($id: ID!) { cart(id: $id) { itemCount } }",
            json!({ "id": cart.id }),
        )
        .await;
    assert_eq!(emptied["cart"]["itemCount"], 0);
    assert!(shop.stop().await.success(), "{}", shop.log_tail());
}

#[tokio::test]
async fn a_declined_card_is_explained_and_the_stock_is_back() {
    let shop = Shop::start(&[]).await;
    let client = shop.client();
    let variant = buyer::variants_in_stock(&client).await.remove(0);
    let before = quantity(&client, &variant).await;
    let cart = fill_cart(&client, &variant, 1).await.unwrap();
    let submitted = submit(&client, &cart, "tok_declined").await.unwrap();

    let ended = until("the checkout ends", PATIENCE, async || {
        outcome(&client, &submitted.checkout).await
    })
    .await;
    assert_eq!(
        ended,
        ("FAILED".to_owned(), Some("PAYMENT_DECLINED".to_owned()))
    );
    let back = async || (quantity(&client, &variant).await == before).then_some(());
    until("the stock is back", PATIENCE, back).await;
    let kept = client
        .data(
            "query ($id: ID!) { cart(id: $id) { itemCount } }",
            json!({ "id": cart.id }),
        )
        .await;
    assert_eq!(
        kept["cart"]["itemCount"], 1,
        "a failed checkout keeps the cart"
    );
    let mail = async || {
        let mails = shop.mails_to("buyer@example.com");
        mails
            .into_iter()
            .find(|mail| mail.contains("Subject: Your payment was declined"))
    };
    until("the guest is told by mail", PATIENCE, mail).await;
}

#[tokio::test]
async fn a_charge_whose_answer_got_lost_is_found_again() {
    let shop = Shop::start(&[]).await;
    let client = shop.client();
    let variant = buyer::variants_in_stock(&client).await.remove(0);
    let submitted = buy(&client, &variant, "tok_timeout_charged").await.unwrap();
    let (status, code) = until("the checkout ends", PATIENCE, async || {
        outcome(&client, &submitted.checkout).await
    })
    .await;
    assert_eq!((status.as_str(), code), ("COMPLETED", None));
}

#[tokio::test]
async fn a_guests_cart_becomes_the_customers() {
    let shop = Shop::start(&[]).await;
    let guest = shop.client();
    let variant = buyer::variants_in_stock(&guest).await.remove(0);
    let cart = fill_cart(&guest, &variant, 1).await.unwrap();

    let input = json!({ "input": { "email": "ada@example.com", "password": "analytical-engine" } });
    let login = guest.data(LOGIN, input).await;
    let token = login["accountLogin"]["session"]["accessToken"]
        .as_str()
        .unwrap_or_else(|| panic!("{login}"));
    let customer = guest.with_token(token);
    let claim = "mutation ($id: ID!) { cartClaim(id: $id) { cart { itemCount customer { displayName } } } }";
    for _ in 0..2 {
        let claimed = customer.data(claim, json!({ "id": cart.id })).await;
        assert_eq!(
            claimed["cartClaim"]["cart"]["itemCount"], 1,
            "claiming again changes nothing"
        );
    }
    let mine = customer
        .data("{ viewer { displayName cart { itemCount } } }", json!({}))
        .await;
    assert_eq!(mine["viewer"]["cart"]["itemCount"], 1);
}

#[tokio::test]
async fn one_query_joins_five_subgraphs() {
    let shop = Shop::start(&[]).await;
    let query = "{ products(first: 3) { nodes {
        title
        variants { sku price { amount } quantityAvailable shippingEstimate { amount } }
        rating { average count }
        reviews(first: 2) { nodes { title author { displayName reviews(first: 1) { totalCount } } } }
    } } }";
    let data = shop.client().data(query, json!({})).await;
    let product = &data["products"]["nodes"][0];
    assert!(
        product["variants"][0]["quantityAvailable"].is_i64(),
        "{product}"
    );
    assert!(
        product["rating"]["count"].as_i64().unwrap() > 0,
        "{product}"
    );
    assert!(
        product["reviews"]["nodes"][0]["author"]["displayName"].is_string(),
        "{product}"
    );
}

#[tokio::test]
async fn a_second_start_finds_the_data_again() {
    let mut shop = Shop::start(&[]).await;
    let variant = buyer::variants_in_stock(&shop.client()).await.remove(0);
    let cart = fill_cart(&shop.client(), &variant, 3).await.unwrap();
    assert!(shop.stop().await.success(), "{}", shop.log_tail());
    shop.start_again().await;
    let query = "query ($id: ID!) { cart(id: $id) { itemCount } }";
    let found = shop.client().data(query, json!({ "id": cart.id })).await;
    assert_eq!(found["cart"]["itemCount"], 3);
}
