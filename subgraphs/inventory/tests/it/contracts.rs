use crate::messages::{CommitStock, ReleaseStock, ReserveStock};
use crate::world::World;
use serde_json::json;
use subgraph_kit::id::CheckoutId;

/// What is really written fits the contract, for every type this service publishes.
#[tokio::test(flavor = "multi_thread")]
async fn published_events_fit_their_schemas() {
    let world = World::start().await;
    let (_, variants) = world.product(&[5]).await;
    let (sold, given_up, late) = (CheckoutId::new(), CheckoutId::new(), CheckoutId::new());
    let about = |checkout: CheckoutId| json!({ "checkoutId": checkout });
    world
        .say(&[
            ReserveStock::of(sold, &[(variants[0], 2)]),
            ReserveStock::of(given_up, &[(variants[0], 1)]),
        ])
        .await;
    world.answered(2).await;
    world
        .say(&[
            CommitStock(about(sold)),
            CommitStock(about(CheckoutId::new())),
        ])
        .await;
    world
        .say(&[ReleaseStock(about(given_up)), ReleaseStock(about(late))])
        .await;
    world.answered(6).await;
    world
        .say(&[
            ReserveStock::of(late, &[(variants[0], 1)]),
            ReserveStock::of(CheckoutId::new(), &[(variants[0], 9)]),
        ])
        .await;
    world.answered(8).await;

    let kinds = subgraph_testing::outbox::check_all(world.inventory.db()).await;
    let expected = [
        "stock.committed.v1",
        "stock.level.changed.v1",
        "stock.rejected.v1",
        "stock.released.v1",
        "stock.reserved.v1",
    ];
    assert_eq!(kinds, expected.map(ToOwned::to_owned).into());
    assert_eq!(world.said("stock.rejected.v1").await.len(), 3);
    world.stop().await;
}
