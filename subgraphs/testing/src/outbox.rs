//! What a service has said, and whether it may say that.

use std::collections::BTreeSet;

use chrono::Utc;
use serde_json::Value;
use subgraph_kit::db::Db;
use subgraph_kit::events::{Envelope, Message};
use uuid::Uuid;

use crate::repository;

/// All that is in the outbox, oldest first.
///
/// # Panics
/// When the database fails, or a row is no envelope.
pub async fn all(db: &Db) -> Vec<Envelope> {
    let mut conn = db.conn().await.expect("a connection");
    let said = subgraph_kit::testing::said(&mut conn).await;
    said.expect("an outbox")
        .into_iter()
        .map(|body| body.expect("an envelope"))
        .collect()
}

/// The events of a type in the outbox, oldest first, each held against its schema.
///
/// # Panics
/// As [`all`], and with what does not fit.
pub async fn published(db: &Db, kind: &str) -> Vec<Envelope> {
    let mut events = all(db).await;
    events.retain(|event| event.kind == kind);
    events.iter().for_each(check);
    events
}

/// Holds all that is in the outbox against the schemas; the types that are there.
///
/// # Panics
/// As [`published`].
pub async fn check_all(db: &Db) -> BTreeSet<String> {
    let events = all(db).await;
    events.iter().for_each(check);
    events.into_iter().map(|event| event.kind).collect()
}

/// Holds an event against `schema/events/<type>.json`.
///
/// # Panics
/// With what does not fit.
pub fn check(event: &Envelope) {
    let kind = &event.kind;
    let file = repository(&format!("schema/events/{kind}.json"));
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema is a JSON Schema");
    let faults: Vec<String> = validator
        .iter_errors(&event.data)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{kind}: {}: {faults:?}", event.data);
    assert_eq!(event.dataschema, format!("/schema/events/{kind}.json"));
}

/// An event as another service would have published it.
pub fn envelope(kind: &str, subject: &str, data: Value) -> Envelope {
    Envelope {
        specversion: "1.0".to_owned(),
        id: Uuid::now_v7(),
        source: "/portico/test".to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        time: Utc::now(),
        datacontenttype: "application/json".to_owned(),
        dataschema: format!("/schema/events/{kind}.json"),
        traceparent: None,
        data,
    }
}

/// Reads an event's data as its consumer does.
///
/// # Panics
/// When the data does not fit.
pub fn read<M: Message>(envelope: &Envelope) -> M {
    envelope.read::<M>().expect("the data fits").data
}
