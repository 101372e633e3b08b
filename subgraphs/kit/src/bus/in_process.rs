//! The transport of one process: an event is put into the queue table of each consumer's own database.

use super::{Connect, PublishError, Publisher};
use crate::db::{Conn, Db, DbError, in_transaction};
use crate::events::Consumer;
use crate::events::outbox::Outgoing;
use crate::events::queue::{self, Entry};
use crate::tasks::Tasks;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The in-process transport. One value is shared by all services of the process.
#[derive(Debug, Clone)]
pub struct InProcessBus(Arc<Registry>);

#[derive(Debug)]
struct Registry {
    /// Nothing goes out before all of these have connected.
    expected: BTreeSet<String>,
    consumers: Mutex<Vec<Arc<Consumer>>>,
}

impl InProcessBus {
    /// A bus between the services with these names: an event goes out when all of them have connected, so that none misses
    /// what another does at its start.
    pub fn new<N: Into<String>>(services: impl IntoIterator<Item = N>) -> Self {
        Self(Arc::new(Registry {
            expected: services.into_iter().map(Into::into).collect(),
            consumers: Mutex::new(Vec::new()),
        }))
    }
}

#[async_trait::async_trait]
#[allow(private_interfaces, reason = "only the kit connects")]
impl Connect for InProcessBus {
    async fn connect(&self, consumer: Arc<Consumer>, tasks: &Tasks) -> Arc<dyn Publisher> {
        queue::spawn_workers(&consumer, tasks);
        let registry = &self.0;
        let mut consumers = registry
            .consumers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // A service that was stopped and started again within the process takes its former place.
        consumers.retain(|other| other.name != consumer.name);
        consumers.push(consumer);
        drop(consumers);
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
#[allow(private_interfaces, reason = "only the kit publishes")]
impl Publisher for InProcessBus {
    async fn publish(&self, batch: &[Outgoing]) -> Vec<Result<(), PublishError>> {
        let consumers = self.0.consumers();
        if let Some(missing) = self.0.missing(&consumers) {
            return batch
                .iter()
                .map(|_| Err(PublishError::NoQueue(missing.clone())))
                .collect();
        }
        let mut results: Vec<Result<(), PublishError>> = batch
            .iter()
            .map(|event| routable(event, &consumers))
            .collect();
        for consumer in &consumers {
            deliver(consumer, batch, &mut results).await;
        }
        results
    }
}

impl Registry {
    fn consumers(&self) -> Vec<Arc<Consumer>> {
        self.consumers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn missing(&self, consumers: &[Arc<Consumer>]) -> Option<String> {
        let there = |name: &String| consumers.iter().any(|consumer| consumer.name == name);
        self.expected.iter().find(|name| !there(name)).cloned()
    }
}

fn hears(consumer: &Consumer, event: &Outgoing) -> bool {
    consumer.handlers.get(&event.event_type).is_some()
}

fn routable(event: &Outgoing, consumers: &[Arc<Consumer>]) -> Result<(), PublishError> {
    let heard = consumers.iter().any(|consumer| hears(consumer, event));
    if heard || !event.mandatory {
        Ok(())
    } else {
        Err(PublishError::Unroutable(event.event_type.clone()))
    }
}

/// Puts the batch's events that this consumer hears into its queue. One that is there already stays: when another
/// consumer's database was away, the whole event is published again.
async fn deliver(
    consumer: &Consumer,
    batch: &[Outgoing],
    results: &mut [Result<(), PublishError>],
) {
    let heard: Vec<usize> = (0..batch.len())
        .filter(|&at| hears(consumer, &batch[at]))
        .collect();
    if heard.is_empty() {
        return;
    }
    let entries: Vec<Entry> = heard
        .iter()
        .map(|&at| Entry::outgoing(&batch[at]))
        .collect();
    match store(&consumer.db, &entries).await {
        Ok(()) => consumer.queued.nudge(),
        Err(error) => {
            let error = Arc::new(error);
            for at in heard {
                results[at] = Err(PublishError::Unreachable(Arc::clone(&error).into()));
            }
        }
    }
}

async fn store(db: &Db, entries: &[Entry]) -> Result<(), DbError> {
    let mut conn = db.conn().await?;
    in_transaction(&mut conn, async |conn: &mut Conn| -> Result<(), DbError> {
        Ok(queue::push(conn, entries).await?)
    })
    .await
}
