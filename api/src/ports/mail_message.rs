//! A message as it goes over the wire (RFC 5322), the same for every way that it leaves by.

use domain::ports::{MailerError, Message};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

/// The message from this sender.
pub(super) fn written(message: &Message, from: &Mailbox) -> Result<lettre::Message, MailerError> {
    let refused = |error: &dyn std::error::Error| MailerError::Final(error.to_string());
    let address = message.recipient.parse().map_err(|error| refused(&error))?;
    let domain = from.email.domain();
    lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, address))
        .message_id(Some(format!("<{}@{domain}>", message.id)))
        .subject(&message.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(message.body.clone())
        .map_err(|error| refused(&error))
}
