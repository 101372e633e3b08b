//! The delivery's states: pending, sent, failed.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use notifications::{
    domain::{
        kind::Kind,
        letter::{Block, Letter},
        notify::{Addressee, notify},
        retry::MAX_ATTEMPTS,
        service::Notifications,
    },
    mail::{Mail, MailError, Mailer},
};
use serde_json::Value;
use subgraph_kit::db::Db;

use crate::{
    handlers::rig_with_folder,
    shop::{stored, told},
};

/// A mail server that does what the address says, and counts.
#[derive(Default)]
struct Server {
    calls: AtomicUsize,
}

#[async_trait]
impl Mailer for Server {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        match mail.to.split('@').next() {
            Some("away") => Err(MailError::NotNow("connection refused".into())),
            Some("unknown") => Err(MailError::Refused("no such user here".into())),
            _ => Ok(()),
        }
    }
}

/// Delivery as such: a clock and a server of the test's, beside the running service's database.
struct Office {
    notifications: Notifications,
    server: Arc<Server>,
}

impl Office {
    fn new(db: &Db) -> Self {
        let server = Arc::new(Server::default());
        let notifications = Notifications {
            db: db.clone(),
            mailer: server.clone(),
        };
        Self {
            notifications,
            server,
        }
    }

    fn calls(&self) -> usize {
        self.server.calls.load(Ordering::Relaxed)
    }
}

/// A time so far ahead that the service's own rounds, by the real clock, find nothing due.
fn future() -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(30)
}

async fn write(db: &Db, email: &str, at: DateTime<Utc>) {
    let to = Addressee {
        customer_id: None,
        email: email.to_owned(),
        name: None,
    };
    let letter = Letter {
        subject: "Hello".to_owned(),
        name: None,
        blocks: vec![Block::Paragraph("Good news.".to_owned())],
    };
    let event = subgraph_kit::uuid::Uuid::now_v7();
    let mut conn = db.conn().await.unwrap();
    notify(&mut conn, event, Kind::OrderConfirmed, &to, &letter, at)
        .await
        .unwrap();
}

async fn only(db: &Db) -> Value {
    let mut rows = stored(db).await;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again_and_then_given_up() {
    let (rig, _folder) = rig_with_folder().await;
    let office = Office::new(rig.db());
    let mut now = future();
    write(rig.db(), "away@example.com", now).await;
    for attempt in 1..=MAX_ATTEMPTS {
        assert_eq!(office.notifications.deliver_due(now).await.unwrap(), 0);
        let row = only(rig.db()).await;
        assert_eq!(row["attempts"], attempt);
        assert_eq!(
            row["last_error"],
            "the mail could not be handed over: connection refused"
        );
        // Nothing happens before its time.
        office
            .notifications
            .deliver_due(now + TimeDelta::seconds(29))
            .await
            .unwrap();
        assert_eq!(only(rig.db()).await["attempts"], attempt);
        let expected = if attempt < MAX_ATTEMPTS {
            "pending"
        } else {
            "failed"
        };
        assert_eq!(row["state"], expected, "after {attempt}");
        now += TimeDelta::hours(4);
    }
    office
        .notifications
        .deliver_due(now + TimeDelta::days(9))
        .await
        .unwrap();
    assert_eq!(office.calls(), usize::try_from(MAX_ATTEMPTS).unwrap());
    assert!(told(rig.db()).await.is_empty());
    rig.stop().await;
}

#[tokio::test]
async fn what_is_refused_is_not_tried_again() {
    let (rig, _folder) = rig_with_folder().await;
    let office = Office::new(rig.db());
    let now = future();
    write(rig.db(), "unknown@example.com", now).await;
    office.notifications.deliver_due(now).await.unwrap();
    office
        .notifications
        .deliver_due(now + TimeDelta::days(9))
        .await
        .unwrap();
    let row = only(rig.db()).await;
    assert_eq!(row["state"], "failed");
    assert_eq!(row["last_error"], "the mail was refused: no such user here");
    assert_eq!(office.calls(), 1);
    rig.stop().await;
}

#[tokio::test]
async fn a_server_that_is_away_is_not_asked_for_every_mail() {
    let (rig, _folder) = rig_with_folder().await;
    let office = Office::new(rig.db());
    let now = future();
    for _ in 0..20 {
        write(rig.db(), "away@example.com", now).await;
    }
    office.notifications.deliver_due(now).await.unwrap();
    assert_eq!(office.calls(), 4);
    rig.stop().await;
}

#[tokio::test]
async fn many_deliverers_send_each_mail_once() {
    let (rig, _folder) = rig_with_folder().await;
    let office = Office::new(rig.db());
    let now = future();
    for n in 0..50 {
        write(rig.db(), &format!("reader{n}@example.com"), now).await;
    }
    let rounds = (0..4).map(|_| office.notifications.deliver_due(now));
    let sent = futures::future::try_join_all(rounds).await.unwrap();
    assert_eq!(sent.iter().sum::<usize>(), 50);
    assert_eq!(office.calls(), 50);
    assert_eq!(told(rig.db()).await.len(), 50);
    rig.stop().await;
}

#[tokio::test]
async fn a_mail_left_half_way_is_taken_again_when_its_lease_ends() {
    let (rig, _folder) = rig_with_folder().await;
    let office = Office::new(rig.db());
    let now = future();
    write(rig.db(), "ada@example.com", now).await;
    // Somebody takes it and dies.
    let lease = now + TimeDelta::minutes(15);
    let mut conn = rig.db().conn().await.unwrap();
    let taken = notifications::db::delivery::take_due(&mut conn, now, lease, 9)
        .await
        .unwrap();
    drop(conn);
    assert_eq!(taken.len(), 1);
    assert_eq!(
        office.notifications.deliver_due(now).await.unwrap(),
        0,
        "it is leased"
    );
    assert_eq!(office.notifications.deliver_due(lease).await.unwrap(), 1);
    assert_eq!(only(rig.db()).await["state"], "sent");
    rig.stop().await;
}
