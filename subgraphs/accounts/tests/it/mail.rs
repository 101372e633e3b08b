//! What is done by mail: proving an address, a forgotten password; and erasing an account.

use chrono::{SubsecRound, TimeDelta, Utc};
use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;

use crate::{
    login::{accounts, login},
    register::{register, registered},
    rig::{Rig, error_code, until, user_error},
};

const VERIFY: &str = "mutation($input: AccountEmailVerifyInput!) {
    accountEmailVerify(input: $input) { customer { id } userErrors { code field } }
}";
const ONCE_MORE: &str =
    "mutation { accountVerificationRequest { customer { id } userErrors { code } } }";
const FORGOTTEN: &str = "mutation($input: AccountPasswordResetRequestInput!) {
    accountPasswordResetRequest(input: $input) { accepted userErrors { code } warnings { code } }
}";
const RESET: &str = "mutation($input: AccountPasswordResetInput!) {
    accountPasswordReset(input: $input) { customer { id } userErrors { code field } }
}";
const ERASE: &str = "mutation($input: AccountEraseInput!) {
    accountErase(input: $input) { erased userErrors { code field } }
}";
const REFRESH: &str = "mutation($token: String!) {
    sessionRefresh(refreshToken: $token) { session { accessToken } userErrors { code } }
}";

const VERIFICATION: &str = "account.verification.requested.v1";
const RESET_REQUESTED: &str = "account.password.reset.requested.v1";

/// The tokens that were sent, oldest first; each event is held against its schema.
async fn tokens(rig: &Rig, kind: &str) -> Vec<String> {
    let events = rig.published(kind).await.into_iter();
    events
        .map(|event| event.data["token"].as_str().unwrap().to_owned())
        .collect()
}

async fn verify(rig: &Rig, token: &str) -> Value {
    rig.guest(VERIFY, json!({ "input": { "token": token } }))
        .await
}

async fn is_verified(rig: &Rig, id: CustomerId) -> Value {
    let answer = rig
        .customer(id, "{ viewer { emailVerified } }", json!({}))
        .await;
    answer["data"]["viewer"]["emailVerified"].clone()
}

async fn forgotten(rig: &Rig, email: &str) -> Value {
    rig.guest(FORGOTTEN, json!({ "input": { "email": email } }))
        .await
}

async fn reset(rig: &Rig, token: &str, password: &str) -> Value {
    let input = json!({ "token": token, "newPassword": password });
    rig.guest(RESET, json!({ "input": input })).await
}

/// Asks for a reset and waits for its token.
async fn reset_token(rig: &Rig, email: &str) -> String {
    forgotten(rig, email).await;
    let mut sent = Vec::new();
    until("the token is sent", async || {
        sent = tokens(rig, RESET_REQUESTED).await;
        !sent.is_empty()
    })
    .await;
    sent.pop().unwrap()
}

#[tokio::test]
async fn an_address_is_proved_by_what_was_sent_there() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    assert_eq!(is_verified(&rig, ada).await, false);
    let token = tokens(&rig, VERIFICATION).await.remove(0);
    for _ in 0..2 {
        let answer = verify(&rig, &token).await;
        let customer = &answer["data"]["accountEmailVerify"]["customer"]["id"];
        assert_eq!(*customer, ada.to_string(), "mail programs click, too");
    }
    assert_eq!(is_verified(&rig, ada).await, true);
    for bad in ["", "pmt_AAAA", &format!("{token}A")] {
        let refused = verify(&rig, bad).await;
        assert_eq!(
            user_error(&refused, "accountEmailVerify"),
            "MAIL_TOKEN_INVALID"
        );
    }
    let grace = registered(&rig, "grace@example.com").await;
    let hers = rig
        .customer(
            grace,
            "query($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { emailVerified } } }",
            json!({ "of": [{ "__typename": "Customer", "id": ada }] }),
        )
        .await;
    assert_eq!(error_code(&hers), "FORBIDDEN");
    rig.stop().await;
}

#[tokio::test]
async fn a_younger_token_replaces_the_older_and_there_is_a_limit() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    for _ in 0..4 {
        let sent = rig.customer(ada, ONCE_MORE, json!({})).await;
        assert_eq!(
            sent["data"]["accountVerificationRequest"]["userErrors"],
            json!([])
        );
    }
    let throttled = rig.customer(ada, ONCE_MORE, json!({})).await;
    assert_eq!(
        user_error(&throttled, "accountVerificationRequest"),
        "MAIL_THROTTLED"
    );
    let sent = tokens(&rig, VERIFICATION).await;
    assert_eq!(sent.len(), 5);
    for old in &sent[..4] {
        let refused = verify(&rig, old).await;
        assert_eq!(
            user_error(&refused, "accountEmailVerify"),
            "MAIL_TOKEN_INVALID"
        );
    }
    verify(&rig, &sent[4]).await;
    assert_eq!(is_verified(&rig, ada).await, true);
    // Who has proved the address is sent nothing more, and is told so by no error.
    let needless = rig.customer(ada, ONCE_MORE, json!({})).await;
    assert_eq!(
        needless["data"]["accountVerificationRequest"]["userErrors"],
        json!([])
    );
    assert_eq!(tokens(&rig, VERIFICATION).await.len(), 5);
    assert_eq!(
        error_code(&rig.guest(ONCE_MORE, json!({})).await),
        "UNAUTHENTICATED"
    );
    rig.stop().await;
}

#[tokio::test]
async fn asking_for_a_reset_tells_nothing_and_sends_one_mail_a_minute() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let known = forgotten(&rig, "Ada@Example.com").await;
    let unknown = forgotten(&rig, "nobody@example.com").await;
    assert_eq!(known, unknown);
    assert_eq!(
        known["data"]["accountPasswordResetRequest"]["accepted"],
        true
    );
    until("the token is sent", async || {
        tokens(&rig, RESET_REQUESTED).await.len() == 1
    })
    .await;
    forgotten(&rig, "ada@example.com").await;
    // Below the graph, where the time can be chosen.
    let accounts = accounts(&rig).await;
    let email = "ada@example.com".parse().unwrap();
    let later = Utc::now() + TimeDelta::minutes(2);
    accounts.answer_reset_requests(later).await.unwrap();
    assert_eq!(
        tokens(&rig, RESET_REQUESTED).await.len(),
        1,
        "within the minute"
    );
    accounts
        .request_password_reset(&email, later)
        .await
        .unwrap();
    accounts.answer_reset_requests(later).await.unwrap();
    until("the second is sent", async || {
        tokens(&rig, RESET_REQUESTED).await.len() == 2
    })
    .await;
    // Nothing is kept of an address that has no account, once it was looked up.
    let kept = kept_addresses(&rig).await;
    assert_eq!(kept, 0);
    accounts.sweep(later + TimeDelta::days(2)).await.unwrap();
    rig.stop().await;
}

async fn kept_addresses(rig: &Rig) -> i64 {
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let mut conn = rig.db().conn().await.unwrap();
    let row: Row = diesel::sql_query("SELECT count(email) FROM password_reset_requests")
        .get_result(&mut conn)
        .await
        .unwrap();
    row.count
}

#[tokio::test]
async fn a_reset_sets_the_password_once_and_logs_out_everywhere() {
    let rig = Rig::start().await;
    let session = register(&rig, "ada@example.com", "tide over basalt", "Ada").await;
    let session = &session["data"]["accountRegister"]["session"];
    let refresh_token = session["refreshToken"].as_str().unwrap();
    let id: CustomerId = session["customer"]["id"].as_str().unwrap().parse().unwrap();
    let token = reset_token(&rig, "ada@example.com").await;

    let refused = reset(&rig, &token, "short").await;
    assert_eq!(
        user_error(&refused, "accountPasswordReset"),
        "PASSWORD_TOO_SHORT"
    );
    // Of many at once one gets through, and the refusal before had not spent the token.
    let attempts = (0..4).map(|n| {
        let (rig, token) = (&rig, token.as_str());
        async move {
            (
                n,
                reset(rig, token, &format!("granite under sand {n}")).await,
            )
        }
    });
    let answers = futures::future::join_all(attempts).await;
    let won: Vec<_> = answers
        .iter()
        .filter(|(_, answer)| answer["data"]["accountPasswordReset"]["customer"].is_object())
        .collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    for (n, answer) in &answers {
        if *n != won[0].0 {
            assert_eq!(
                user_error(answer, "accountPasswordReset"),
                "MAIL_TOKEN_INVALID"
            );
        }
    }
    let password = format!("granite under sand {}", won[0].0);
    let old = login(&rig, "ada@example.com", "tide over basalt").await;
    assert_eq!(user_error(&old, "accountLogin"), "INVALID_CREDENTIALS");
    let new = login(&rig, "ada@example.com", &password).await;
    assert!(new["data"]["accountLogin"]["session"].is_object(), "{new}");
    let over = rig.guest(REFRESH, json!({ "token": refresh_token })).await;
    assert_eq!(user_error(&over, "sessionRefresh"), "REFRESH_TOKEN_INVALID");
    assert_eq!(is_verified(&rig, id).await, true, "the mail was read");
    rig.stop().await;
}

#[tokio::test]
async fn a_reset_token_expires_and_is_good_for_nothing_else() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let token = reset_token(&rig, "ada@example.com").await;
    let refused = verify(&rig, &token).await;
    assert_eq!(
        user_error(&refused, "accountEmailVerify"),
        "MAIL_TOKEN_INVALID"
    );
    let other = tokens(&rig, VERIFICATION).await.remove(0);
    let refused = reset(&rig, &other, "granite under sand").await;
    assert_eq!(
        user_error(&refused, "accountPasswordReset"),
        "MAIL_TOKEN_INVALID"
    );
    let accounts = accounts(&rig).await;
    let late = Utc::now().trunc_subsecs(6) + TimeDelta::minutes(61);
    let result = accounts
        .reset_password(&token, "granite under sand".into(), late)
        .await;
    assert!(
        matches!(
            result,
            Err(accounts::domain::password_reset::ResetError::TokenInvalid)
        ),
        "{result:?}"
    );
    assert_eq!(is_verified(&rig, ada).await, false);
    rig.stop().await;
}

#[tokio::test]
async fn an_erased_account_is_gone_and_the_others_are_told() {
    let rig = Rig::start().await;
    let ada = registered(&rig, "ada@example.com").await;
    let erase =
        |password: &str| rig.customer(ada, ERASE, json!({ "input": { "password": password } }));
    let refused = erase("granite under sand").await;
    assert_eq!(user_error(&refused, "accountErase"), "INVALID_CREDENTIALS");
    assert_eq!(refused["data"]["accountErase"]["erased"], false);
    let erased = erase("tide over basalt").await;
    assert_eq!(erased["data"]["accountErase"]["erased"], true);

    let events = rig.published("account.erased.v1").await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].data["customerId"], ada.to_string());
    let gone = login(&rig, "ada@example.com", "tide over basalt").await;
    assert_eq!(user_error(&gone, "accountLogin"), "INVALID_CREDENTIALS");
    let viewer = rig.customer(ada, "{ viewer { id } }", json!({})).await;
    assert_eq!(viewer["data"]["viewer"], Value::Null);
    // The address is free again.
    registered(&rig, "ada@example.com").await;
    rig.stop().await;
}
