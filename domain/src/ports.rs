//! What the domain needs of the world outside of the database: traits only. The real ones live in
//! `api/src/ports`, doubles in `testing.rs`. clippy.toml forbids the ambient ones.

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use jiff::{SignedDuration, Timestamp};

use crate::word::words;

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
    /// Stores the bytes under the name. Storing the same name again changes nothing but the time, for a name is an address
    /// of its content.
    async fn put(&self, name: &str, bytes: Bytes) -> Result<(), MediaStoreError>;
    /// The bytes under the name, or `None`.
    async fn get(&self, name: &str) -> Result<Option<Bytes>, MediaStoreError>;
    /// Takes the bytes under the name away; that there are none is no failure.
    async fn delete(&self, name: &str) -> Result<(), MediaStoreError>;
    /// When the bytes under the name were stored last, or `None`.
    async fn stored_at(&self, name: &str) -> Result<Option<Timestamp>, MediaStoreError>;
    /// All names with the time at which each was stored last, in no order.
    fn list(&self) -> BoxStream<'_, Result<(String, Timestamp), MediaStoreError>>;
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

words! {
    /// Whether readers can log in with a provider.
    ProviderStatus {
        /// They can.
        Available = "available",
        /// Something that it needs isn't set.
        NotConfigured = "not_configured",
        /// The operator switched it off.
        Disabled = "disabled",
        /// It doesn't answer, or not as it should.
        Unreachable = "unreachable",
    }
}

/// A provider of the registry, as clients are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginProvider {
    /// Its name in addresses: `xing`.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Whether it can be used.
    pub status: ProviderStatus,
    /// Why not, in a sentence.
    pub reason: Option<String>,
}

/// A login that is to begin at a provider.
#[derive(Debug, Clone, Copy)]
pub struct LoginBegun<'a> {
    /// Where the provider shall send the reader back to.
    pub redirect_uri: &'a str,
    /// What comes back with the reader (RFC 6749, section 10.12).
    pub state: &'a str,
    /// What comes back in the ID token (OpenID Connect Core, section 3.1.2.1).
    pub nonce: &'a str,
    /// The secret of the proof key, of which the provider is told the SHA-256 (RFC 7636).
    pub verifier: &'a str,
}

/// What came back from a provider, and what was sent there.
#[derive(Debug, Clone, Copy)]
pub struct LoginReturned<'a> {
    /// Where the reader was sent back to.
    pub redirect_uri: &'a str,
    /// The code.
    pub code: &'a str,
    /// Who says that it gave the code (RFC 9207).
    pub issuer: Option<&'a str>,
    /// What the ID token must hold.
    pub nonce: &'a str,
    /// The secret of the proof key.
    pub verifier: &'a str,
    /// The present time, by which the token is judged.
    pub now: Timestamp,
}

/// What a provider says of somebody, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityClaims {
    /// Who it is there: never another's, and never changing.
    pub subject: String,
    /// A mail address.
    pub email: Option<String>,
    /// The provider has made sure that the address is theirs.
    pub email_verified: bool,
    /// What they are called.
    pub name: Option<String>,
}

/// Why a provider did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum IdentityProviderError {
    /// There is none of that name.
    #[error("there is no such provider")]
    Unknown,
    /// It can't be used: with the sentence that clients are told.
    #[error("{0}")]
    Unavailable(String),
    /// What came back is not good; the reason is for the log.
    #[error("{0}")]
    Refused(String),
}

/// Other providers that readers log in with, by OpenID Connect.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// All providers of the registry, also those that can't be used.
    async fn providers(&self) -> Vec<LoginProvider>;
    /// The address that a reader is sent to.
    async fn begin(&self, provider: &str, begun: LoginBegun<'_>) -> Result<String, IdentityProviderError>;
    /// Redeems the code and verifies the ID token: its signature, issuer, audience, nonce and time.
    async fn finish(
        &self,
        provider: &str,
        returned: LoginReturned<'_>,
    ) -> Result<IdentityClaims, IdentityProviderError>;
}

words! {
    /// Why a webhook did not arrive.
    WebhookFailure {
        /// The address isn't one that anything is sent to: private, loopback, link-local …, also by way of a name.
        AddressForbidden = "address_forbidden",
        /// There was no connection: no such name, nobody who listens, a broken TLS.
        Unreachable = "unreachable",
        /// The answer took too long to come to its end.
        Timeout = "timeout",
        /// The answer leads elsewhere, where nothing is sent.
        Redirect = "redirect",
        /// The answer has another status than 2xx.
        Status = "status",
    }
}

/// A message to an endpoint of a partner's, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    /// Where to.
    pub url: String,
    /// Its id, the same whenever it is sent: `webhook-id`.
    pub id: String,
    /// When it is sent, in seconds since 1970: `webhook-timestamp`.
    pub timestamp: i64,
    /// Its signatures: `webhook-signature`.
    pub signature: String,
    /// What it says, in JSON.
    pub body: Bytes,
}

/// What an endpoint answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// The status.
    pub status: u16,
    /// For how long it wants to be left alone.
    pub retry_after: Option<SignedDuration>,
}

/// Why an endpoint did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{failure}: {reason}")]
pub struct WebhookError {
    /// What its owner is told.
    pub failure: WebhookFailure,
    /// What happened, for the log.
    pub reason: String,
}

/// Who takes webhooks to partners' endpoints: to public addresses alone, without redirects, within limits of time and size.
#[async_trait]
pub trait WebhookSender: Send + Sync {
    /// Whether anything may be sent there, as far as the address itself tells: what a name stands for is looked at when it is
    /// connected to.
    ///
    /// # Errors
    /// Why not, in a sentence for whoever typed it.
    fn admit(&self, url: &str) -> Result<(), String>;
    /// Sends a message. It may be called again with the same message after a crash.
    async fn send(&self, message: &WebhookMessage) -> Result<WebhookAnswer, WebhookError>;
}

/// Why the caches in front could not be told.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct PurgeError {
    /// What happened, for the log.
    pub reason: String,
    /// For how long they want to be left alone.
    pub retry_after: Option<SignedDuration>,
}

/// The caches in front of the server.
#[async_trait]
pub trait Purger: Send + Sync {
    /// Has them forget all answers with any of these keys. It may be called again with the same keys after a crash.
    async fn purge(&self, keys: &[String]) -> Result<(), PurgeError>;
}
