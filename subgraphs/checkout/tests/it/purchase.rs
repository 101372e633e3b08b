//! The saga: the tests answer its commands, or do not.

use crate::shop::Shop;
use serde_json::{Value, json};
use subgraph_kit::identity::Caller;
use subgraph_testing::{CrashPoint, envelope, until};

/// A submitted checkout of two mugs.
struct Purchase {
    shop: Shop,
    cart: String,
    checkout: String,
    order: String,
}

impl Purchase {
    async fn begin(settings: &[(&str, &str)]) -> Self {
        let shop = Shop::with(settings).await;
        let cart = shop.cart_of(&Caller::Guest, &[(shop.mug, 2)]).await;
        let accepted = shop
            .submit(
                &Caller::Guest,
                &cart,
                &shop.submission("attempt-1", "28.90"),
            )
            .await;
        let text = |value: &Value| value.as_str().expect("the submit is accepted").to_owned();
        let (checkout, order) = (
            text(&accepted["checkout"]["id"]),
            text(&accepted["orderId"]),
        );
        Self {
            shop,
            cart,
            checkout,
            order,
        }
    }

    async fn hear(&self, kind: &str) {
        let data = json!({ "checkoutId": self.checkout, "orderId": self.order, "number": "P-1", "reason": "x",
            "code": "card_declined", "message": "Your bank said no.", "lines": [], "email": "a@b",
            "amount": { "amount": "28.90", "currencyCode": "EUR" } });
        self.shop.service.hear(kind, &self.checkout, data).await;
        self.shop.service.settle().await;
    }

    async fn now(&self) -> Value {
        self.shop.checkout(&Caller::Guest, &self.checkout).await
    }

    async fn step(&self) -> String {
        self.now().await["step"].as_str().unwrap().to_owned()
    }

    async fn commands(&self) -> Vec<String> {
        let said = self.shop.service.said().await.into_iter();
        said.filter(|event| event.kind.starts_with("command."))
            .map(|event| event.kind)
            .collect()
    }

    /// As if the bus had taken everything: the clock of each step runs.
    async fn bus_takes_all(&self) {
        use diesel_async::RunQueryDsl;
        let mut conn = self.shop.service.db().conn().await.unwrap();
        let statement = "UPDATE outbox SET sent_at = now() WHERE sent_at IS NULL";
        diesel::sql_query(statement)
            .execute(&mut conn)
            .await
            .unwrap();
    }

    /// Walks the good path up to a step.
    async fn walk_to(&self, step: &str) {
        let path = [
            ("RESERVING_STOCK", "stock.reserved.v1"),
            ("AUTHORIZING_PAYMENT", "payment.authorized.v1"),
            ("CREATING_ORDER", "order.created.v1"),
            ("COMMITTING_STOCK", "stock.committed.v1"),
            ("CONFIRMING_ORDER", "order.confirmed.v1"),
        ];
        for (at, reply) in path {
            assert_eq!(self.step().await, at);
            if at == step {
                return;
            }
            self.hear(reply).await;
        }
    }
}

#[tokio::test]
async fn five_replies_complete_it_and_only_then_empty_the_cart() {
    let purchase = Purchase::begin(&[]).await;
    purchase.walk_to("AUTHORIZING_PAYMENT").await;
    let authorize = purchase
        .shop
        .service
        .says("command.payment.authorize.v1", &purchase.checkout)
        .await;
    assert_eq!(
        authorize["amount"],
        json!({ "amount": "28.90", "currencyCode": "EUR" })
    );
    assert_eq!(authorize["paymentToken"], "tok_approved");
    purchase.walk_to_from_payment().await;
    let create = purchase
        .shop
        .service
        .says("command.order.create.v1", &purchase.checkout)
        .await;
    assert_eq!(create["lines"][0]["title"], "Things, Mug");
    assert_eq!(create["cost"]["total"]["amount"], "28.90");
    assert_eq!(create["shippingAddress"]["countryCode"], "DE");
    let shop = &purchase.shop;
    assert_eq!(
        shop.cart(&Caller::Guest, &purchase.cart).await["itemCount"],
        2
    );
    // Something put into the cart meanwhile stays there.
    let more = json!({ "lines": [{ "variantId": shop.mug, "quantity": 1 }, { "variantId": shop.tent, "quantity": 1 }] });
    shop.cart_mutation(&Caller::Guest, "cartLinesAdd", Some(&purchase.cart), more)
        .await;
    purchase.hear("order.confirmed.v1").await;
    let ended = purchase.now().await;
    assert_eq!(
        (&ended["status"], &ended["step"]),
        (&json!("COMPLETED"), &json!("DONE"))
    );
    let cart = shop.cart(&Caller::Guest, &purchase.cart).await;
    let left: Vec<_> = cart["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["quantity"].as_i64().unwrap())
        .collect();
    assert_eq!(left, [1, 1]);
    shop.service
        .says("checkout.completed.v1", &purchase.checkout)
        .await;
    assert_eq!(
        purchase.commands().await.len(),
        5,
        "each command went out once"
    );
    purchase.shop.service.stop().await;
}

impl Purchase {
    async fn walk_to_from_payment(&self) {
        for reply in [
            "payment.authorized.v1",
            "order.created.v1",
            "stock.committed.v1",
        ] {
            self.hear(reply).await;
        }
        assert_eq!(self.step().await, "CONFIRMING_ORDER");
    }
}

#[tokio::test]
async fn a_declined_card_gives_the_stock_back_and_says_why() {
    let purchase = Purchase::begin(&[]).await;
    purchase.walk_to("AUTHORIZING_PAYMENT").await;
    purchase.hear("payment.declined.v1").await;
    assert_eq!(purchase.step().await, "COMPENSATING");
    purchase
        .shop
        .service
        .says("command.stock.release.v1", &purchase.checkout)
        .await;
    purchase.hear("stock.released.v1").await;
    let ended = purchase.now().await;
    assert_eq!(ended["status"], "FAILED");
    assert_eq!(
        ended["failure"],
        json!({ "code": "PAYMENT_DECLINED", "message": "Your bank said no." })
    );
    let failed = purchase
        .shop
        .service
        .says("checkout.failed.v1", &purchase.checkout)
        .await;
    assert_eq!(failed["code"], "PAYMENT_DECLINED");
    assert_eq!(
        (&failed["email"], failed.get("customerId")),
        (&json!("ada@example.com"), None),
        "a guest can be told by mail"
    );
    assert_eq!(
        purchase.shop.cart(&Caller::Guest, &purchase.cart).await["itemCount"],
        2,
        "the cart is as it was"
    );
    let again = purchase.shop.submission("attempt-2", "28.90");
    let second = purchase
        .shop
        .submit(&Caller::Guest, &purchase.cart, &again)
        .await;
    assert_eq!(
        second["__typename"], "CheckoutAccepted",
        "the buyer may try again"
    );
    purchase.shop.service.stop().await;
}

#[tokio::test]
async fn what_is_sold_out_fails_at_once() {
    let purchase = Purchase::begin(&[]).await;
    let data = json!({ "checkoutId": purchase.checkout, "lines": [] });
    purchase
        .shop
        .service
        .hear("stock.rejected.v1", &purchase.checkout, data)
        .await;
    purchase.shop.service.settle().await;
    let ended = purchase.now().await;
    assert_eq!(
        (&ended["status"], &ended["failure"]["code"]),
        (&json!("FAILED"), &json!("STOCK_UNAVAILABLE"))
    );
    assert_eq!(purchase.commands().await, ["command.stock.reserve.v1"]);
    purchase.shop.service.stop().await;
}

#[tokio::test]
async fn a_step_that_times_out_undoes_all_that_may_have_happened() {
    let quick = [
        ("PORTICO_CHECKOUT_STEP_TIMEOUT", "150ms"),
        ("PORTICO_CHECKOUT_PAYMENT_TIMEOUT", "150ms"),
        ("PORTICO_CHECKOUT_RESEND", "20ms"),
        ("PORTICO_CHECKOUT_LOOK_EVERY", "20ms"),
    ];
    let cases: [(&str, &[&str]); 3] = [
        ("RESERVING_STOCK", &["stock.released.v1"]),
        (
            "AUTHORIZING_PAYMENT",
            &["payment.voided.v1", "stock.released.v1"],
        ),
        (
            "CONFIRMING_ORDER",
            &[
                "order.cancelled.v1",
                "stock.released.v1",
                "payment.voided.v1",
            ],
        ),
    ];
    for (step, undone) in cases {
        // The clock stands still as long as the bus takes nothing.
        let purchase = Purchase::begin(&quick).await;
        purchase.walk_to(step).await;
        until("it compensates", async || {
            purchase.bus_takes_all().await;
            purchase.step().await == "COMPENSATING"
        })
        .await;
        // A late success changes nothing: what undoes it is on its way.
        for late in [
            "stock.reserved.v1",
            "payment.authorized.v1",
            "order.confirmed.v1",
        ] {
            purchase.hear(late).await;
        }
        for (at, reply) in undone.iter().enumerate() {
            assert_eq!(purchase.step().await, "COMPENSATING", "{step}: before {at}");
            purchase.hear(reply).await;
        }
        let ended = purchase.now().await;
        assert_eq!(
            (&ended["status"], &ended["failure"]["code"]),
            (&json!("FAILED"), &json!("TIMED_OUT")),
            "{step}"
        );
        purchase.shop.service.stop().await;
    }
}

#[tokio::test]
async fn while_the_bus_is_down_nothing_times_out() {
    let settings = [
        ("PORTICO_CHECKOUT_STEP_TIMEOUT", "50ms"),
        ("PORTICO_CHECKOUT_RESEND", "10ms"),
        ("PORTICO_CHECKOUT_LOOK_EVERY", "10ms"),
    ];
    let purchase = Purchase::begin(&settings).await;
    until("it was looked at often enough", async || {
        looks(&purchase).await >= 8
    })
    .await;
    assert_eq!(purchase.step().await, "RESERVING_STOCK");
    assert_eq!(
        purchase.commands().await.len(),
        1,
        "and nothing piles up in the outbox"
    );
    purchase.shop.service.stop().await;
}

async fn looks(purchase: &Purchase) -> i32 {
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        looks: i32,
    }
    let mut conn = purchase.shop.service.db().conn().await.unwrap();
    let row: Row = diesel::sql_query("SELECT looks FROM checkouts")
        .get_result(&mut conn)
        .await
        .unwrap();
    row.looks
}

#[tokio::test]
async fn a_command_without_a_reply_is_sent_again() {
    let settings = [
        ("PORTICO_CHECKOUT_RESEND", "10ms"),
        ("PORTICO_CHECKOUT_LOOK_EVERY", "10ms"),
    ];
    let purchase = Purchase::begin(&settings).await;
    until("it is sent again", async || {
        purchase.bus_takes_all().await;
        purchase.commands().await.len() >= 3
    })
    .await;
    assert!(
        purchase
            .commands()
            .await
            .iter()
            .all(|kind| kind == "command.stock.reserve.v1")
    );
    purchase.shop.service.stop().await;
}

#[tokio::test]
async fn a_reply_that_comes_twice_counts_once() {
    let purchase = Purchase::begin(&[]).await;
    let reserved = envelope(
        "stock.reserved.v1",
        &purchase.checkout,
        json!({ "checkoutId": purchase.checkout }),
    );
    for _ in 0..3 {
        purchase.shop.service.hear_envelope(&reserved).await;
        purchase.shop.service.settle().await;
    }
    purchase.hear("stock.reserved.v1").await;
    assert_eq!(purchase.step().await, "AUTHORIZING_PAYMENT");
    assert_eq!(
        purchase.commands().await,
        ["command.stock.reserve.v1", "command.payment.authorize.v1"]
    );
    purchase.shop.service.stop().await;
}

/// The process dies in the middle of undoing, at its beginning and at its end: it is undone all the same, and told once.
#[tokio::test]
async fn dying_inside_a_compensation_ends_it_all_the_same() {
    const TIMES: i64 = 20;
    let shop = Shop::new().await;
    let inside = "NEW.step = 'compensating' OR OLD.step = 'compensating'";
    let point = CrashPoint::set(
        shop.service.db(),
        "compensating",
        "UPDATE",
        "checkouts",
        inside,
        TIMES,
    )
    .await;
    let cart = shop.cart_of(&Caller::Guest, &[(shop.mug, 1)]).await;
    let mut round = 0;
    while point.crashes().await < TIMES {
        round += 1;
        let submission = shop.submission(&format!("attempt-{round}"), "16.90");
        let accepted = shop.submit(&Caller::Guest, &cart, &submission).await;
        let checkout = accepted["checkout"]["id"].as_str().unwrap();
        for reply in [
            "stock.reserved.v1",
            "payment.declined.v1",
            "stock.released.v1",
        ] {
            let data = json!({ "checkoutId": checkout, "message": "Your bank said no." });
            shop.service.hear(reply, checkout, data).await;
        }
        shop.service.settle().await;
        let ended = shop.checkout(&Caller::Guest, checkout).await;
        assert_eq!(
            (&ended["status"], &ended["failure"]["code"]),
            (&json!("FAILED"), &json!("PAYMENT_DECLINED")),
            "round {round}"
        );
        let said = async |kind: &str| shop.service.said_of(kind, checkout).await.len();
        assert_eq!(said("command.stock.release.v1").await, 1);
        assert_eq!(said("checkout.failed.v1").await, 1);
        assert!(round <= TIMES, "each round crashes at least once");
    }
    shop.service.stop().await;
}
