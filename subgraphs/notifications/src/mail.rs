//! How an e-mail leaves: by SMTP where a server is configured, else into a mailbox folder.

mod folder;
mod message;
mod smtp;

use async_trait::async_trait;
use thiserror::Error;

pub use folder::MailboxFolder;
pub use message::{Mail, Sender};
pub use smtp::Smtp;

/// Something that takes e-mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands the mail over. When this returns, whoever took it is responsible for it.
    ///
    /// The same mail may come twice (a crash between sending and noting it): it then has the same
    /// `Message-ID`, by which receivers drop the second.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}

/// Why a mail was not taken.
#[derive(Debug, Error)]
pub enum MailError {
    /// The address or the server's answer says that this mail will never be taken.
    #[error("the mail was refused")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Worth another try later.
    #[error("the mail could not be handed over")]
    NotNow(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl MailError {
    fn refused(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Refused(source.into())
    }

    fn not_now(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::NotNow(source.into())
    }
}
