//! Secrets by mail, and forgetting a customer.

use serde_json::{Value, json};
use subgraph_kit::id::CustomerId;

use crate::{
    handlers::{mails, rig_with_folder},
    rig::{Rig, until},
    shop::stored,
};

async fn token_issued(rig: &Rig, kind: &str, customer: CustomerId) {
    let data = json!({
        "customerId": customer, "email": "ada@example.com", "displayName": "Ada",
        "token": "pmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "expiresAt": "2030-01-01T00:00:00Z",
    });
    rig.hear(kind, &customer.to_string(), data).await;
}

#[tokio::test]
async fn a_secret_goes_to_the_mailbox_and_nowhere_else() {
    let (rig, folder) = rig_with_folder().await;
    let ada = CustomerId::new();
    for (kind, path) in [
        ("account.verification.requested.v1", "/account/verify"),
        (
            "account.password.reset.requested.v1",
            "/account/reset-password",
        ),
    ] {
        token_issued(&rig, kind, ada).await;
        let link = format!("https://shop.example{path}#token=3Dpmt_");
        until("the mail is there", async || {
            // Quoted-printable: an equals sign is written as =3D, a long line is folded.
            let unfolded = mails(folder.path())
                .into_iter()
                .map(|mail| mail.replace("=\r\n", ""));
            unfolded.into_iter().any(|mail| mail.contains(&link))
        })
        .await;
    }
    until("both are noted as sent", async || {
        let all = stored(rig.db()).await;
        all.len() == 2 && all.iter().all(|row| row["state"] == "sent")
    })
    .await;
    for row in stored(rig.db()).await {
        assert_eq!(row["customer_id"], Value::Null, "not in the inbox");
        assert_eq!(
            (&row["body_text"], &row["body_html"]),
            (&json!(""), &json!("")),
            "and forgotten"
        );
    }
    let query = "query($of: [_Any!]!) { _entities(representations: $of) { ... on Customer {
        unreadNotificationCount notifications(first: 5) { totalCount } } } }";
    let of = json!({ "of": [{ "__typename": "Customer", "id": ada }] });
    let inbox = rig.customer(ada, query, of).await;
    assert_eq!(
        inbox["data"]["_entities"][0],
        json!({ "unreadNotificationCount": 0, "notifications": { "totalCount": 0 } })
    );
    rig.stop().await;
}

#[tokio::test]
async fn who_is_erased_is_forgotten() {
    let (rig, _folder) = rig_with_folder().await;
    let (ada, grace) = (CustomerId::new(), CustomerId::new());
    for (customer, name) in [(ada, "Ada"), (grace, "Grace")] {
        let email = format!("{}@example.com", name.to_lowercase());
        let data = json!({ "customerId": customer, "email": email, "displayName": name });
        rig.hear("account.registered.v1", &customer.to_string(), data)
            .await;
    }
    token_issued(&rig, "account.password.reset.requested.v1", ada).await;
    until("all are written", async || {
        stored(rig.db()).await.len() == 3
    })
    .await;
    for _ in 0..2 {
        let data = json!({ "customerId": ada, "erasedAt": "2026-11-22T20:00:00Z" });
        rig.hear("account.erased.v1", &ada.to_string(), data).await;
    }
    rig.settle().await;
    let left = stored(rig.db()).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["email"], "grace@example.com");
    rig.stop().await;
}
