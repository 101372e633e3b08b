//! Exchanges, queues and their names.

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, ExchangeKind, Result};

/// How often the broker hands out one message before it gives up on it. Well above the prefetch window's worth of crashes:
/// a process that dies takes innocent messages along.
const DELIVERY_LIMIT: i64 = 30;

/// What one service's exchanges and queues are called.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) events: String,
    pub(super) dead: String,
    pub(super) queue: String,
    pub(super) dead_queue: String,
}

impl Names {
    pub(super) fn new(namespace: &str, service: &str) -> Self {
        let prefix = if namespace.is_empty() {
            "portico".to_owned()
        } else {
            format!("{namespace}.portico")
        };
        Self {
            events: format!("{prefix}.events"),
            dead: format!("{prefix}.dead"),
            queue: format!("{prefix}.{service}"),
            dead_queue: format!("{prefix}.{service}.dead"),
        }
    }
}

/// Declares what publishers need.
pub(super) async fn declare_exchange(channel: &Channel, names: &Names) -> Result<()> {
    exchange(channel, &names.events, ExchangeKind::Topic).await
}

/// Declares a consumer's queue with its bindings, and last its queue of dead letters: where that one is, the bindings are
/// complete, which is what publishers look for.
pub(super) async fn declare_queue(channel: &Channel, names: &Names, types: &[&str]) -> Result<()> {
    declare_exchange(channel, names).await?;
    exchange(channel, &names.dead, ExchangeKind::Direct).await?;
    let mut arguments = quorum();
    arguments.insert(
        "x-delivery-limit".into(),
        AMQPValue::LongLongInt(DELIVERY_LIMIT),
    );
    arguments.insert("x-dead-letter-exchange".into(), text(&names.dead));
    arguments.insert("x-dead-letter-routing-key".into(), text(&names.queue));
    // Dead-lettering, too, waits for a confirm.
    arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
    arguments.insert("x-overflow".into(), text("reject-publish"));
    queue(channel, &names.queue, arguments).await?;
    for kind in types {
        bind(channel, &names.queue, &names.events, kind).await?;
    }
    queue(channel, &names.dead_queue, quorum()).await?;
    bind(channel, &names.dead_queue, &names.dead, &names.queue).await
}

fn quorum() -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), text("quorum"));
    arguments
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

async fn exchange(channel: &Channel, name: &str, kind: ExchangeKind) -> Result<()> {
    let options = ExchangeDeclareOptions {
        durable: true,
        ..ExchangeDeclareOptions::default()
    };
    channel
        .exchange_declare(name.into(), kind, options, FieldTable::default())
        .await
}

async fn queue(channel: &Channel, name: &str, arguments: FieldTable) -> Result<()> {
    let options = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(name.into(), options, arguments)
        .await?;
    Ok(())
}

async fn bind(channel: &Channel, queue: &str, exchange: &str, key: &str) -> Result<()> {
    let options = QueueBindOptions::default();
    channel
        .queue_bind(
            queue.into(),
            exchange.into(),
            key.into(),
            options,
            FieldTable::default(),
        )
        .await
}
