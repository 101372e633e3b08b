//! Refresh tokens: rotation, reuse, revocation.

use accounts::domain::{
    refresh::RefreshError,
    session::{self, MAX_SESSIONS},
};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    login::{accounts, login},
    register::registered,
    rig::{Rig, user_error},
};

const REFRESH: &str = "mutation($token: String!) {
    sessionRefresh(refreshToken: $token) {
        session { accessToken refreshToken customer { id } }
        userErrors { code field }
    }
}";
const REVOKE: &str = "mutation($token: String!) {
    sessionRevoke(refreshToken: $token) { revoked userErrors { code } }
}";

async fn logged_in(rig: &Rig) -> String {
    let response = login(rig, "ada@example.com", "tide over basalt").await;
    text(&response["data"]["accountLogin"]["session"]["refreshToken"])
}

async fn refresh(rig: &Rig, token: &str) -> Value {
    rig.guest(REFRESH, json!({ "token": token })).await
}

fn next(response: &Value) -> String {
    text(&response["data"]["sessionRefresh"]["session"]["refreshToken"])
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a text: {value}"))
        .to_owned()
}

#[tokio::test]
async fn a_token_is_exchanged_for_the_next() {
    let rig = Rig::start().await;
    let id = registered(&rig, "ada@example.com").await;
    let first = logged_in(&rig).await;
    let response = refresh(&rig, &first).await;
    let session = &response["data"]["sessionRefresh"]["session"];
    assert_eq!(session["customer"]["id"], id.to_string());
    let second = next(&response);
    assert_ne!(second, first);
    assert_ne!(next(&refresh(&rig, &second).await), second);
    rig.stop().await;
}

#[tokio::test]
async fn parallel_tabs_get_the_same_next_token() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let first = logged_in(&rig).await;
    let responses = futures::future::join_all((0..8).map(|_| refresh(&rig, &first))).await;
    let tokens: std::collections::HashSet<String> = responses.iter().map(next).collect();
    assert_eq!(tokens.len(), 1, "the chain does not fork");
    let token = tokens.into_iter().next().unwrap();
    assert!(next(&refresh(&rig, &token).await).starts_with("prt_"));

    // The straggler is refused, and the session lives on.
    let late = refresh(&rig, &first).await;
    assert_eq!(user_error(&late, "sessionRefresh"), "REFRESH_TOKEN_INVALID");
    assert!(next(&refresh(&rig, &token).await).starts_with("prt_"));
    rig.stop().await;
}

#[tokio::test]
async fn a_spent_token_revokes_its_session_and_no_other() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let accounts = accounts(&rig).await;
    let (stolen, other) = (logged_in(&rig).await, logged_in(&rig).await);
    let now = Utc::now();
    let held = accounts
        .refresh(&stolen, now)
        .await
        .unwrap()
        .grant
        .refresh_token
        .reveal();

    let later = now + TimeDelta::seconds(31);
    let reused = accounts.refresh(&stolen, later).await;
    assert!(matches!(reused, Err(RefreshError::Invalid)), "{reused:?}");
    let held = accounts.refresh(&held, later).await;
    assert!(
        matches!(held, Err(RefreshError::Invalid)),
        "the whole family is revoked: {held:?}"
    );
    accounts.refresh(&other, later).await.unwrap();
    rig.stop().await;
}

#[tokio::test]
async fn tokens_and_sessions_expire() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let accounts = accounts(&rig).await;
    let idle = logged_in(&rig).await;
    let mut busy = logged_in(&rig).await;
    let start = Utc::now();
    let mut now = start;
    for _ in 0..7 {
        now += TimeDelta::days(25);
        busy = accounts
            .refresh(&busy, now)
            .await
            .unwrap()
            .grant
            .refresh_token
            .reveal();
    }
    let idle = accounts.refresh(&idle, start + TimeDelta::days(31)).await;
    assert!(matches!(idle, Err(RefreshError::Invalid)), "{idle:?}");
    // 180 days after the login it is over, however busy it was.
    let over = accounts.refresh(&busy, start + TimeDelta::days(181)).await;
    assert!(matches!(over, Err(RefreshError::Invalid)), "{over:?}");
    accounts.sweep(start + TimeDelta::days(400)).await.unwrap();
    let mut conn = rig.db().conn().await.unwrap();
    let digest = accounts::domain::refresh_token::RefreshToken::parse(&busy)
        .unwrap()
        .digest();
    let row = accounts::db::refresh_token::find(&mut conn, &digest)
        .await
        .unwrap();
    assert_eq!(row, None, "swept with its session");
    drop(conn);
    rig.stop().await;
}

#[tokio::test]
async fn logging_out_ends_one_session_or_all() {
    let rig = Rig::start().await;
    let id = registered(&rig, "ada@example.com").await;
    let (first, second) = (logged_in(&rig).await, logged_in(&rig).await);
    let revoked = |response: &Value, field: &str| response["data"][field]["revoked"].clone();

    let once = rig.guest(REVOKE, json!({ "token": first })).await;
    assert_eq!(revoked(&once, "sessionRevoke"), 1);
    let twice = rig.guest(REVOKE, json!({ "token": first })).await;
    assert_eq!(revoked(&twice, "sessionRevoke"), 0);
    let nonsense = rig.guest(REVOKE, json!({ "token": "nonsense" })).await;
    assert_eq!(revoked(&nonsense, "sessionRevoke"), 0);
    let gone = refresh(&rig, &first).await;
    assert_eq!(user_error(&gone, "sessionRefresh"), "REFRESH_TOKEN_INVALID");

    // The second login and the session of the registration.
    let all = "mutation { sessionRevokeAll { revoked } }";
    assert_eq!(
        revoked(&rig.customer(id, all, json!({})).await, "sessionRevokeAll"),
        2
    );
    let gone = refresh(&rig, &second).await;
    assert_eq!(user_error(&gone, "sessionRefresh"), "REFRESH_TOKEN_INVALID");
    let guest = rig.guest(all, json!({})).await;
    assert_eq!(crate::rig::error_code(&guest), "UNAUTHENTICATED");
    rig.stop().await;
}

#[tokio::test]
async fn too_many_sessions_displace_the_oldest() {
    let rig = Rig::start().await;
    let id = registered(&rig, "ada@example.com").await;
    let accounts = accounts(&rig).await;
    let now = Utc::now() + TimeDelta::seconds(1);
    let mut grants = Vec::new();
    for n in 0..=MAX_SESSIONS {
        let at = now + TimeDelta::milliseconds(i64::try_from(n).unwrap());
        let open = rig.db().transaction(async move |conn| {
            Ok::<_, accounts::domain::fault::Fault>(session::open(conn, id, at).await?)
        });
        grants.push(open.await.unwrap().refresh_token.reveal());
    }
    let at = now + TimeDelta::minutes(1);
    let oldest = accounts.refresh(&grants[0], at).await;
    assert!(matches!(oldest, Err(RefreshError::Invalid)), "{oldest:?}");
    accounts.refresh(&grants[1], at).await.unwrap();
    accounts.refresh(&grants[MAX_SESSIONS], at).await.unwrap();
    rig.stop().await;
}
