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
