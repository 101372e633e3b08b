//! What others build on: the schema, the codes and the events.

use notifications::NotificationsService;
use serde_json::json;
use subgraph_kit::id::CustomerId;

use crate::{
    handlers::rig_with_folder,
    rig::until,
    shop::{confirmed, registered, say, told},
};

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<NotificationsService>();
}

#[tokio::test]
async fn notification_sent_is_what_its_schema_says() {
    let (rig, _folder) = rig_with_folder().await;
    let ada = CustomerId::new();
    say(rig.db(), registered(ada, "Ada")).await;
    until("the first mail is told of", || async {
        told(rig.db()).await.len() == 1
    })
    .await;
    say(rig.db(), confirmed(None, "guest@example.com")).await;
    until("both mails are told of", || async {
        told(rig.db()).await.len() == 2
    })
    .await;

    let events = rig.published("notification.sent.v1").await;
    for event in &events {
        assert_eq!(event.source, "/portico/notifications");
        assert_eq!(event.subject, event.data["notificationId"]);
    }
    assert_eq!(events[0].data["customerId"], ada.to_string());
    assert_eq!(events[0].data["kind"], "ACCOUNT_REGISTERED");
    assert_eq!(events[1].data.get("customerId"), None, "a guest's");
    assert_eq!(events[1].data["channel"], json!("EMAIL"));
    rig.stop().await;
}
