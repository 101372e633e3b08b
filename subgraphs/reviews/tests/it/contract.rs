//! What others build on: the schema and the events.

use diesel::{QueryableByName, sql_types::Text};
use diesel_async::RunQueryDsl;
use reviews::ReviewsService;
use serde_json::{Value, json};
use subgraph_kit::{db::Db, id::CustomerId, service::Service};

use crate::{create::create, products::on_sale, rig::Rig};

#[test]
fn the_exported_schema_is_up_to_date() {
    let exported = include_str!("../../../../schema/subgraphs/reviews.graphql");
    // Not assert_eq: two whole schemas would bury the line that says what to do.
    assert!(
        ReviewsService::sdl() == exported,
        "run: portico-reviews sdl > schema/subgraphs/reviews.graphql"
    );
}

#[tokio::test]
async fn events_are_what_their_schemas_say() {
    let rig = Rig::start().await;
    let product = on_sale(&rig).await;
    for rating in [5, 4, 4] {
        create(&rig, CustomerId::new(), product, rating).await;
    }
    let published = published(rig.db(), "review.published.v1").await;
    let schema = include_str!("../../../../schema/events/review.published.v1.json");
    assert_valid(schema, &published);
    assert_eq!(published.len(), 3);
    assert_eq!(published[0]["source"], "/portico/reviews");
    assert_eq!(published[0]["data"]["rating"], 5);

    let changed = crate::contract::published(rig.db(), "review.rating.changed.v1").await;
    let schema = include_str!("../../../../schema/events/review.rating.changed.v1.json");
    assert_valid(schema, &changed);
    let data: Vec<&Value> = changed.iter().map(|event| &event["data"]).collect();
    let id = product.to_string();
    assert_eq!(
        data,
        [
            &json!({ "productId": id, "average": "5.0", "count": 1 }),
            &json!({ "productId": id, "average": "4.5", "count": 2 }),
            &json!({ "productId": id, "average": "4.3", "count": 3 }),
        ]
    );
    assert_eq!(changed[0]["subject"], id);
    rig.stop().await;
}

pub(crate) fn assert_valid(schema: &str, envelopes: &[Value]) {
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for envelope in envelopes {
        if let Err(error) = schema.validate(&envelope["data"]) {
            panic!("{error}: {envelope}");
        }
    }
}

/// The envelopes of one type that the outbox has taken, oldest first.
pub(crate) async fn published(db: &Db, kind: &str) -> Vec<Value> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        envelope: String,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT envelope FROM outbox WHERE event_type = $1 ORDER BY seq")
            .bind::<Text, _>(kind)
            .load(&mut *db.conn().await.unwrap())
            .await
            .unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(&row.envelope).unwrap())
        .collect()
}
