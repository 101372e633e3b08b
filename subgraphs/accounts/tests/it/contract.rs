//! What others build on: the schema and the events.

use accounts::AccountsService;
use diesel::{QueryableByName, sql_types::Text};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use subgraph_kit::{db::Db, service::Service};

use crate::{register::register, rig::Rig};

#[test]
fn the_exported_schema_is_up_to_date() {
    let exported = include_str!("../../../../schema/subgraphs/accounts.graphql");
    // Not assert_eq: two whole schemas would bury the line that says what to do.
    assert!(
        AccountsService::sdl() == exported,
        "run: portico-accounts sdl > schema/subgraphs/accounts.graphql"
    );
}

#[tokio::test]
async fn account_registered_is_what_its_schema_says() {
    let rig = Rig::start().await;
    let registered = register(&rig, "Ada@Example.com", "tide over basalt", "Ada").await;
    let events = published(rig.db(), "account.registered.v1").await;
    assert_eq!(events.len(), 1);
    let customer = &registered["data"]["accountRegister"]["session"]["customer"]["id"];
    assert_eq!(events[0]["source"], "/portico/accounts");
    assert_eq!(&events[0]["subject"], customer);
    assert_eq!(
        events[0]["data"],
        json!({ "customerId": customer, "email": "ada@example.com", "displayName": "Ada" })
    );
    let schema = include_str!("../../../../schema/events/account.registered.v1.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    schema.validate(&events[0]["data"]).unwrap();
    rig.stop().await;
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
