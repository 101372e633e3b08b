//! Mails as files, where no mail server is configured.

use std::{io, path::PathBuf};

use async_trait::async_trait;

use super::{Mail, MailError, Mailer, Sender};

/// A folder of `.eml` files, which mail programs open. Made when the first mail comes.
#[derive(Clone, Debug)]
pub struct MailboxFolder {
    path: PathBuf,
    sender: Sender,
}

impl MailboxFolder {
    pub fn new(path: impl Into<PathBuf>, sender: Sender) -> Self {
        Self {
            path: path.into(),
            sender,
        }
    }

    /// Written beside and renamed, so that nobody reads half a mail; the name is the
    /// notification's id, so that a mail sent twice is one file.
    async fn write(&self, name: &str, content: Vec<u8>) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.path).await?;
        let partial = self.path.join(format!(".{name}.partial"));
        tokio::fs::write(&partial, content).await?;
        tokio::fs::rename(partial, self.path.join(format!("{name}.eml"))).await
    }
}

#[async_trait]
impl Mailer for MailboxFolder {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let content = mail.message(&self.sender)?.formatted();
        self.write(&mail.id.to_string(), content)
            .await
            .map_err(MailError::not_now)
    }
}
