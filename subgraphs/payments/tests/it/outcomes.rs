//! What each token of the sandbox comes to.

use chrono::{TimeDelta, Utc};
use payments::events::heard::AuthorizePayment;
use serde_json::json;

use crate::desk::{Desk, payment};

#[tokio::test]
async fn an_approved_card_is_authorized_once() {
    for token in ["tok_approved", "tok_slow"] {
        let (desk, command) = (Desk::open().await, payment(token));
        for _ in 0..2 {
            desk.authorize(&command).await;
            desk.settle(desk.sandbox()).await;
        }
        let authorized = desk.published("payment.authorized.v1").await;
        assert_eq!(authorized.len(), 1, "{token}");
        assert_eq!(authorized[0]["amount"]["amount"], "29.90");
        assert_eq!(
            desk.transactions(&command).await,
            json!([{ "kind": "AUTHORIZATION", "state": "SUCCEEDED", "amount": { "amount": "29.90" },
                "provider": "sandbox", "declineReason": null }])
        );
    }
}

#[tokio::test]
async fn a_declined_card_says_why() {
    for (token, code) in [
        ("tok_declined", "INSUFFICIENT_FUNDS"),
        ("4242424242424242", "CARD_UNKNOWN"),
    ] {
        let (desk, command) = (Desk::open().await, payment(token));
        desk.authorize(&command).await;
        desk.settle(desk.sandbox()).await;
        assert_eq!(desk.published("payment.declined.v1").await[0]["code"], code);
        assert_eq!(desk.transactions(&command).await[0]["state"], "DECLINED");
    }
}

#[tokio::test]
async fn a_void_lets_the_money_go() {
    let (desk, command) = (Desk::open().await, payment("tok_approved"));
    desk.authorize(&command).await;
    desk.settle(desk.sandbox()).await;
    for _ in 0..2 {
        desk.void(&command).await;
        desk.settle(desk.sandbox()).await;
    }
    let voided = desk.published("payment.voided.v1").await;
    assert_eq!(voided.len(), 1);
    assert!(
        voided[0]["transactionId"].is_string(),
        "money had been held"
    );
    let kinds: Vec<_> = desk
        .transactions(&command)
        .await
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].clone())
        .collect();
    assert_eq!(kinds, ["AUTHORIZATION", "VOID"]);
}

#[tokio::test]
async fn a_void_of_a_declined_card_has_nothing_to_let_go() {
    let (desk, command) = (Desk::open().await, payment("tok_declined"));
    desk.authorize(&command).await;
    desk.settle(desk.sandbox()).await;
    desk.void(&command).await;
    let voided = desk.published("payment.voided.v1").await;
    assert_eq!(voided.len(), 1);
    assert!(voided[0].get("transactionId").is_none());
}

#[tokio::test]
async fn a_void_that_overtakes_the_authorization_wins() {
    let (desk, command) = (Desk::open().await, payment("tok_approved"));
    desk.void(&command).await;
    desk.settle(desk.sandbox()).await;
    desk.authorize(&command).await;
    desk.settle(desk.sandbox()).await;
    assert_eq!(desk.published("payment.authorized.v1").await.len(), 0);
    assert_eq!(desk.published("payment.voided.v1").await.len(), 1);
}

#[tokio::test]
async fn nothing_is_charged_after_the_deadline() {
    let desk = Desk::open().await;
    let command = AuthorizePayment {
        deadline: Utc::now() - TimeDelta::seconds(1),
        ..payment("tok_approved")
    };
    desk.authorize(&command).await;
    desk.settle(desk.sandbox()).await;
    assert_eq!(desk.transactions(&command).await, json!([]));
    desk.void(&command).await;
    desk.settle(desk.sandbox()).await;
    assert_eq!(desk.published("payment.voided.v1").await.len(), 1);
}
