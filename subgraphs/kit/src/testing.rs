//! What the tests of services reach into: the crate `subgraph-testing` builds on it.

use crate::db::Conn;
use crate::events::{Envelope, EnvelopeError, outbox, queue};
use diesel::QueryResult;

/// Queues an event for the service, as the bus would. The same one again is a second delivery.
pub async fn deliver(conn: &mut Conn, envelope: &Envelope) -> QueryResult<()> {
    let entry = queue::Entry::of(envelope, &envelope.to_json());
    queue::push(conn, &[entry]).await
}

/// How many events are queued and not handled yet.
pub async fn queued(conn: &mut Conn) -> QueryResult<i64> {
    queue::depth(conn).await
}

/// All that the service has said, oldest first, as far as its outbox remembers.
pub async fn said(conn: &mut Conn) -> QueryResult<Vec<Result<Envelope, EnvelopeError>>> {
    let bodies = outbox::all(conn).await?;
    Ok(bodies
        .iter()
        .map(|body| Envelope::parse(body.as_bytes()))
        .collect())
}
