//! Mail by SMTP (RFC 5321), through `lettre` and its pool of connections.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{Mailer, MailerError, Message};
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::mail_message::written;

/// How long a server may take over one letter.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail server.
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl MailServer {
    /// The server at this address. Nothing is connected yet.
    ///
    /// # Errors
    /// When the address makes no sense.
    pub fn new(url: &str, from: Mailbox) -> Result<Self, lettre::transport::smtp::Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build();
        Ok(Self { transport, from })
    }
}

#[async_trait]
impl Mailer for MailServer {
    async fn send(&self, message: &Message) -> Result<(), MailerError> {
        let message = written(message, &self.from)?;
        let sent = tokio::time::timeout(PATIENCE, self.transport.send(message)).await;
        let sent = sent.map_err(|_| MailerError::Passing("the server takes too long".to_owned()))?;
        sent.map(|_| ()).map_err(|error| {
            // A permanent refusal (5yz) is of this message; all else may pass.
            let said = error.to_string();
            if error.is_permanent() { MailerError::Final(said) } else { MailerError::Passing(said) }
        })
    }
}
