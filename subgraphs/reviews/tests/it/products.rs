//! What catalog tells of products.

use serde::{Deserialize, Serialize};
use subgraph_kit::{
    events::{Event, Message, outbox},
    id::{CustomerId, ProductId},
};

use crate::{
    create::create,
    rig::{Rig, until, user_error},
};

/// As catalog says it, as far as that matters here.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    product_id: ProductId,
    title: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Withdrawn {
    product_id: ProductId,
}

impl Message for Published {
    const TYPE: &'static str = "product.published.v1";
}

impl Event for Published {
    const SOURCE: &'static str = "catalog";

    fn subject(&self) -> String {
        self.product_id.to_string()
    }
}

impl Message for Withdrawn {
    const TYPE: &'static str = "product.withdrawn.v1";
}

impl Event for Withdrawn {
    const SOURCE: &'static str = "catalog";

    fn subject(&self) -> String {
        self.product_id.to_string()
    }
}

/// Says it through the service's own outbox: the bus brings it to whoever hears it.
async fn say<E: Event>(rig: &Rig, event: E) {
    let said = rig.db().transaction(async move |conn| {
        outbox::append(conn, &event).await?;
        Ok::<_, subgraph_kit::db::DbError>(())
    });
    said.await.unwrap();
}

async fn is_on_sale(rig: &Rig, product: ProductId) -> bool {
    let mut conn = rig.db().conn().await.unwrap();
    reviews::db::product::is_on_sale(&mut conn, product)
        .await
        .unwrap()
}

/// A product that has been published, and of which reviews has heard.
pub(crate) async fn on_sale(rig: &Rig) -> ProductId {
    let product_id = ProductId::new();
    let title = "Tidal Teapot".to_owned();
    say(rig, Published { product_id, title }).await;
    until("the product is known", || is_on_sale(rig, product_id)).await;
    product_id
}

#[tokio::test]
async fn a_withdrawn_product_gets_no_more_reviews() {
    let rig = Rig::start().await;
    let product = on_sale(&rig).await;
    let (ada, grace) = (CustomerId::new(), CustomerId::new());
    create(&rig, ada, product, 5).await;
    say(
        &rig,
        Withdrawn {
            product_id: product,
        },
    )
    .await;
    until("it is withdrawn", || async {
        !is_on_sale(&rig, product).await
    })
    .await;
    let response = create(&rig, grace, product, 5).await;
    assert_eq!(user_error(&response, "reviewCreate"), "PRODUCT_NOT_FOUND");

    say(
        &rig,
        Published {
            product_id: product,
            title: "Back".into(),
        },
    )
    .await;
    until("it is back", || is_on_sale(&rig, product)).await;
    assert!(create(&rig, grace, product, 5).await["data"]["reviewCreate"]["review"].is_object());
    rig.stop().await;
}

#[tokio::test]
async fn the_order_of_events_does_not_matter() {
    use chrono::{TimeDelta, Utc};
    use reviews::db::product::{note_published, note_withdrawn};
    let rig = Rig::start().await;
    let (early, late) = (Utc::now() - TimeDelta::hours(1), Utc::now());
    let (gone, back) = (ProductId::new(), ProductId::new());
    let mut conn = rig.db().conn().await.unwrap();
    // Withdrawn after it was published, heard the other way round, and more than once.
    note_withdrawn(&mut conn, gone, late).await.unwrap();
    note_published(&mut conn, gone, early).await.unwrap();
    note_published(&mut conn, gone, early).await.unwrap();
    // Published again after it was withdrawn, heard the other way round.
    note_published(&mut conn, back, late).await.unwrap();
    note_withdrawn(&mut conn, back, early).await.unwrap();
    drop(conn);
    assert!(!is_on_sale(&rig, gone).await);
    assert!(is_on_sale(&rig, back).await);
    assert!(!is_on_sale(&rig, ProductId::new()).await);
    rig.stop().await;
}
