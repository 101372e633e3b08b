//! Discount codes: who sets them, when they apply, and what a purchase with one costs.

use crate::shop::{Shop, customer};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;
use subgraph_kit::identity::{Caller, Scopes};
use subgraph_testing::{error_code, user_error};

const SET: &str = "mutation ($code: String!, $input: PromotionInput!) { promotionSet(code: $code, input: $input) {
    promotion { code percent amount { amount } minimumSubtotal { amount } } userErrors { code field } } }";
const UPDATE: &str = "mutation ($id: ID!, $input: CartDiscountCodesUpdateInput!) { cartDiscountCodesUpdate(id: $id, input: $input) {
    cart { version discountCodes { code applicable amount { amount } }
        cost { subtotal { amount } discount { amount } shipping { amount } tax { amount } total { amount } } }
    userErrors { code field } } }";

fn staff() -> Caller {
    Caller::Customer {
        id: CustomerId::new(),
        scopes: Scopes::parse("checkout:write"),
    }
}

fn eur(amount: &str) -> Value {
    json!({ "amount": amount, "currencyCode": "EUR" })
}

impl Shop {
    async fn promote(&self, code: &str, input: Value) -> Value {
        let variables = json!({ "code": code, "input": input });
        self.service.ask(&staff(), SET, variables).await
    }

    /// Puts codes into a guest's cart; the whole response.
    async fn codes(&self, cart: &str, codes: &[&str]) -> Value {
        let variables = json!({ "id": cart, "input": { "codes": codes } });
        self.service.guest(UPDATE, variables).await
    }
}

/// The amounts of a cart's cost: subtotal, discount, shipping, tax, total.
fn cost(response: &Value) -> Vec<&str> {
    let cost = &response["data"]["cartDiscountCodesUpdate"]["cart"]["cost"];
    ["subtotal", "discount", "shipping", "tax", "total"]
        .iter()
        .map(|part| {
            cost[part]["amount"]
                .as_str()
                .unwrap_or_else(|| panic!("{response}"))
        })
        .collect()
}

#[tokio::test]
async fn a_code_lowers_what_is_paid_and_is_gone_after_the_purchase() {
    let shop = Shop::new().await;
    let guest = Caller::Guest;
    shop.promote("welcome10", json!({ "percent": 10 })).await;
    shop.promote(
        "FIVE",
        json!({ "amount": eur("5.00"), "minimumSubtotal": eur("50.00") }),
    )
    .await;
    let cart = shop.cart_of(&guest, &[(shop.mug, 2)]).await;
    let updated = shop
        .codes(&cart, &[" Welcome10", "five", "WELCOME10"])
        .await;
    // 2.40 off 24.00; 21.60 and 4.90 contain 3.45 and 0.78.
    assert_eq!(cost(&updated), ["24.00", "2.40", "4.90", "4.23", "26.50"]);
    assert_eq!(
        updated["data"]["cartDiscountCodesUpdate"]["cart"]["discountCodes"],
        json!([
            { "code": "WELCOME10", "applicable": true, "amount": { "amount": "2.40" } },
            { "code": "FIVE", "applicable": false, "amount": null },
        ])
    );
    let version = updated["data"]["cartDiscountCodesUpdate"]["cart"]["version"].clone();
    assert_eq!(version, 3, "made, filled, and given codes");

    let refused = shop
        .submit(&guest, &cart, &shop.submission("attempt-1", "28.90"))
        .await;
    assert_eq!(refused["userErrors"][0]["code"], "TOTAL_CHANGED");
    let accepted = shop
        .submit(&guest, &cart, &shop.submission("attempt-2", "26.50"))
        .await;
    let checkout = accepted["checkout"]["id"].as_str().unwrap();
    for reply in [
        "stock.reserved.v1",
        "payment.authorized.v1",
        "order.created.v1",
        "stock.committed.v1",
        "order.confirmed.v1",
    ] {
        let data = json!({ "checkoutId": checkout });
        shop.service.hear(reply, checkout, data).await;
        shop.service.settle().await;
    }
    let order = shop.service.says("command.order.create.v1", checkout).await;
    assert_eq!(order["cost"]["discount"], eur("2.40"));
    assert_eq!(order["cost"]["total"], eur("26.50"));
    let payment = shop
        .service
        .says("command.payment.authorize.v1", checkout)
        .await;
    assert_eq!(payment["amount"], eur("26.50"));
    let query = "query($id: ID!) { cart(id: $id) { itemCount discountCodes { code } } }";
    let left = shop
        .service
        .data(&guest, query, json!({ "id": cart }))
        .await;
    assert_eq!(left["cart"], json!({ "itemCount": 0, "discountCodes": [] }));
    shop.service.stop().await;
}

#[tokio::test]
async fn codes_apply_in_their_time_and_from_their_minimum_on() {
    let shop = Shop::new().await;
    let now = Utc::now();
    let hours = |hours| (now + TimeDelta::hours(hours)).to_rfc3339();
    shop.promote(
        "OVER",
        json!({ "percent": 10, "startsAt": hours(-2), "endsAt": hours(-1) }),
    )
    .await;
    shop.promote("SOON", json!({ "percent": 10, "startsAt": hours(1) }))
        .await;
    shop.promote(
        "FIVE",
        json!({ "amount": eur("5.00"), "minimumSubtotal": eur("50.00") }),
    )
    .await;
    let cart = shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await;
    for (code, expected) in [
        ("OVER", "DISCOUNT_CODE_EXPIRED"),
        ("SOON", "DISCOUNT_CODE_UNKNOWN"),
        ("NOTHING", "DISCOUNT_CODE_UNKNOWN"),
    ] {
        let refused = shop.codes(&cart, &["FIVE", code]).await;
        assert_eq!(user_error(&refused, "cartDiscountCodesUpdate"), expected);
        let field = &refused["data"]["cartDiscountCodesUpdate"]["userErrors"][0]["field"];
        assert_eq!(*field, json!(["input", "codes", "1"]));
    }
    let many = shop.codes(&cart, &["AAA", "BBB", "CCC", "DDD"]).await;
    assert_eq!(
        user_error(&many, "cartDiscountCodesUpdate"),
        "TOO_MANY_DISCOUNT_CODES"
    );

    let below = shop.codes(&cart, &["FIVE"]).await;
    assert_eq!(cost(&below), ["12.00", "0.00", "4.90", "2.70", "16.90"]);
    let more = json!({ "lines": [{ "variantId": shop.tent, "quantity": 1 }] });
    shop.cart_mutation(&Caller::Guest, "cartLinesAdd", Some(&cart), more)
        .await;
    let above = shop.codes(&cart, &["FIVE"]).await;
    // 0.65 of the mug, 4.35 of the tent; 11.35 and 75.65 contain 1.81 and 12.08.
    assert_eq!(cost(&above), ["92.00", "5.00", "0.00", "13.89", "87.00"]);
    // A code that ends while it lies in a cart takes nothing off any more.
    shop.promote(
        "FIVE",
        json!({ "amount": eur("5.00"), "startsAt": hours(-2), "endsAt": hours(-1) }),
    )
    .await;
    let query = "query($id: ID!) { cart(id: $id) { cost { discount { amount } } discountCodes { code applicable } } }";
    let seen = shop.service.guest(query, json!({ "id": cart })).await;
    assert_eq!(
        seen["data"]["cart"],
        json!({ "cost": { "discount": { "amount": "0.00" } }, "discountCodes": [{ "code": "FIVE", "applicable": false }] })
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn a_guests_codes_come_along_at_login() {
    let shop = Shop::new().await;
    let ada = customer();
    shop.promote("WELCOME10", json!({ "percent": 10 })).await;
    let own = shop.cart_of(&ada, &[(shop.tent, 1)]).await;
    let guests = shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await;
    shop.codes(&guests, &["WELCOME10"]).await;
    shop.claim(&ada, &guests).await;
    let query = "query($id: ID!) { cart(id: $id) { discountCodes { code amount { amount } } } }";
    let seen = shop.service.data(&ada, query, json!({ "id": own })).await;
    assert_eq!(
        seen["cart"]["discountCodes"],
        json!([{ "code": "WELCOME10", "amount": { "amount": "9.20" } }])
    );
    shop.service.stop().await;
}

#[tokio::test]
async fn only_staff_set_promotions_that_can_be() {
    let shop = Shop::new().await;
    let ten = json!({ "code": "TEN", "input": { "percent": 10 } });
    let guest = shop.service.guest(SET, ten.clone()).await;
    assert_eq!(error_code(&guest), "UNAUTHENTICATED");
    let other = shop.service.ask(&customer(), SET, ten).await;
    assert_eq!(error_code(&other), "FORBIDDEN");
    for input in [
        json!({}),
        json!({ "percent": 10, "amount": eur("1.00") }),
        json!({ "percent": 0 }),
        json!({ "amount": eur("-1.00") }),
        json!({ "percent": 10, "minimumSubtotal": eur("-1.00") }),
    ] {
        let refused = shop.promote("TEN", input).await;
        assert_eq!(user_error(&refused, "promotionSet"), "PROMOTION_INVALID");
    }
    let odd = shop.promote("TEN", json!({ "amount": eur("1.001") })).await;
    assert_eq!(error_code(&odd), "BAD_USER_INPUT");
    let made = shop
        .promote(
            "ten",
            json!({ "amount": eur("1.00"), "minimumSubtotal": eur("5.00") }),
        )
        .await;
    assert_eq!(
        made["data"]["promotionSet"]["promotion"],
        json!({ "code": "TEN", "percent": null, "amount": { "amount": "1.00" }, "minimumSubtotal": { "amount": "5.00" } })
    );
    shop.service.stop().await;
}
