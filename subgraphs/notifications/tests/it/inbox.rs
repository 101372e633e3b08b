//! The in-app inbox.

use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;

use crate::{
    handlers::rig_with_folder,
    rig::{Rig, error_code, until, user_error},
    shop::{confirmed, registered, say, stored},
};

const INBOX: &str = "query($of: [_Any!]!, $first: Int, $after: String) {
    _entities(representations: $of) {
        ... on Customer {
            unreadNotificationCount
            notifications(first: $first, after: $after) {
                nodes { id kind subject body sentAt readAt } totalCount
                pageInfo { hasNextPage endCursor }
            }
        }
    }
}";
const MARK_READ: &str = "mutation($id: ID!) {
    notificationMarkRead(id: $id) { notification { id readAt } userErrors { code field } }
}";

fn of(customer: CustomerId) -> Value {
    json!({ "of": [{ "__typename": "Customer", "id": customer.to_string() }] })
}

async fn told(rig: &Rig, customer: CustomerId) {
    say(rig.db(), registered(customer, "Ada")).await;
    until("the welcome", || async {
        stored(rig.db()).await.len() == 1
    })
    .await;
    for n in 2..=4 {
        say(rig.db(), confirmed(Some(customer), "ada@example.com")).await;
        until("an order", || async { stored(rig.db()).await.len() == n }).await;
    }
}

#[tokio::test]
async fn the_inbox_is_the_customers_own() {
    let (rig, _folder) = rig_with_folder().await;
    let (ada, grace) = (CustomerId::new(), CustomerId::new());
    told(&rig, ada).await;

    let mut variables = of(ada);
    variables["first"] = json!(3);
    let own = rig.customer(ada, INBOX, variables.clone()).await;
    let customer = &own["data"]["_entities"][0];
    assert_eq!(customer["unreadNotificationCount"], 4);
    let page = &customer["notifications"];
    assert_eq!(page["totalCount"], 4);
    assert_eq!(page["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(page["nodes"][0]["kind"], "ORDER_CONFIRMED");
    assert!(
        page["nodes"][0]["body"]
            .as_str()
            .unwrap()
            .contains("Tidal Teapot")
    );
    variables["after"] = page["pageInfo"]["endCursor"].clone();
    let rest = rig.customer(ada, INBOX, variables).await;
    let rest = &rest["data"]["_entities"][0]["notifications"];
    assert_eq!(rest["nodes"][0]["kind"], "ACCOUNT_REGISTERED");
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);

    assert_eq!(
        error_code(&rig.customer(grace, INBOX, of(ada)).await),
        "FORBIDDEN"
    );
    assert_eq!(
        error_code(&rig.guest(INBOX, of(ada)).await),
        "UNAUTHENTICATED"
    );
    rig.stop().await;
}

#[tokio::test]
async fn a_message_is_read_once() {
    let (rig, _folder) = rig_with_folder().await;
    let (ada, grace) = (CustomerId::new(), CustomerId::new());
    told(&rig, ada).await;
    let inbox = rig.customer(ada, INBOX, of(ada)).await;
    let id = inbox["data"]["_entities"][0]["notifications"]["nodes"][0]["id"].clone();
    let mark = |by: CustomerId| rig.customer(by, MARK_READ, json!({ "id": id }));

    assert_eq!(
        user_error(&mark(grace).await, "notificationMarkRead"),
        "NOTIFICATION_NOT_FOUND"
    );
    let once = mark(ada).await;
    let read_at = &once["data"]["notificationMarkRead"]["notification"]["readAt"];
    assert!(read_at.is_string(), "{once}");
    assert_eq!(mark(ada).await, once);
    let inbox = rig.customer(ada, INBOX, of(ada)).await;
    assert_eq!(inbox["data"]["_entities"][0]["unreadNotificationCount"], 3);

    let query = "query($of: [_Any!]!) { _entities(representations: $of) {
        ... on Notification { id readAt }
    } }";
    let variables = json!({ "of": [{ "__typename": "Notification", "id": id }] });
    let own = rig.customer(ada, query, variables.clone()).await;
    assert_eq!(own["data"]["_entities"][0]["readAt"], *read_at);
    let other = rig.customer(grace, query, variables).await;
    assert_eq!(other["data"]["_entities"], json!([null]));
    rig.stop().await;
}
