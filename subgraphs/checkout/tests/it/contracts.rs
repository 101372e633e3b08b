//! What checkout promises others: its SDL and its events.

use crate::shop::Shop;
use checkout::Checkout;
use checkout::events::command::{
    AuthorizePayment, CancelOrder, CommitStock, ConfirmOrder, CreateOrder, ReleaseStock,
    ReserveStock, VoidPayment,
};
use checkout::events::published::{CheckoutCompleted, CheckoutFailed, CheckoutSubmitted};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use subgraph_kit::events::Message;
use subgraph_kit::identity::Caller;
use subgraph_kit::service::Service;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_exported_sdl_is_up_to_date() {
    let file = root().join("schema/subgraphs/checkout.graphql");
    if std::env::var_os("PORTICO_TEST_UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, Checkout::sdl()).unwrap();
    }
    let exported = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        exported,
        Checkout::sdl(),
        "run with PORTICO_TEST_UPDATE_SCHEMA=1 to export it again"
    );
}

fn validator(kind: &str) -> jsonschema::Validator {
    let file = root().join(format!("schema/events/{kind}.json"));
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    jsonschema::draft202012::new(&serde_json::from_str::<Value>(&text).unwrap()).unwrap()
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
    let said = shop.service.said().await;
    for event in &said {
        let errors: Vec<_> = validator(&event.kind)
            .iter_errors(&event.data)
            .map(|error| error.to_string())
            .collect();
        assert!(
            errors.is_empty(),
            "{}: {errors:?} in {}",
            event.kind,
            event.data
        );
    }
    let kinds: BTreeSet<&str> = said.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(KINDS));
    shop.service.stop().await;
}
