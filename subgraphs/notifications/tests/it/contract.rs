//! What others build on: the schema and the events.

use notifications::NotificationsService;
use serde_json::json;
use subgraph_kit::{id::CustomerId, service::Service};

use crate::{
    handlers::rig_with_folder,
    rig::eventually,
    shop::{confirmed, registered, say, told},
};

#[test]
fn the_exported_schema_is_up_to_date() {
    let exported = include_str!("../../../../schema/subgraphs/notifications.graphql");
    // Not assert_eq: two whole schemas would bury the line that says what to do.
    assert!(
        NotificationsService::sdl() == exported,
        "run: portico-notifications sdl > schema/subgraphs/notifications.graphql"
    );
}

#[tokio::test]
async fn notification_sent_is_what_its_schema_says() {
    let (rig, _folder) = rig_with_folder().await;
    let ada = CustomerId::new();
    say(rig.db(), registered(ada, "Ada")).await;
    eventually("the first mail is told of", || async {
        told(rig.db()).await.len() == 1
    })
    .await;
    say(rig.db(), confirmed(None, "guest@example.com")).await;
    eventually("both mails are told of", || async {
        told(rig.db()).await.len() == 2
    })
    .await;

    let events = told(rig.db()).await;
    let schema = include_str!("../../../../schema/events/notification.sent.v1.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for event in &events {
        assert!(schema.is_valid(&event["data"]), "{event}");
        assert_eq!(event["source"], "/portico/notifications");
        assert_eq!(event["subject"], event["data"]["notificationId"]);
    }
    assert_eq!(events[0]["data"]["customerId"], ada.to_string());
    assert_eq!(events[0]["data"]["kind"], "ACCOUNT_REGISTERED");
    assert_eq!(events[1]["data"].get("customerId"), None, "a guest's");
    assert_eq!(events[1]["data"]["channel"], json!("EMAIL"));
    rig.stop().await;
}
