//! A connection to the broker, with a limit on how long it may take to come about.

use super::AmqpConfig;
use lapin::{Connection, ConnectionProperties};
use std::time::Duration;

/// Longest wait for the handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// No connection to the broker.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("the broker does not answer")]
    Timeout,
    #[error("the broker refuses the connection")]
    Refused(#[source] lapin::Error),
}

/// Connects, under a name that the broker's management shows.
pub(super) async fn connect(config: &AmqpConfig, name: &str) -> Result<Connection, ConnectError> {
    // Without lapin's own recovery: what is in flight when a connection ends is decided here, not replayed.
    let properties = ConnectionProperties::default().with_connection_name(name.into());
    match tokio::time::timeout(
        CONNECT_TIMEOUT,
        Connection::connect(&config.url, properties),
    )
    .await
    {
        Ok(connected) => connected.map_err(ConnectError::Refused),
        Err(_) => Err(ConnectError::Timeout),
    }
}
