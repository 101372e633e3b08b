//! Commands may come twice, late and in the wrong order.

use orders::domain::{cancel, confirm, create, payment};
use orders::events::heard::CreateOrder;
use serde_json::{Value, json};
use subgraph_kit::db::{Conn, DbError};
use subgraph_kit::events::Failure;
use subgraph_kit::identity::Caller;

use crate::shop::{self, Shop};

async fn created(shop: &Shop, command: &CreateOrder) {
    shop.db
        .transaction(async |conn: &mut Conn| Ok::<_, DbError>(create::create(conn, command).await?))
        .await
        .unwrap();
}

async fn confirmed(shop: &Shop, command: &CreateOrder) -> Result<(), Failure> {
    let id = command.order_id;
    shop.db
        .transaction(async |conn: &mut Conn| confirm::confirm(conn, id).await)
        .await
}

async fn cancelled(shop: &Shop, command: &CreateOrder) {
    let (order, checkout) = (command.order_id, command.checkout_id);
    shop.db
        .transaction(async |conn: &mut Conn| {
            Ok::<_, DbError>(cancel::cancel(conn, order, checkout, "The card was declined.").await?)
        })
        .await
        .unwrap();
}

async fn order(shop: &Shop, command: &CreateOrder) -> Value {
    let query = "query ($id: ID!) { order(id: $id) {
        number status paymentStatus version
        lines { sku title quantity unitPrice { amount } total { amount currencyCode } }
        cost { total { amount } } shippingAddress { city countryCode } timeline { kind }
    } }";
    let answer = shop
        .ask(
            Caller::Guest,
            query,
            json!({ "id": command.order_id.to_string() }),
        )
        .await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["order"].clone()
}

#[tokio::test]
async fn an_order_goes_from_created_to_confirmed_once() {
    let (shop, command) = (Shop::open().await, shop::create(None));
    for _ in 0..2 {
        created(&shop, &command).await;
    }
    for _ in 0..2 {
        confirmed(&shop, &command).await.unwrap();
    }
    let order = order(&shop, &command).await;
    assert_eq!(
        order,
        json!({
            "number": "P-100001", "status": "CONFIRMED", "paymentStatus": "AUTHORIZED", "version": 2,
            "lines": [{ "sku": "MUG-1", "title": "Mug, blue", "quantity": 2,
                "unitPrice": { "amount": "12.50" }, "total": { "amount": "25.00", "currencyCode": "EUR" } }],
            "cost": { "total": { "amount": "29.90" } },
            "shippingAddress": { "city": "London", "countryCode": "GB" },
            "timeline": [{ "kind": "PLACED" }, { "kind": "CONFIRMED" }],
        })
    );
    assert_eq!(shop.published("order.created.v1").await.len(), 1);
    let confirmed = shop.published("order.confirmed.v1").await;
    assert_eq!(confirmed.len(), 1);
    assert_eq!(confirmed[0]["cost"]["total"]["amount"], "29.90");
}

#[tokio::test]
async fn a_cancel_that_overtakes_the_creation_wins() {
    let (shop, command) = (Shop::open().await, shop::create(None));
    for _ in 0..2 {
        cancelled(&shop, &command).await;
    }
    created(&shop, &command).await;
    assert_eq!(order(&shop, &command).await, Value::Null);
    assert_eq!(shop.published("order.cancelled.v1").await.len(), 1);
    assert_eq!(shop.published("order.created.v1").await.len(), 0);
}

#[tokio::test]
async fn a_cancelled_order_stays_cancelled() {
    let (shop, command) = (Shop::open().await, shop::create(None));
    created(&shop, &command).await;
    cancelled(&shop, &command).await;
    confirmed(&shop, &command).await.unwrap();
    let order = order(&shop, &command).await;
    assert_eq!(order["status"], "CANCELLED");
    assert_eq!(
        order["timeline"],
        json!([{ "kind": "PLACED" }, { "kind": "CANCELLED" }])
    );
    assert_eq!(shop.published("order.confirmed.v1").await.len(), 0);
    assert_eq!(
        shop.published("order.cancelled.v1").await[0]["reason"],
        "The card was declined."
    );
}

#[tokio::test]
async fn a_confirmation_of_nothing_is_a_fault() {
    let (shop, command) = (Shop::open().await, shop::create(None));
    let failure = confirmed(&shop, &command).await.unwrap_err();
    assert!(matches!(failure, Failure::Fault(_)), "{failure:?}");
}

#[tokio::test]
async fn a_payment_let_go_shows_on_the_order() {
    let (shop, command) = (Shop::open().await, shop::create(None));
    created(&shop, &command).await;
    cancelled(&shop, &command).await;
    for _ in 0..2 {
        let id = command.order_id;
        shop.db
            .transaction(async |conn: &mut Conn| Ok::<_, DbError>(payment::voided(conn, id).await?))
            .await
            .unwrap();
    }
    let order = order(&shop, &command).await;
    assert_eq!(order["paymentStatus"], "VOIDED");
    assert_eq!(order["timeline"].as_array().unwrap().len(), 3);
}
