//! What comes by mail: the shop's mailbox folder holds it, as a mail server's would.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::client::Client;
use system_tests::poll::until;
use system_tests::shop::Shop;

const PATIENCE: Duration = Duration::from_secs(60);
const EMAIL: &str = "mary@example.com";
/// `pmt_` and 32 bytes in base64url.
const TOKEN_LENGTH: usize = 47;

/// Waits for a mail with this subject and takes the token out of it.
async fn mailed_token(shop: &Shop, subject: &str) -> String {
    let header = format!("Subject: {subject}");
    let find = async || {
        let mails = shop.mails_to(EMAIL).into_iter();
        // Quoted-printable: long lines are folded.
        let mut mails = mails.map(|mail| mail.replace("=\r\n", ""));
        let mail = mails.find(|mail| mail.contains(&header))?;
        let start = mail.find("pmt_")?;
        Some(mail[start..start + TOKEN_LENGTH].to_owned())
    };
    until(subject, PATIENCE, find).await
}

async fn login(client: &Client, password: &str) -> Value {
    let query = "mutation ($input: AccountLoginInput!) { accountLogin(input: $input) {
        session { accessToken } userErrors { code } } }";
    let input = json!({ "input": { "email": EMAIL, "password": password } });
    client.data(query, input).await["accountLogin"].clone()
}

#[tokio::test]
async fn an_address_is_proved_a_password_reset_and_an_account_erased() {
    let shop = Shop::start(&[]).await;
    let guest = shop.client();
    let register = "mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) {
        session { accessToken } userErrors { code } } }";
    let input = json!({ "input": { "email": EMAIL, "password": "on the connexion", "displayName": "Mary" } });
    let registered = guest.data(register, input).await;
    let token = registered["accountRegister"]["session"]["accessToken"]
        .as_str()
        .unwrap_or_else(|| panic!("{registered}"));
    let mary = guest.with_token(token);

    let verify = "mutation ($input: AccountEmailVerifyInput!) { accountEmailVerify(input: $input) {
        customer { displayName } userErrors { code } } }";
    let token = mailed_token(&shop, "Please confirm your e-mail address").await;
    let verified = guest
        .data(verify, json!({ "input": { "token": token } }))
        .await;
    assert_eq!(
        verified["accountEmailVerify"]["customer"]["displayName"],
        "Mary"
    );
    let viewer = mary.data("{ viewer { emailVerified } }", json!({})).await;
    assert_eq!(viewer["viewer"]["emailVerified"], true);

    let forgotten = "mutation ($input: AccountPasswordResetRequestInput!) {
        accountPasswordResetRequest(input: $input) { accepted } }";
    for email in [EMAIL, "nobody@example.com"] {
        let asked = guest
            .data(forgotten, json!({ "input": { "email": email } }))
            .await;
        assert_eq!(asked["accountPasswordResetRequest"]["accepted"], true);
    }
    let token = mailed_token(&shop, "Set a new password").await;
    assert!(shop.mails_to("nobody@example.com").is_empty());
    let reset =
        "mutation ($input: AccountPasswordResetInput!) { accountPasswordReset(input: $input) {
        customer { displayName } userErrors { code } } }";
    let input = json!({ "input": { "token": token, "newPassword": "of the sciences" } });
    let done = guest.data(reset, input.clone()).await;
    assert_eq!(done["accountPasswordReset"]["userErrors"], json!([]));
    let again = guest.data(reset, input).await;
    assert_eq!(
        again["accountPasswordReset"]["userErrors"][0]["code"],
        "MAIL_TOKEN_INVALID"
    );
    let old = login(&guest, "on the connexion").await;
    assert_eq!(old["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    let session = login(&guest, "of the sciences").await;
    let mary = guest.with_token(session["session"]["accessToken"].as_str().unwrap());

    let erase = "mutation ($input: AccountEraseInput!) { accountErase(input: $input) { erased } }";
    let erased = mary
        .data(erase, json!({ "input": { "password": "of the sciences" } }))
        .await;
    assert_eq!(erased["accountErase"]["erased"], true);
    let gone = login(&guest, "of the sciences").await;
    assert_eq!(gone["userErrors"][0]["code"], "INVALID_CREDENTIALS");
}
