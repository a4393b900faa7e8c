//! Objects that nothing names are swept out of the media store: those of an upload that broke off, and those of images that
//! were deleted.

use futures::StreamExt;
use jiff::SignedDuration;

use super::Images;
use super::object::{ObjectName, store_failed};
use super::row;
use crate::error::Result;
use crate::policy::{self, Action};

/// How long an object stays that nothing names: longer than any upload or batch of an import takes from its object to its
/// row, and long enough for what still shows a deleted image to have gone from caches.
const GRACE: SignedDuration = SignedDuration::from_hours(24);

impl Images<'_> {
    /// Sweeps the media store; answers how many objects were taken away. Names that aren't ours are left alone.
    ///
    /// An object that is uploaded again while it is swept has a new date: it is looked at once more before it goes, after the
    /// database was asked.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn sweep(&self) -> Result<usize> {
        let session = self.session;
        policy::require(session.viewer(), Action::JobRun)?;
        let before = session.now() - GRACE;
        let store = &session.domain().ports().media;
        let suspects = {
            let named = self.named();
            let mut suspects: Vec<ObjectName> = Vec::new();
            let mut objects = store.list();
            while let Some(object) = objects.next().await {
                let (name, stored_at) = object.map_err(store_failed)?;
                let Ok(name) = ObjectName::parse(&name) else { continue };
                if stored_at < before && !named.contains(name.as_str()) {
                    suspects.push(name);
                }
            }
            suspects
        };
        let mut swept = 0;
        for name in suspects {
            if row::names(session.db().reader(), &name).await? {
                continue;
            }
            let stored_at = store.stored_at(name.as_str()).await.map_err(store_failed)?;
            if stored_at.is_some_and(|at| at < before) {
                store.delete(name.as_str()).await.map_err(store_failed)?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
