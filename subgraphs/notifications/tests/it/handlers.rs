//! From events to messages, and into the mailbox folder.

use std::path::Path;

use subgraph_kit::id::{CheckoutId, CustomerId};
use tempfile::TempDir;

use crate::{
    rig::{Rig, until},
    shop::{confirmed, failed, registered, say, say_all_again, stored, submitted, under_way},
};

pub(crate) async fn rig_with_folder() -> (Rig, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mailbox = folder.path().join("mailbox");
    let settings = [
        ("PORTICO_MAILBOX", mailbox.to_str().unwrap()),
        ("PORTICO_SHOP_URL", "https://shop.example"),
    ];
    (Rig::start_with(&settings).await, folder)
}

/// The mails in the folder, in no order.
pub(crate) fn mails(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("mailbox")) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mails = paths.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
    mails
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[tokio::test]
async fn each_event_becomes_a_message_and_a_mail() {
    let (rig, folder) = rig_with_folder().await;
    let ada = CustomerId::new();
    say(rig.db(), registered(ada, "Ada")).await;
    until("the welcome", || async {
        stored(rig.db()).await.len() == 1
    })
    .await;
    say(rig.db(), confirmed(Some(ada), "ada@home.example")).await;
    let checkout = CheckoutId::new();
    say(rig.db(), submitted(checkout, Some(ada))).await;
    say(rig.db(), failed(checkout)).await;
    until("all are sent", || async {
        let all = stored(rig.db()).await;
        all.len() == 3 && all.iter().all(|row| row["state"] == "sent")
    })
    .await;

    let all = stored(rig.db()).await;
    let by_kind = |kind: &str| all.iter().find(|row| row["kind"] == kind).unwrap();
    let order = by_kind("ORDER_CONFIRMED");
    assert_eq!(
        order["email"], "ada@home.example",
        "the order's own address wins"
    );
    assert_eq!(order["display_name"], "Ada");
    assert_eq!(order["subject"], "Your order P-100042 is confirmed");
    assert!(
        order["body_text"]
            .as_str()
            .unwrap()
            .contains("https://shop.example/orders/ord_")
    );
    let failure = by_kind("CHECKOUT_FAILED");
    assert_eq!(failure["email"], "ada@example.com", "as accounts told");
    assert_eq!(failure["subject"], "Your payment was declined");

    let mails = mails(folder.path());
    assert_eq!(mails.len(), 3);
    let mail = mails
        .iter()
        .find(|mail| mail.contains("Subject: Your order"))
        .unwrap();
    assert!(mail.contains("To: Ada <ada@home.example>"), "{mail}");
    assert!(
        mail.contains("From: Portico <shop@portico.example>"),
        "{mail}"
    );
    let id = order["id"].as_str().unwrap().parse().unwrap();
    let id = subgraph_kit::id::NotificationId::from_uuid(id);
    assert!(
        mail.contains(&format!("Message-ID: <{id}@portico.example>")),
        "{mail}"
    );
    assert!(mail.contains("multipart/alternative"), "{mail}");
    rig.stop().await;
}

#[tokio::test]
async fn a_second_delivery_has_no_effect() {
    let (rig, folder) = rig_with_folder().await;
    say(rig.db(), registered(CustomerId::new(), "Ada")).await;
    say(rig.db(), confirmed(None, "guest@example.com")).await;
    let quiet = || async {
        under_way(rig.db()).await.is_empty()
            && stored(rig.db())
                .await
                .iter()
                .all(|row| row["state"] == "sent")
            && stored(rig.db()).await.len() >= 2
    };
    until("all is delivered", quiet).await;
    for _ in 0..3 {
        say_all_again(rig.db()).await;
        until("all is delivered again", quiet).await;
    }
    assert_eq!(stored(rig.db()).await.len(), 2);
    assert_eq!(mails(folder.path()).len(), 2);
    rig.stop().await;
}

#[tokio::test]
async fn a_failed_checkout_of_nobody_known_is_no_message() {
    let (rig, _folder) = rig_with_folder().await;
    let (of_a_guest, of_a_stranger) = (CheckoutId::new(), CheckoutId::new());
    say(rig.db(), submitted(of_a_guest, None)).await;
    say(rig.db(), failed(of_a_guest)).await;
    say(rig.db(), submitted(of_a_stranger, Some(CustomerId::new()))).await;
    say(rig.db(), failed(of_a_stranger)).await;
    // Who has no account is reached by the address they gave.
    let mut with_address = failed(CheckoutId::new());
    with_address.0["email"] = "guest@example.com".into();
    say(rig.db(), with_address).await;
    until("the guest is told", || async {
        stored(rig.db()).await.len() == 1
    })
    .await;
    until("all is handled", || async {
        under_way(rig.db()).await.is_empty()
    })
    .await;
    let all = stored(rig.db()).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["email"], "guest@example.com");
    rig.stop().await;
}
