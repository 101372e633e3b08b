//! Mails through a server.

use std::time::Duration;

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{Error, PoolConfig},
};

use super::{Mail, MailError, Mailer, Sender};

/// Connections that stay open between mails. Delivery sends a few at a time, see `deliver`.
const CONNECTIONS: u32 = 4;

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
    timeout: Duration,
}

impl Smtp {
    /// Takes an address such as `smtps://user:password@mail.example.com` or
    /// `smtp://mail.example.com:587?tls=required`. Connects only when there is a mail.
    ///
    /// `timeout` is for the whole exchange over one mail.
    pub fn new(url: &str, sender: Sender, timeout: Duration) -> Result<Self, Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
            .timeout(Some(timeout))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
            .build();
        Ok(Self {
            transport,
            sender,
            timeout,
        })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = mail.message(&self.sender)?;
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_accepted)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(MailError::refused(error)),
            Ok(Err(error)) => Err(MailError::not_now(error)),
            Err(elapsed) => Err(MailError::not_now(elapsed)),
        }
    }
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The transport holds the password.
        f.debug_struct("Smtp")
            .field("sender", &self.sender)
            .finish_non_exhaustive()
    }
}
