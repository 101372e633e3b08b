//! What a service says and hears, typed.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// An event's data as a consumer reads it. Each service has its own type with the fields it needs: unknown fields are
/// ignored, so that a publisher may add some.
pub trait Message: DeserializeOwned + Send + 'static {
    /// `<aggregate>.<fact>.v<N>` or `command.<aggregate>.<verb>.v<N>`; also the routing key.
    const TYPE: &'static str;
}

/// An event as its publisher writes it. Serialises to exactly what the catalogue and `schema/events/<type>.json` say.
pub trait Event: Message + Serialize + Sync {
    /// The service that publishes it.
    const SOURCE: &'static str;

    /// Whether somebody must be there to hear it.
    const AUDIENCE: Audience = Audience::Expected;

    /// The id of what it is about. Events of one subject are handled by each consumer in the order they were queued.
    fn subject(&self) -> String;
}

/// Whether an event without a consumer is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A queue must take it; until then it stays in the outbox. For commands, replies and facts that views live on.
    Expected,
    /// Nobody may be interested, today. It is published, and gone if no queue takes it.
    Anyone,
}

/// An event that has arrived.
#[derive(Debug, Clone)]
pub struct Received<M> {
    /// The event's id, the same at each delivery.
    pub id: Uuid,
    /// When it happened, by the publisher's clock. Of two events about one subject the later one is newer: a view keeps
    /// this and ignores what is older.
    pub time: DateTime<Utc>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub data: M,
}
