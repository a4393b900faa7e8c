//! What the domain needs of the world outside of the database: traits only. The real ones live in
//! `api/src/ports`, doubles in `testing.rs`. clippy.toml forbids the ambient ones.

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;

/// The time.
pub trait Clock: Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;
}

/// Randomness, good enough for secrets.
pub trait Random: Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// Why the media store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the media store failed at `{name}`: {reason}")]
pub struct MediaStoreError {
    /// The object.
    pub name: String,
    /// What happened.
    pub reason: String,
}

/// Where the bytes of images lie, under names that are their content's address.
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Stores the bytes under the name. Storing the same name again changes nothing, for a name is an address of
    /// its content.
    async fn put(&self, name: &str, bytes: Bytes) -> Result<(), MediaStoreError>;
    /// The bytes under the name, or `None`.
    async fn get(&self, name: &str) -> Result<Option<Bytes>, MediaStoreError>;
}

/// A message to one person, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its own id, which the receiving server sees as `Message-ID`: a message that is sent twice is recognised by it.
    pub id: String,
    /// The address of its recipient.
    pub recipient: String,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Why a message could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// It may work later: no connection, a busy server.
    #[error("{0}")]
    Passing(String),
    /// It never will: the address is refused.
    #[error("{0}")]
    Final(String),
}

/// Who takes mail to its recipients.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a message over. It may be called again with the same message after a crash.
    async fn send(&self, message: &Message) -> Result<(), MailerError>;
}
