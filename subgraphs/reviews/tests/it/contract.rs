//! What others build on: the schema, the codes and the events.

use reviews::ReviewsService;
use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;

use crate::{create::create, products::on_sale, rig::Rig};

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<ReviewsService>();
}

#[tokio::test]
async fn events_are_what_their_schemas_say() {
    let rig = Rig::start().await;
    let product = on_sale(&rig).await;
    for rating in [5, 4, 4] {
        create(&rig, CustomerId::new(), product, rating).await;
    }
    let published = rig.published("review.published.v1").await;
    assert_eq!(published.len(), 3);
    assert_eq!(published[0].source, "/portico/reviews");
    assert_eq!(published[0].data["rating"], 5);

    let changed = rig.published("review.rating.changed.v1").await;
    let data: Vec<&Value> = changed.iter().map(|event| &event.data).collect();
    let id = product.to_string();
    assert_eq!(
        data,
        [
            &json!({ "productId": id, "average": "5.0", "count": 1 }),
            &json!({ "productId": id, "average": "4.5", "count": 2 }),
            &json!({ "productId": id, "average": "4.3", "count": 3 }),
        ]
    );
    assert_eq!(changed[0].subject, id);
    rig.stop().await;
}
