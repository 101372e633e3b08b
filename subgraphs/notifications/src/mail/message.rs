//! A mail, and its form on the wire.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart},
};
use subgraph_kit::id::NotificationId;

use super::MailError;
use crate::domain::letter::Rendered;

/// Who mails come from, such as `Portico <shop@example.com>`.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl std::str::FromStr for Sender {
    type Err = lettre::address::AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A mail to one person.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Of the notification; makes the `Message-ID`.
    pub id: NotificationId,
    pub to: String,
    pub name: Option<String>,
    pub written_at: DateTime<Utc>,
    pub content: Rendered,
}

impl Mail {
    /// The mail as RFC 5322 has it, with a plain and an HTML part.
    pub(super) fn message(&self, sender: &Sender) -> Result<Message, MailError> {
        let to: Address = self.to.parse().map_err(MailError::refused)?;
        let parts =
            MultiPart::alternative_plain_html(self.content.text.clone(), self.content.html.clone());
        Message::builder()
            .from(sender.0.clone())
            .to(Mailbox::new(self.name.clone(), to))
            .subject(&self.content.subject)
            .date(SystemTime::from(self.written_at))
            .message_id(Some(format!("<{}@{}>", self.id, sender.0.email.domain())))
            .multipart(parts)
            .map_err(MailError::refused)
    }
}
