//! How events travel from outboxes to consumers: one trait, two transports with the same delivery rules.
//!
//! At least once, a queue per consumer, in order per subject, retries and dead letters as
//! [`RetryPolicy`](crate::events::RetryPolicy) says. *Confirmed* means stored where a `kill -9` loses nothing.

mod amqp;
mod config;
mod in_process;

pub use self::amqp::{AmqpBus, AmqpConfig};
pub use self::config::{BusConfig, BusUrl};
pub use self::in_process::InProcessBus;

use crate::events::Consumer;
use crate::events::outbox::Outgoing;
use crate::tasks::Tasks;
use std::sync::Arc;

/// A transport: [`InProcessBus`] or [`AmqpBus`].
pub trait Bus: Connect + std::fmt::Debug {}

impl<B: Connect + std::fmt::Debug> Bus for B {}

/// An event could not be brought to its consumers; it stays in the outbox.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The transport is out of reach.
    #[error("the bus is out of reach")]
    Unreachable(#[source] crate::events::BoxError),
    /// A consumer that must hear everything has no queue yet.
    #[error("the queue of {0} is not there yet")]
    NoQueue(String),
    /// No queue takes an event that somebody must hear.
    #[error("no consumer hears {0}")]
    Unroutable(String),
    /// The broker refused to store it.
    #[error("the broker refused the event")]
    Refused,
    /// The broker did not confirm in time.
    #[error("the broker did not confirm in time")]
    Timeout,
}

impl PublishError {
    /// Whether it is this one event that cannot be brought out, while others can.
    pub(crate) fn is_of_the_event(&self) -> bool {
        match self {
            Self::Unroutable(_) | Self::Refused => true,
            Self::Unreachable(_) | Self::NoQueue(_) | Self::Timeout => false,
        }
    }
}

/// The half of a transport that the relay uses.
#[async_trait::async_trait]
#[doc(hidden)]
pub trait Publisher: Send + Sync {
    /// Publishes a batch, in order; a result for each.
    #[allow(private_interfaces, reason = "only the kit publishes")]
    async fn publish(&self, batch: &[Outgoing]) -> Vec<Result<(), PublishError>>;
}

/// The half of a transport that a service's start uses.
#[async_trait::async_trait]
#[doc(hidden)]
pub trait Connect: Send + Sync {
    /// Makes the consumer's queue, starts what fills it, and gives the way out. Does not wait for a broker: a service
    /// starts without it.
    #[allow(private_interfaces, reason = "only the kit connects")]
    async fn connect(&self, consumer: Arc<Consumer>, tasks: &Tasks) -> Arc<dyn Publisher>;
}
