//! Writes a notification, in the transaction in which its event is handled.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use subgraph_kit::{
    db::Conn,
    id::{CustomerId, NotificationId},
};
use uuid::Uuid;

use super::{kind::Kind, letter::Letter};
use crate::db::{self, delivery::PENDING, notification::NewNotification, recipient::RecipientRow};

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Whose inbox it goes into; a guest has none.
    pub customer_id: Option<CustomerId>,
    pub email: String,
    pub name: Option<String>,
}

/// Puts the message into the inbox and queues its e-mail. One message an event: when there is one
/// already, nothing happens.
pub async fn notify(
    conn: &mut Conn,
    event_id: Uuid,
    kind: Kind,
    to: &Addressee,
    letter: &Letter,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let content = letter.render();
    let row = NewNotification {
        id: NotificationId::new(),
        event_id,
        customer_id: to.customer_id.filter(|_| !kind.is_secret()),
        kind: kind.as_str().to_owned(),
        email: to.email.clone(),
        display_name: to.name.clone(),
        subject: content.subject,
        body_text: content.text,
        body_html: content.html,
        created_at: now,
        state: PENDING.to_owned(),
        next_attempt_at: now,
    };
    if !db::notification::insert(conn, &row).await? {
        tracing::debug!(event.id = %event_id, "there is a message of this event already");
    }
    Ok(())
}

/// Finds out whom to write to, given what an event says. What the event says wins over what
/// accounts told; `None` when neither has an address.
pub async fn addressee(
    conn: &mut Conn,
    customer_id: Option<CustomerId>,
    email: Option<String>,
) -> QueryResult<Option<Addressee>> {
    let known: Option<RecipientRow> = match customer_id {
        Some(id) => db::recipient::find(conn, id).await?,
        None => None,
    };
    let (known_email, name) = known.map(|row| (row.email, row.display_name)).unzip();
    Ok(email.or(known_email).map(|email| Addressee {
        customer_id,
        email,
        name,
    }))
}
