//! Carts: what may be put in, who may see them, and what becomes of a guest's at login.

use crate::shop::{Shop, customer};
use serde_json::{Value, json};
use subgraph_kit::id::{CartId, VariantId};
use subgraph_kit::identity::Caller;

fn codes(payload: &Value) -> Vec<&str> {
    payload["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_cart_is_filled_changed_and_emptied() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    let id = shop.cart_of(&guest, &[(shop.mug, 1)]).await;
    let add = json!({ "lines": [{ "variantId": shop.mug, "quantity": 1 }, { "variantId": shop.tent, "quantity": 1 }] });
    let cart = shop
        .cart_mutation(&guest, "cartLinesAdd", Some(&id), add)
        .await["cart"]
        .take();
    assert_eq!(cart["itemCount"], 3);
    assert_eq!(
        cart["lines"][0]["quantity"], 2,
        "the same variant gets more pieces"
    );
    assert_eq!(cart["cost"]["subtotal"]["amount"], "104.00");
    assert_eq!(
        cart["cost"]["shipping"]["amount"], "0.00",
        "free from 75 EUR on"
    );
    assert_eq!(cart["cost"]["total"]["amount"], "104.00");
    // 24.00 and 80.00 gross at 19 %, each rounded by itself: 3.83 + 12.77.
    assert_eq!(cart["cost"]["tax"]["amount"], "16.60");
    let (mug, tent) = (&cart["lines"][0]["id"], &cart["lines"][1]["id"]);
    let update = json!({ "lines": [{ "lineId": mug, "quantity": 1 }], "version": cart["version"] });
    let cart = shop
        .cart_mutation(&guest, "cartLinesUpdate", Some(&id), update.clone())
        .await["cart"]
        .take();
    assert_eq!(cart["lines"][0]["quantity"], 1);
    let stale = shop
        .cart_mutation(&guest, "cartLinesUpdate", Some(&id), update)
        .await;
    assert_eq!(codes(&stale), ["VERSION_CONFLICT"]);
    let remove = json!({ "lineIds": [mug, tent] });
    let cart = shop
        .cart_mutation(&guest, "cartLinesRemove", Some(&id), remove.clone())
        .await["cart"]
        .take();
    assert_eq!(
        (&cart["itemCount"], &cart["cost"]["total"]["amount"]),
        (&json!(0), &json!("0.00"))
    );
    let again = shop
        .cart_mutation(&guest, "cartLinesRemove", Some(&id), remove)
        .await;
    assert_eq!(codes(&again), ["NOT_FOUND", "NOT_FOUND"]);
    shop.service.stop().await;
}

#[tokio::test]
async fn bad_quantities_and_unknown_things_are_refused_and_change_nothing() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    let id = shop.cart_of(&guest, &[(shop.mug, 1)]).await;
    let before = shop.cart(&guest, &id).await;
    let line = &before["lines"][0]["id"];
    for (quantity, expected) in [
        (0, "INVALID_QUANTITY"),
        (-1, "INVALID_QUANTITY"),
        (1_000_000_000, "INVALID_QUANTITY"),
        (6, "INSUFFICIENT_STOCK"),
    ] {
        // A good line beside the bad one does not get in alone.
        let add = json!({ "lines": [{ "variantId": shop.tent, "quantity": 1 }, { "variantId": shop.mug, "quantity": quantity }] });
        let added = shop
            .cart_mutation(&guest, "cartLinesAdd", Some(&id), add)
            .await;
        assert_eq!(codes(&added), [expected], "add {quantity}");
        assert_eq!(
            added["userErrors"][0]["field"],
            json!(["input", "lines", "1", "quantity"])
        );
        let update = json!({ "lines": [{ "lineId": line, "quantity": quantity }] });
        let updated = shop
            .cart_mutation(&guest, "cartLinesUpdate", Some(&id), update)
            .await;
        assert_eq!(codes(&updated), [expected], "update {quantity}");
    }
    let too_many = json!({ "lines": [{ "variantId": shop.mug, "quantity": 5 }] });
    let refused = shop
        .cart_mutation(&guest, "cartLinesAdd", Some(&id), too_many)
        .await;
    assert_eq!(
        refused["userErrors"][0]["quantityAvailable"], 5,
        "one is in the cart already: {refused}"
    );
    let unknown = json!({ "lines": [{ "variantId": VariantId::new(), "quantity": 1 }] });
    assert_eq!(
        codes(
            &shop
                .cart_mutation(&guest, "cartLinesAdd", Some(&id), unknown.clone())
                .await
        ),
        ["VARIANT_UNKNOWN"]
    );
    assert_eq!(
        codes(
            &shop
                .cart_mutation(&guest, "cartCreate", None, unknown)
                .await
        ),
        ["VARIANT_UNKNOWN"]
    );
    let nowhere = CartId::new().to_string();
    let add = json!({ "lines": [] });
    assert_eq!(
        codes(
            &shop
                .cart_mutation(&guest, "cartLinesAdd", Some(&nowhere), add)
                .await
        ),
        ["NOT_FOUND"]
    );
    assert_eq!(shop.cart(&guest, &id).await, before);
    shop.service.stop().await;
}

#[tokio::test]
async fn what_changes_outside_shows_as_a_problem() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    let id = shop.cart_of(&guest, &[(shop.mug, 2), (shop.tent, 1)]).await;
    shop.publish("13.50").await;
    shop.stock(shop.tent, 0).await;
    shop.service.settle().await;
    let cart = shop.cart(&guest, &id).await;
    let problems: Vec<_> = cart["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| &problem["code"])
        .collect();
    assert_eq!(problems, ["PRICE_CHANGED", "NOT_ENOUGH_STOCK"]);
    assert_eq!(cart["lines"][0]["unitPrice"]["amount"], "13.50");
    let withdrawn = json!({ "productId": shop.product, "variantIds": [shop.mug, shop.tent] });
    shop.service
        .hear("product.withdrawn.v1", &shop.product.to_string(), withdrawn)
        .await;
    shop.service.settle().await;
    let cart = shop.cart(&guest, &id).await;
    assert!(
        cart["problems"]
            .as_array()
            .unwrap()
            .iter()
            .all(|problem| problem["code"] == "WITHDRAWN"),
        "{cart}"
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn an_older_event_changes_nothing() {
    let shop = Shop::new().await;
    let late = subgraph_kit::events::Envelope {
        time: chrono::Utc::now() - chrono::TimeDelta::hours(1),
        ..subgraph_testing::envelope(
            "price.changed.v1",
            &shop.mug.to_string(),
            json!({ "productId": shop.product, "variantId": shop.mug, "price": { "amount": "1.00", "currencyCode": "EUR" } }),
        )
    };
    shop.service.hear_envelope(&late).await;
    shop.service.settle().await;
    let id = shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await;
    assert_eq!(
        shop.cart(&Caller::Guest, &id).await["lines"][0]["unitPrice"]["amount"],
        "12.00"
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn a_guests_cart_is_merged_at_login_once() {
    let shop = Shop::new().await;
    let ada = customer();
    let own = shop.cart_of(&ada, &[(shop.mug, 1)]).await;
    let guests = shop
        .cart_of(&Caller::Guest, &[(shop.mug, 2), (shop.tent, 1)])
        .await;
    for round in 0..2 {
        let claimed = shop.claim(&ada, &guests).await;
        assert_eq!(claimed["cart"]["id"], *own, "round {round}: {claimed}");
        assert_eq!(claimed["cart"]["lines"][0]["quantity"], 3);
        assert_eq!(claimed["cart"]["itemCount"], 4);
    }
    assert_eq!(
        shop.cart(&Caller::Guest, &guests).await,
        Value::Null,
        "the guest's cart is closed"
    );
    assert_eq!(
        codes(&shop.claim(&customer(), &guests).await),
        ["NOT_FOUND"],
        "nobody else can claim it"
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn a_guests_cart_becomes_that_of_a_customer_without_one() {
    let shop = Shop::new().await;
    let ada = customer();
    let guests = shop.cart_of(&Caller::Guest, &[(shop.mug, 2)]).await;
    let claimed = shop.claim(&ada, &guests).await;
    assert_eq!(
        (&claimed["cart"]["id"], &claimed["cart"]["itemCount"]),
        (&json!(guests), &json!(2))
    );
    assert_eq!(
        shop.cart(&Caller::Guest, &guests).await,
        Value::Null,
        "it is the customer's alone now"
    );
    assert_eq!(shop.cart(&customer(), &guests).await, Value::Null);
    assert_eq!(shop.cart(&ada, &guests).await["itemCount"], 2);
    // Who has a cart is given that one.
    assert_eq!(shop.cart_of(&ada, &[(shop.tent, 1)]).await, guests);
    let id = ada.customer().unwrap();
    let query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { id cart { itemCount } } } }";
    let variables = json!({ "r": [{ "__typename": "Customer", "id": id }] });
    let seen = shop.service.data(&ada, query, variables.clone()).await;
    assert_eq!(seen["_entities"][0]["cart"]["itemCount"], 3);
    let unseen = shop.service.data(&customer(), query, variables).await;
    assert_eq!(
        unseen["_entities"][0]["cart"],
        Value::Null,
        "only the customer's own"
    );
    shop.service.stop().await;
}
