//! What others build on: the schema, the codes and the events.

use accounts::AccountsService;
use serde_json::json;

use crate::{register::register, rig::Rig};

#[test]
fn what_is_promised_is_kept() {
    subgraph_testing::contract::check::<AccountsService>();
}

#[tokio::test]
async fn account_registered_is_what_its_schema_says() {
    let rig = Rig::start().await;
    let registered = register(&rig, "Ada@Example.com", "tide over basalt", "Ada").await;
    let events = rig.published("account.registered.v1").await;
    assert_eq!(events.len(), 1);
    let customer = &registered["data"]["accountRegister"]["session"]["customer"]["id"];
    assert_eq!(events[0].source, "/portico/accounts");
    assert_eq!(events[0].subject, *customer);
    assert_eq!(
        events[0].data,
        json!({ "customerId": customer, "email": "ada@example.com", "displayName": "Ada" })
    );
    rig.stop().await;
}
