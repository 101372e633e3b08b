//! Opening an account.

use serde_json::{Value, json};

use crate::rig::{Rig, user_error};

const REGISTER: &str = "mutation($input: AccountRegisterInput!) {
    accountRegister(input: $input) {
        session {
            accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt
            customer { id displayName registeredAt }
        }
        userErrors { code field message }
        warnings { code }
    }
}";

pub(crate) async fn register(rig: &Rig, email: &str, password: &str, name: &str) -> Value {
    let input = json!({ "email": email, "password": password, "displayName": name });
    rig.guest(REGISTER, json!({ "input": input })).await
}

/// Registers and gives the new customer's id.
pub(crate) async fn registered(rig: &Rig, email: &str) -> subgraph_kit::id::CustomerId {
    let response = register(rig, email, "tide over basalt", "Somebody").await;
    let id = &response["data"]["accountRegister"]["session"]["customer"]["id"];
    id.as_str()
        .unwrap_or_else(|| panic!("{response}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn registering_logs_in() {
    let rig = Rig::start().await;
    let response = register(&rig, "ada@example.com", "tide over basalt", " Ada ").await;
    let payload = &response["data"]["accountRegister"];
    assert_eq!(payload["userErrors"], json!([]));
    let session = &payload["session"];
    assert_eq!(session["customer"]["displayName"], "Ada");
    assert!(
        session["refreshToken"]
            .as_str()
            .unwrap()
            .starts_with("prt_")
    );

    let id = session["customer"]["id"].as_str().unwrap().parse().unwrap();
    let query = "{ viewer { id displayName email addresses { id } } }";
    let viewer = rig.customer(id, query, json!({})).await;
    assert_eq!(viewer["data"]["viewer"]["email"], "ada@example.com");
    assert_eq!(viewer["data"]["viewer"]["addresses"], json!([]));
    rig.stop().await;
}

#[tokio::test]
async fn an_address_has_one_account() {
    let rig = Rig::start().await;
    register(&rig, "ada@example.com", "tide over basalt", "Ada").await;
    let again = register(&rig, "ADA@example.com", "granite under sand", "Eve").await;
    assert_eq!(user_error(&again, "accountRegister"), "EMAIL_UNAVAILABLE");
    assert_eq!(again["data"]["accountRegister"]["session"], Value::Null);
    assert_eq!(rig.published("account.registered.v1").await.len(), 1);
    rig.stop().await;
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_address() {
    let rig = Rig::start().await;
    let attempts = (0..6).map(|n| {
        let rig = &rig;
        async move {
            register(
                rig,
                "ada@example.com",
                "tide over basalt",
                &format!("Ada {n}"),
            )
            .await
        }
    });
    let responses = futures::future::join_all(attempts).await;
    let sessions = responses
        .iter()
        .filter(|response| response["data"]["accountRegister"]["session"].is_object())
        .count();
    assert_eq!(sessions, 1);
    assert_eq!(rig.published("account.registered.v1").await.len(), 1);
    rig.stop().await;
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let rig = Rig::start().await;
    let response = register(&rig, "lovelace@example.com", "short", "\u{202e}").await;
    let errors = &response["data"]["accountRegister"]["userErrors"];
    assert_eq!(
        *errors,
        json!([
            {
                "code": "PASSWORD_TOO_SHORT",
                "field": ["input", "password"],
                "message": "A password needs at least 10 characters."
            },
            {
                "code": "DISPLAY_NAME_INVALID",
                "field": ["input", "displayName"],
                "message": "A name has 1 to 60 characters on one line."
            },
        ])
    );
    let malformed = register(&rig, "not an address", "tide over basalt", "Ada").await;
    assert_eq!(crate::rig::error_code(&malformed), "BAD_USER_INPUT");
    assert!(rig.published("account.registered.v1").await.is_empty());
    rig.stop().await;
}
