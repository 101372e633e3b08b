//! Publishing: pipelined, confirmed, mandatory.

use super::topology::{self, Names};
use super::{AmqpConfig, connection};
use crate::bus::{PublishError, Publisher};
use crate::events::outbox::Outgoing;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Confirmation, Connection, PublisherConfirm};
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// AMQP's number for a message that outlives a restart of the broker.
const PERSISTENT: u8 = 2;

/// One service's way out. Connects when first used, and anew after a failure.
pub(super) struct AmqpPublisher {
    config: Arc<AmqpConfig>,
    service: &'static str,
    names: Names,
    /// The relay publishes one batch at a time; the lock only keeps the type honest.
    open: Mutex<Option<Open>>,
}

struct Open {
    // Held: the channel ends with it.
    _connection: Connection,
    channel: Channel,
}

impl AmqpPublisher {
    pub(super) fn new(config: Arc<AmqpConfig>, service: &'static str) -> Self {
        let names = Names::new(&config.namespace, service);
        Self {
            config,
            service,
            names,
            open: Mutex::new(None),
        }
    }

    async fn connect(&self) -> Result<Open, PublishError> {
        let connection = connection::connect(&self.config, &format!("{} publishes", self.service))
            .await
            .map_err(unreachable_bus)?;
        self.require_consumers(&connection).await?;
        let channel = connection.create_channel().await.map_err(unreachable_bus)?;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await
            .map_err(unreachable_bus)?;
        topology::declare_exchange(&channel, &self.names)
            .await
            .map_err(unreachable_bus)?;
        Ok(Open {
            _connection: connection,
            channel,
        })
    }

    /// Asks for each expected consumer's queue of dead letters, which is declared last. A queue that is missing costs the
    /// channel, hence one for each question.
    async fn require_consumers(&self, connection: &Connection) -> Result<(), PublishError> {
        for consumer in &self.config.consumers {
            let name = Names::new(&self.config.namespace, consumer).dead_queue;
            let channel = connection.create_channel().await.map_err(unreachable_bus)?;
            let options = QueueDeclareOptions {
                passive: true,
                ..QueueDeclareOptions::default()
            };
            channel
                .queue_declare(name.into(), options, FieldTable::default())
                .await
                .map_err(|_| PublishError::NoQueue(consumer.clone()))?;
        }
        Ok(())
    }

    async fn send(&self, open: &Open, event: &Outgoing) -> Result<PublisherConfirm, lapin::Error> {
        let options = BasicPublishOptions {
            mandatory: event.mandatory,
            ..BasicPublishOptions::default()
        };
        let properties = BasicProperties::default()
            .with_delivery_mode(PERSISTENT)
            .with_content_type("application/cloudevents+json".into())
            .with_message_id(event.event_id.to_string().into())
            .with_type(event.event_type.as_str().into());
        let (exchange, key) = (
            self.names.events.as_str().into(),
            event.event_type.as_str().into(),
        );
        open.channel
            .basic_publish(
                exchange,
                key,
                options,
                event.envelope.as_bytes(),
                properties,
            )
            .await
    }

    /// Sends all, then awaits all confirms against one deadline.
    async fn send_all(&self, open: &Open, batch: &[Outgoing]) -> Vec<Result<(), PublishError>> {
        let deadline = Instant::now() + self.config.confirm_timeout;
        let mut sent = Vec::with_capacity(batch.len());
        for event in batch {
            let confirm = tokio::time::timeout_at(deadline, self.send(open, event)).await;
            sent.push(confirm);
        }
        let mut results = Vec::with_capacity(batch.len());
        for (event, sent) in batch.iter().zip(sent) {
            let confirm = match sent {
                Ok(Ok(confirm)) => tokio::time::timeout_at(deadline, confirm).await,
                Ok(Err(error)) => Ok(Err(error)),
                Err(elapsed) => Err(elapsed),
            };
            results.push(match confirm {
                Ok(Ok(confirmation)) => accepted(event, confirmation),
                Ok(Err(error)) => Err(unreachable_bus(error)),
                Err(_) => Err(PublishError::Timeout),
            });
        }
        results
    }
}

fn accepted(event: &Outgoing, confirmation: Confirmation) -> Result<(), PublishError> {
    match confirmation {
        Confirmation::Ack(None) => Ok(()),
        // Confirmed and returned: the broker did its duty, nobody has the message.
        Confirmation::Ack(Some(_)) => Err(PublishError::Unroutable(event.event_type.clone())),
        Confirmation::Nack(_) | Confirmation::NotRequested => Err(PublishError::Refused),
    }
}

fn unreachable_bus(error: impl std::error::Error + Send + Sync + 'static) -> PublishError {
    PublishError::Unreachable(Box::new(error))
}

#[async_trait::async_trait]
#[allow(private_interfaces, reason = "only the kit publishes")]
impl Publisher for AmqpPublisher {
    async fn publish(&self, batch: &[Outgoing]) -> Vec<Result<(), PublishError>> {
        let mut slot = self.open.lock().await;
        let open = match slot.take() {
            Some(open) => open,
            None => match self.connect().await {
                Ok(open) => open,
                Err(error) => return fail_all(batch, error),
            },
        };
        let results = self.send_all(&open, batch).await;
        let usable = !results.iter().any(|result| {
            matches!(
                result,
                Err(PublishError::Unreachable(_) | PublishError::Timeout)
            )
        });
        // After a time-out a late confirm could be taken for another's: such a connection is given up.
        *slot = usable.then_some(open);
        results
    }
}

/// The first event gets the error, the others its short form: the relay logs the first.
fn fail_all(batch: &[Outgoing], error: PublishError) -> Vec<Result<(), PublishError>> {
    let mut results: Vec<Result<(), PublishError>> =
        batch.iter().map(|_| Err(PublishError::Timeout)).collect();
    if let Some(first) = results.first_mut() {
        *first = Err(error);
    }
    results
}
