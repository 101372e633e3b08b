use crate::messages::{CommitStock, PriceChanged, ProductWithdrawn, ReleaseStock, ReserveStock};
use crate::world::World;
use serde_json::json;
use subgraph_kit::id::{CheckoutId, VariantId};

fn books(id: VariantId) -> String {
    // One number for the three: available, reserved and sold stay below a thousand.
    format!(
        "SELECT (available * 1000000 + reserved * 1000 + sold)::bigint AS number FROM stock_levels WHERE variant_id = '{}'",
        id.as_uuid()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_moves_pieces_and_is_answered() {
    let world = World::start().await;
    let (product, variants) = world.product(&[5, 1]).await;
    let checkout = CheckoutId::new();
    let about = || json!({ "checkoutId": checkout });
    world
        .say(&[ReserveStock::of(
            checkout,
            &[(variants[0], 2), (variants[1], 1)],
        )])
        .await;
    world.answered(1).await;
    assert_eq!(world.number(&books(variants[0])).await, 3_002_000);
    // Sent again by the saga's reconciler: another event, the same answer.
    world
        .say(&[ReserveStock::of(
            checkout,
            &[(variants[0], 2), (variants[1], 1)],
        )])
        .await;
    world.say(&[CommitStock(about())]).await;
    world.answered(3).await;
    assert_eq!(world.number(&books(variants[0])).await, 3_000_002);
    assert_eq!(world.said("stock.reserved.v1").await, [about(), about()]);
    assert_eq!(world.said("stock.committed.v1").await, [about()]);
    let levels = world.said("stock.level.changed.v1").await;
    let level = |at: usize, left: i32| json!({ "variantId": variants[at], "productId": product, "quantityAvailable": left });
    assert!(
        levels.contains(&level(0, 3)) && levels.contains(&level(1, 0)),
        "{levels:?}"
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_known_as_catalog_tells_them() {
    let world = World::start().await;
    let (product, variants) = world.product(&[1]).await;
    let of = format!(
        "SELECT amount AS number FROM prices WHERE variant_id = '{}'",
        variants[0].as_uuid()
    );
    world.until(&of, 1_000).await;
    let price = json!({ "amount": "80.00", "currencyCode": "EUR" });
    let changed = json!({ "productId": product, "variantId": variants[0], "price": price });
    world.say(&[PriceChanged(changed)]).await;
    world.until(&of, 8_000).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_overtakes_its_reservation_wins() {
    let world = World::start().await;
    let (_, variants) = world.product(&[5]).await;
    let checkout = CheckoutId::new();
    world
        .say(&[ReleaseStock(json!({ "checkoutId": checkout }))])
        .await;
    world
        .say(&[ReserveStock::of(checkout, &[(variants[0], 2)])])
        .await;
    world.answered(2).await;
    assert_eq!(world.number(&books(variants[0])).await, 5_000_000);
    assert_eq!(
        world.said("stock.released.v1").await,
        [json!({ "checkoutId": checkout })]
    );
    assert_eq!(
        world.said("stock.rejected.v1").await,
        [json!({ "checkoutId": checkout, "reason": "RESERVATION_RELEASED", "lines": [] })]
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_checkouts_over_the_bus_sell_each_piece_once() {
    let world = World::start().await;
    let (_, variants) = world.product(&[7]).await;
    let commands: Vec<ReserveStock> = (0..60)
        .map(|_| ReserveStock::of(CheckoutId::new(), &[(variants[0], 1)]))
        .collect();
    world.say(&commands).await;
    world.answered(60).await;
    assert_eq!(world.number(&books(variants[0])).await, 7_000);
    assert_eq!(world.said("stock.reserved.v1").await.len(), 7);
    assert_eq!(world.said("stock.rejected.v1").await.len(), 53);
    world.stop().await;
}

/// The figure of the reliability page, of which a longer run takes more rounds.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_buyers_one_gets_the_last_piece() {
    const BUYERS: i64 = 200;
    const ROUNDS: i64 = 3;
    let world = World::start().await;
    for round in 1..=ROUNDS {
        let (_, variants) = world.product(&[1]).await;
        let commands: Vec<ReserveStock> = (0..BUYERS)
            .map(|_| ReserveStock::of(CheckoutId::new(), &[(variants[0], 1)]))
            .collect();
        world.say(&commands).await;
        world.answered(round * BUYERS).await;
        assert_eq!(
            world.number(&books(variants[0])).await,
            1_000,
            "one is held"
        );
        assert_eq!(world.said("stock.reserved.v1").await.len() as i64, round);
        assert_eq!(
            world.said("stock.rejected.v1").await.len() as i64,
            round * (BUYERS - 1)
        );
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_committed_in_time_is_given_back() {
    let world = World::start().await;
    let (_, variants) = world.product(&[5]).await;
    let checkout = CheckoutId::new();
    let mut command = ReserveStock::of(checkout, &[(variants[0], 2)]);
    command.0["expiresAt"] = json!(chrono::Utc::now() + chrono::Duration::seconds(1));
    world.say(&[command]).await;
    world.answered(1).await;
    world
        .until(
            "SELECT count(*) AS number FROM reservations WHERE state = 'EXPIRED'",
            1,
        )
        .await;
    assert_eq!(world.number(&books(variants[0])).await, 5_000_000);
    assert_eq!(
        world.said("stock.released.v1").await,
        [json!({ "checkoutId": checkout })]
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_withdrawn_product_is_sold() {
    let world = World::start().await;
    let (product, variants) = world.product(&[5]).await;
    world
        .say(&[ProductWithdrawn(
            json!({ "productId": product, "variantIds": variants }),
        )])
        .await;
    world
        .until(
            "SELECT count(*) AS number FROM stocked_variants WHERE withdrawn",
            1,
        )
        .await;
    let checkout = CheckoutId::new();
    world
        .say(&[ReserveStock::of(checkout, &[(variants[0], 2)])])
        .await;
    world.answered(1).await;
    let line = json!({ "variantId": variants[0], "requested": 2, "available": 0 });
    assert_eq!(
        world.said("stock.rejected.v1").await,
        [json!({ "checkoutId": checkout, "reason": "INSUFFICIENT_STOCK", "lines": [line] })]
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_command_is_a_dead_letter_and_blocks_nothing() {
    let world = World::start().await;
    let (_, variants) = world.product(&[5]).await;
    let checkout = CheckoutId::new();
    for quantity in [0, -1, i64::MAX] {
        world
            .say(&[ReserveStock::of(checkout, &[(variants[0], quantity)])])
            .await;
    }
    world
        .say(&[ReserveStock::of(checkout, &[(variants[0], 1_000_000_000)])])
        .await;
    world
        .until("SELECT count(*) AS number FROM dead_letter", 3)
        .await;
    world.answered(1).await;
    assert_eq!(
        world.said("stock.rejected.v1").await[0]["lines"][0]["available"],
        5
    );
    world.stop().await;
}
