//! What notifications tells the others. Today nobody must hear it.

use serde::{Deserialize, Serialize};
use subgraph_kit::{
    events::{Audience, Event, Message},
    id::{CustomerId, NotificationId},
};

/// `notification.sent.v1`: a message left the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationSent {
    pub notification_id: NotificationId,
    /// Absent for a guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// See [`Kind::as_str`](crate::domain::kind::Kind::as_str).
    pub kind: String,
    pub channel: Channel,
}

/// The way a message took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    Email,
}

impl Message for NotificationSent {
    const TYPE: &'static str = "notification.sent.v1";
}

impl Event for NotificationSent {
    const SOURCE: &'static str = "notifications";
    const AUDIENCE: Audience = Audience::Anyone;

    fn subject(&self) -> String {
        self.notification_id.to_string()
    }
}
