//! The envelope: CloudEvents 1.0, structured JSON.

use super::{Event, Message, Received};
use crate::telemetry::TraceContext;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// An event as it travels: `{specversion, id, source, type, subject, time, datacontenttype, dataschema, traceparent?, data}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Always `1.0`.
    pub specversion: String,
    /// Unique over all services; the inbox knows events by it.
    pub id: Uuid,
    /// `/portico/<service>`.
    pub source: String,
    /// The event's type, which is also its routing key.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id of what it is about.
    pub subject: String,
    /// When it happened, with microseconds.
    #[serde(serialize_with = "write_time")]
    pub time: DateTime<Utc>,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// Where the data's JSON Schema is, relative to the repository.
    pub dataschema: String,
    /// The trace it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// What it says.
    pub data: Value,
}

/// A body that is no event of ours: it can never be handled.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// No CloudEvents envelope.
    #[error("not a CloudEvents envelope")]
    Malformed(#[source] serde_json::Error),
    /// An envelope of another version of CloudEvents.
    #[error("CloudEvents {0} is not understood")]
    Version(String),
    /// The data is not what the type promises.
    #[error("the data does not fit {kind}")]
    Data {
        /// The event's type.
        kind: &'static str,
        /// What does not fit.
        #[source]
        source: serde_json::Error,
    },
}

fn write_time<S: serde::Serializer>(
    time: &DateTime<Utc>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
}

impl Envelope {
    /// A new event.
    ///
    /// # Panics
    /// When the event does not serialise, which is a fault of its type.
    pub fn of<E: Event>(event: &E) -> Self {
        Self {
            specversion: "1.0".to_owned(),
            id: Uuid::now_v7(),
            source: format!("/portico/{}", E::SOURCE),
            kind: E::TYPE.to_owned(),
            subject: event.subject(),
            time: Utc::now(),
            datacontenttype: "application/json".to_owned(),
            dataschema: format!("/schema/events/{}.json", E::TYPE),
            traceparent: TraceContext::current().map(|trace| trace.child().to_string()),
            data: serde_json::to_value(event).expect("event types serialise to JSON"),
        }
    }

    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, EnvelopeError> {
        let envelope: Self = serde_json::from_slice(body).map_err(EnvelopeError::Malformed)?;
        if envelope.specversion == "1.0" {
            Ok(envelope)
        } else {
            Err(EnvelopeError::Version(envelope.specversion))
        }
    }

    /// The body.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("an envelope is always JSON")
    }

    /// The data as a consumer reads it.
    pub fn read<M: Message>(&self) -> Result<Received<M>, EnvelopeError> {
        let data = M::deserialize(&self.data).map_err(|source| EnvelopeError::Data {
            kind: M::TYPE,
            source,
        })?;
        Ok(Received {
            id: self.id,
            time: self.time,
            subject: self.subject.clone(),
            data,
        })
    }

    /// The trace it belongs to; a new one when it has none.
    pub fn trace(&self) -> TraceContext {
        self.traceparent
            .as_deref()
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }
}
