//! The demo accounts.

use std::collections::HashSet;

use accounts::seed::seed;
use serde_json::json;

use crate::{
    keys::{published_keys, verify},
    login::login,
    rig::Rig,
};

#[tokio::test]
async fn seeding_twice_is_seeding_once() {
    let rig = Rig::start().await;
    let once = seed(rig.db()).await.unwrap();
    let twice = seed(rig.db()).await.unwrap();
    let ids = |demo: &accounts::seed::DemoAccounts| {
        demo.logins
            .iter()
            .map(|(_, id)| *id)
            .chain(demo.reviewers.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&once), ids(&twice));
    assert_eq!(ids(&once).iter().collect::<HashSet<_>>().len(), 27);
    assert_eq!(rig.published("account.registered.v1").await.len(), 3);
    rig.stop().await;
}

#[tokio::test]
async fn the_documented_passwords_log_in() {
    let rig = Rig::start().await;
    let demo = seed(rig.db()).await.unwrap();
    let keys = published_keys(&rig.url("/.well-known/jwks.json")).await;
    for (account, id) in demo.logins {
        let response = login(&rig, account.email, account.password).await;
        let session = &response["data"]["accountLogin"]["session"];
        assert_eq!(session["customer"]["id"], id.to_string());
        let claims = verify(session["accessToken"].as_str().unwrap(), &keys);
        assert_eq!(claims.scope, account.scopes.join(" "));
        let addresses = rig
            .customer(id, "{ viewer { addresses { city } } }", json!({}))
            .await;
        let addresses = addresses["data"]["viewer"]["addresses"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(addresses, usize::from(account.scopes.is_empty()));
    }
    rig.stop().await;
}

#[tokio::test]
async fn an_account_that_was_there_first_stays() {
    let rig = Rig::start().await;
    let ada = crate::register::registered(&rig, "ada@example.com").await;
    let demo = seed(rig.db()).await.unwrap();
    assert!(demo.logins.iter().any(|(_, id)| *id == ada));
    let own = login(&rig, "ada@example.com", "tide over basalt").await;
    assert!(own["data"]["accountLogin"]["session"].is_object());
    rig.stop().await;
}
