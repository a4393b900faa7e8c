//! Mail as `.eml` files in a folder: the embedded default, for trying things out and for operators who take them from
//! there. The name of a file is the message's own id, so that a message that comes twice is there once.

use std::path::PathBuf;

use async_trait::async_trait;
use domain::ports::{Mailer, MailerError, Message};
use lettre::message::Mailbox;
use tokio::fs;

use super::mail_message::written;

/// A folder of `.eml` files.
#[derive(Debug, Clone)]
pub struct MailFolder {
    folder: PathBuf,
    from: Mailbox,
}

impl MailFolder {
    /// The folder, which is made when the first message comes.
    #[must_use]
    pub fn new(folder: PathBuf, from: Mailbox) -> Self {
        Self { folder, from }
    }
}

#[async_trait]
impl Mailer for MailFolder {
    async fn send(&self, message: &Message) -> Result<(), MailerError> {
        let bytes = written(message, &self.from)?.formatted();
        let place = self.folder.join(format!("{}.eml", message.id));
        let beside = self.folder.join(format!(".{}.part", message.id));
        let wrote = async {
            fs::create_dir_all(&self.folder).await?;
            fs::write(&beside, bytes).await?;
            fs::rename(&beside, &place).await
        };
        wrote.await.map_err(|error: std::io::Error| MailerError::Passing(error.to_string()))
    }
}
