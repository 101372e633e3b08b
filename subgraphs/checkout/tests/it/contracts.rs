//! What checkout promises others: its SDL, its codes and its events.

use crate::shop::Shop;
use checkout::Checkout;
use checkout::events::command::{
    AuthorizePayment, CancelOrder, CommitStock, ConfirmOrder, CreateOrder, ReleaseStock,
    ReserveStock, VoidPayment,
};
use checkout::events::published::{CheckoutCompleted, CheckoutFailed, CheckoutSubmitted};
use serde_json::json;
use subgraph_kit::events::Message;
use subgraph_kit::identity::Caller;

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<Checkout>();
}

const KINDS: [&str; 11] = [
    ReserveStock::TYPE,
    ReleaseStock::TYPE,
    CommitStock::TYPE,
    AuthorizePayment::TYPE,
    VoidPayment::TYPE,
    CreateOrder::TYPE,
    ConfirmOrder::TYPE,
    CancelOrder::TYPE,
    CheckoutSubmitted::TYPE,
    CheckoutCompleted::TYPE,
    CheckoutFailed::TYPE,
];

/// One purchase that succeeds and one that is taken back at the very end say everything there is to say.
#[tokio::test]
async fn what_is_really_said_fits_its_schema() {
    let quick = [
        ("PORTICO_CHECKOUT_STEP_TIMEOUT", "10s"),
        ("PORTICO_CHECKOUT_LOOK_EVERY", "20ms"),
    ];
    let shop = Shop::with(&quick).await;
    let customer = crate::shop::customer();
    for (caller, last) in [
        (&Caller::Guest, "order.confirmed.v1"),
        (&customer, "order.cancelled.v1"),
    ] {
        let cart = shop.cart_of(caller, &[(shop.mug, 1)]).await;
        let accepted = shop
            .submit(caller, &cart, &shop.submission("attempt-1", "16.90"))
            .await;
        let checkout = accepted["checkout"]["id"].as_str().unwrap();
        let path = [
            "stock.reserved.v1",
            "payment.authorized.v1",
            "order.created.v1",
            "stock.committed.v1",
            last,
        ];
        let undone = [
            "stock.released.v1",
            "payment.voided.v1",
            "order.cancelled.v1",
        ];
        for reply in path.into_iter().chain(undone) {
            shop.service
                .hear(reply, checkout, json!({ "checkoutId": checkout }))
                .await;
            shop.service.settle().await;
        }
    }
    let kinds = subgraph_testing::outbox::check_all(shop.service.db()).await;
    assert_eq!(kinds, KINDS.map(ToOwned::to_owned).into());
    shop.service.stop().await;
}
