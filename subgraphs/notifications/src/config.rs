//! The settings of notifications.

use std::{path::PathBuf, sync::Arc, time::Duration};

use subgraph_kit::config::Reader;

use crate::{
    domain::template::Shop,
    mail::{MailboxFolder, Mailer, Sender, Smtp},
};

/// The longest that handing over one mail may take. Delivery leases mails for longer, and a
/// service that stops waits for the ones on their way.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(10);
const SENDER: &str = "Portico <shop@portico.example>";

/// The settings, beside those every service has.
pub struct Config {
    pub mailer: Arc<dyn Mailer>,
    pub shop: Shop,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("shop", &self.shop)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the settings.
    ///
    /// * `PORTICO_SMTP_URL`: the mail server, such as `smtps://user:password@mail.example.com`
    ///   or `smtp://mail.example.com:587?tls=required`
    /// * `PORTICO_SMTP_TIMEOUT`: the longest that handing over one mail may take; 10 s, 60 s at
    ///   most
    /// * `PORTICO_MAILBOX`: without a mail server, the folder that mails are written into
    /// * `PORTICO_MAIL_FROM`: who mails come from; `Portico <shop@portico.example>`
    /// * `PORTICO_SHOP_URL`: the storefront's address, for links in mails; without it there are
    ///   none
    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let default: Sender = SENDER.parse().expect("the default sender is an address");
        let sender = reader.parsed("PORTICO_MAIL_FROM", default);
        let timeout = timeout(reader);
        let server = reader.optional_text("PORTICO_SMTP_URL");
        let folder = reader.optional_text("PORTICO_MAILBOX").map(PathBuf::from);
        let shop = Shop {
            url: reader.optional_text("PORTICO_SHOP_URL"),
        };
        let (sender, timeout) = (sender?, timeout?);
        let mailer: Arc<dyn Mailer> = match (server, folder) {
            (Some(server), _) => Arc::new(smtp(reader, &server, sender, timeout)?),
            (None, Some(folder)) => Arc::new(MailboxFolder::new(folder, sender)),
            (None, None) => {
                reader.refuse(
                    "PORTICO_MAILBOX",
                    "required unless there is a PORTICO_SMTP_URL",
                );
                return None;
            }
        };
        Some(Self { mailer, shop })
    }
}

fn timeout(reader: &mut Reader<'_>) -> Option<Duration> {
    let timeout = reader.duration("PORTICO_SMTP_TIMEOUT", TIMEOUT)?;
    if timeout > LONGEST_TIMEOUT {
        reader.refuse("PORTICO_SMTP_TIMEOUT", "expected at most 60s");
        return None;
    }
    Some(timeout)
}

fn smtp(reader: &mut Reader<'_>, url: &str, sender: Sender, timeout: Duration) -> Option<Smtp> {
    match Smtp::new(url, sender, timeout) {
        Ok(smtp) => Some(smtp),
        // The error may repeat the address, and with it the password.
        Err(_) => {
            reader.refuse(
                "PORTICO_SMTP_URL",
                "expected smtps://... or smtp://...?tls=required",
            );
            None
        }
    }
}
