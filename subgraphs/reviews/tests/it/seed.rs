//! The demo reviews.

use reviews::seed::{SeedProduct, seed};
use serde_json::json;
use subgraph_kit::id::{CustomerId, ProductId};

use crate::{create::create, rig::Rig};

#[tokio::test]
async fn seeding_twice_is_seeding_once() {
    let rig = Rig::start().await;
    let products: Vec<SeedProduct> = (0..64)
        .map(|n| SeedProduct {
            id: ProductId::new(),
            title: format!("Product {n}"),
        })
        .collect();
    let reviewers: Vec<CustomerId> = (0..24).map(|_| CustomerId::new()).collect();
    let once = seed(rig.db(), &products, &reviewers).await.unwrap();
    assert!((400..800).contains(&once), "{once}");
    assert_eq!(seed(rig.db(), &products, &reviewers).await.unwrap(), 0);

    let events = rig.published("review.published.v1").await;
    assert_eq!(events.len(), once);
    let changed = rig.published("review.rating.changed.v1").await;
    let counted: i64 = changed
        .iter()
        .filter_map(|event| event.data["count"].as_i64())
        .sum();
    assert_eq!(
        usize::try_from(counted).unwrap(),
        once,
        "the ratings count all reviews"
    );

    // The shop goes on from there.
    let response = create(&rig, CustomerId::new(), products[0].id, 5).await;
    let rating = &response["data"]["reviewCreate"]["review"]["product"]["rating"];
    let before = &changed[0].data["count"];
    assert_eq!(rating["count"], json!(before.as_i64().unwrap() + 1));
    rig.stop().await;
}
