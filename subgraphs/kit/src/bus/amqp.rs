//! The transport over RabbitMQ.
//!
//! Exchange `portico.events` (topic). For each consumer a quorum queue `portico.<service>`, whose dead letters (messages the
//! broker gave up delivering) go through the exchange `portico.dead` to `portico.<service>.dead` and from there into the
//! service's table of dead letters, where all others are. What fails in a handler is parked in the service's own queue
//! table, so that a retry neither blocks the queue behind it nor counts as a delivery.

mod connection;
mod consume;
mod publish;
mod topology;

use self::topology::Names;
use super::{Connect, Publisher};
use crate::events::{Consumer, queue};
use crate::tasks::Tasks;
use std::sync::Arc;
use std::time::Duration;

/// Settings of the transport.
#[derive(Clone)]
pub struct AmqpConfig {
    /// `amqp://user:password@host:port/vhost`.
    pub url: String,
    /// Put in front of every exchange and queue.
    pub namespace: String,
    /// Services whose queues must be there before an event goes out.
    pub consumers: Vec<String>,
    /// Longest wait for a batch's confirms, 10 s by default.
    pub confirm_timeout: Duration,
    /// Deliveries in flight to one service, 32 by default. Small, because a crash hands them all out again, and quorum
    /// queues count that against each.
    pub prefetch: u16,
    /// Longest wait between two attempts to connect, 5 s by default.
    pub longest_reconnect: Duration,
}

impl Default for AmqpConfig {
    fn default() -> Self {
        Self {
            url: "amqp://127.0.0.1:5672/%2f".to_owned(),
            namespace: String::new(),
            consumers: Vec::new(),
            confirm_timeout: Duration::from_secs(10),
            prefetch: 32,
            longest_reconnect: Duration::from_secs(5),
        }
    }
}

impl std::fmt::Debug for AmqpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the URL, which holds the password.
        f.debug_struct("AmqpConfig")
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

/// The AMQP transport. Each service that connects has a connection to publish and one to consume.
#[derive(Debug, Clone)]
pub struct AmqpBus(Arc<AmqpConfig>);

impl AmqpBus {
    /// A bus over the broker that `config` names.
    pub fn new(config: AmqpConfig) -> Self {
        Self(Arc::new(config))
    }
}

#[async_trait::async_trait]
#[allow(private_interfaces, reason = "only the kit connects")]
impl Connect for AmqpBus {
    async fn connect(&self, consumer: Arc<Consumer>, tasks: &Tasks) -> Arc<dyn Publisher> {
        queue::spawn_workers(&consumer, tasks);
        let names = Names::new(&self.0.namespace, consumer.name);
        let publisher = publish::AmqpPublisher::new(Arc::clone(&self.0), consumer.name);
        consume::spawn(Arc::clone(&self.0), names, consumer, tasks);
        Arc::new(publisher)
    }
}
