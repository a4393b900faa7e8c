//! What a session reads of images: what is known of them from the catalogue, their bytes from the media store.

use std::sync::Arc;

use bytes::Bytes;

use super::{Image, ObjectName};
use crate::catalogue::Snapshot;
use crate::error::{Code, Error, Result};
use crate::id::ImageId;
use crate::session::Session;

/// Images.
pub struct Images<'s> {
    session: &'s Session,
    snapshot: Arc<Snapshot>,
}

impl Session {
    /// Images.
    #[must_use]
    pub fn images(&self) -> Images<'_> {
        Images { session: self, snapshot: self.snapshot() }
    }
}

impl Images<'_> {
    /// One image.
    #[must_use]
    pub fn by_id(&self, id: ImageId) -> Option<Arc<Image>> {
        self.snapshot.images.get(&id).cloned()
    }

    /// The bytes of an object.
    ///
    /// # Errors
    /// `unavailable` when the media store fails.
    pub async fn bytes(&self, name: &ObjectName) -> Result<Option<Bytes>> {
        let store = &self.session.domain().ports().media;
        store.get(name.as_str()).await.map_err(|error| {
            Error::new(Code::Unavailable, "The media store does not answer at the moment; try again shortly.")
                .because(error)
        })
    }
}
