//! Logging in with a password.

use accounts::domain::{
    hashing::{Hashing, HashingLimits},
    key_ring::KeyRing,
    login::LoginError,
    service::Accounts,
};
use chrono::{SubsecRound, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    register::registered,
    rig::{Rig, user_error},
};

const LOGIN: &str = "mutation($input: AccountLoginInput!) {
    accountLogin(input: $input) {
        session { accessToken refreshToken customer { id } }
        userErrors { code field message }
    }
}";

pub(crate) async fn login(rig: &Rig, email: &str, password: &str) -> Value {
    let input = json!({ "email": email, "password": password });
    rig.guest(LOGIN, json!({ "input": input })).await
}

/// Accounts below the graph, where the time can be chosen.
pub(crate) async fn accounts(rig: &Rig) -> Accounts {
    let accounts = Accounts {
        db: rig.db().clone(),
        hashing: Hashing::new(HashingLimits::default()),
        keys: KeyRing::default(),
    };
    accounts.rotate_keys(Utc::now()).await.unwrap();
    accounts
}

#[tokio::test]
async fn the_right_password_logs_in() {
    let rig = Rig::start().await;
    let id = registered(&rig, "ada@example.com").await;
    let response = login(&rig, "Ada@Example.com", "tide over basalt").await;
    let session = &response["data"]["accountLogin"]["session"];
    assert_eq!(session["customer"]["id"], id.to_string());
    rig.stop().await;
}

#[tokio::test]
async fn a_stranger_learns_nothing() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let wrong = login(&rig, "ada@example.com", "granite under sand").await;
    let unknown = login(&rig, "nobody@example.com", "granite under sand").await;
    let endless = login(&rig, "ada@example.com", &"x".repeat(300)).await;
    assert_eq!(user_error(&wrong, "accountLogin"), "INVALID_CREDENTIALS");
    assert_eq!(wrong, unknown);
    assert_eq!(wrong, endless);
    rig.stop().await;
}

#[tokio::test]
async fn guessing_is_slowed_down_for_known_and_unknown_alike() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let accounts = accounts(&rig).await;
    let now = Utc::now();
    for email in ["ada@example.com", "nobody@example.com"] {
        let email = email.parse().unwrap();
        // All at once: attempts are counted before the password is looked at.
        let guesses = (0..10).map(|_| accounts.login(&email, "granite under sand".into(), now));
        let results = futures::future::join_all(guesses).await;
        let wrong = results
            .iter()
            .filter(|r| matches!(r, Err(LoginError::WrongCredentials)));
        let throttled = results
            .iter()
            .filter(|r| matches!(r, Err(LoginError::Throttled { .. })));
        assert_eq!(
            (wrong.count(), throttled.count()),
            (5, 5),
            "{email}: {results:?}"
        );
    }
    // Within the second that the first wait lasts, or a little later: throttled or wrong, no more.
    let response = login(&rig, "ada@example.com", "granite under sand").await;
    let code = user_error(&response, "accountLogin");
    assert!(
        ["LOGIN_THROTTLED", "INVALID_CREDENTIALS"].contains(&code),
        "{code}"
    );
    rig.stop().await;
}

#[tokio::test]
async fn the_wait_grows_and_ends() {
    let rig = Rig::start().await;
    registered(&rig, "ada@example.com").await;
    let accounts = accounts(&rig).await;
    let email = "ada@example.com".parse().unwrap();
    let guess = |now| accounts.login(&email, "granite under sand".into(), now);
    // PostgreSQL keeps microseconds.
    let mut now = Utc::now().trunc_subsecs(6);
    for attempt in 1..=9 {
        let first = guess(now).await;
        assert!(
            matches!(first, Err(LoginError::WrongCredentials)),
            "{attempt}: {first:?}"
        );
        if attempt < 5 {
            continue;
        }
        // Too early, again and again: neither counted nor prolonged.
        for _ in 0..3 {
            let early = guess(now).await;
            let wait = TimeDelta::seconds(1 << (attempt - 5));
            let Err(LoginError::Throttled { retry_after }) = early else {
                panic!("{attempt}: {early:?}");
            };
            assert_eq!(retry_after, wait);
        }
        now += TimeDelta::seconds(1 << (attempt - 5));
    }
    // The owner gets in, and then has their free attempts again.
    accounts
        .login(&email, "tide over basalt".into(), now)
        .await
        .unwrap();
    for _ in 0..4 {
        assert!(matches!(
            guess(now).await,
            Err(LoginError::WrongCredentials)
        ));
    }
    rig.stop().await;
}

#[tokio::test]
async fn old_attempts_are_forgotten_and_swept() {
    let rig = Rig::start().await;
    let accounts = accounts(&rig).await;
    let email = "nobody@example.com".parse().unwrap();
    let now = Utc::now();
    for minute in 0..12 {
        let at = now + TimeDelta::minutes(minute * 20);
        let _ = accounts
            .login(&email, "granite under sand".into(), at)
            .await;
    }
    let later = now + TimeDelta::hours(6);
    for _ in 0..5 {
        let wrong = accounts
            .login(&email, "granite under sand".into(), later)
            .await;
        assert!(matches!(wrong, Err(LoginError::WrongCredentials)));
    }
    accounts.sweep(later + TimeDelta::hours(2)).await.unwrap();
    let email_hash = accounts::domain::email::Email::from(&email).digest();
    let mut conn = rig.db().conn().await.unwrap();
    let row = accounts::db::login_attempt::lock(&mut conn, &email_hash)
        .await
        .unwrap();
    assert_eq!(row, None);
    drop(conn);
    rig.stop().await;
}
