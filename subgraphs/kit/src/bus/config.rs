//! Which broker, for a service that runs as a process of its own.

use super::{AmqpBus, AmqpConfig, Bus};
use crate::config::Reader;
use std::str::FromStr;
use std::sync::Arc;

/// Settings of the bus.
#[derive(Debug, Clone)]
pub struct BusConfig {
    /// `PORTICO_BROKER_URL`.
    pub url: BusUrl,
    /// `PORTICO_BROKER_NAMESPACE`: put in front of every exchange and queue, so that several systems share a broker;
    /// nothing by default.
    pub namespace: String,
    /// `PORTICO_BROKER_CONSUMERS`: services, with commas between, whose queues must be there before an event goes out, so
    /// that the first event of a new system misses nobody. None by default.
    pub consumers: Vec<String>,
}

/// `amqp://user:password@host:port/vhost`. Not shown when printed: it holds the password.
#[derive(Clone, PartialEq, Eq)]
pub struct BusUrl(String);

impl BusUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BusUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = text.starts_with("amqp://") || text.starts_with("amqps://");
        known
            .then(|| Self(text.to_owned()))
            .ok_or("expected an amqp:// or amqps:// address")
    }
}

impl std::fmt::Debug for BusUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BusUrl")
    }
}

impl BusConfig {
    /// Reads the settings. A service alone needs a broker: the in-process transport is for the launcher, which gives its
    /// own bus to the services and does not read this.
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let url = reader.optional("PORTICO_BROKER_URL");
        if url == Some(None) {
            reader.refuse(
                "PORTICO_BROKER_URL",
                "required for a service that runs alone",
            );
        }
        let namespace = reader
            .optional_text("PORTICO_BROKER_NAMESPACE")
            .unwrap_or_default();
        let consumers = reader
            .optional_text("PORTICO_BROKER_CONSUMERS")
            .unwrap_or_default();
        Some(Self {
            url: url??,
            namespace,
            consumers: list(&consumers),
        })
    }

    /// The transport these settings describe.
    pub fn bus(self) -> Arc<dyn Bus> {
        Arc::new(AmqpBus::new(AmqpConfig {
            url: self.url.0,
            namespace: self.namespace,
            consumers: self.consumers,
            ..AmqpConfig::default()
        }))
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}
