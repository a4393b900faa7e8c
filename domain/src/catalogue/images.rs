//! Images in the snapshot: all of them, those that may not be shown as well, for what may be shown is a matter of the viewer
//! and the clock (`policy::image`).

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdSet;
use jiff::Timestamp;

use super::{Map, Snapshot};
use crate::id::ImageId;
use crate::media::Image;

/// All images, and when the rights to them end.
#[derive(Clone, Default)]
pub(super) struct Images {
    by_id: Map<ImageId, Arc<Image>>,
    ends: OrdSet<(Timestamp, ImageId)>,
}

impl Snapshot {
    /// All images.
    pub(crate) fn all_images(&self) -> impl Iterator<Item = &Arc<Image>> {
        self.images.by_id.values()
    }

    /// An image, whoever asks: whether they may see it is for `media` to say.
    pub(crate) fn image(&self, id: ImageId) -> Option<&Arc<Image>> {
        self.images.by_id.get(&id)
    }

    /// Puts an image in place. What it was before must have been taken out.
    pub(super) fn put_image(&mut self, image: Image) {
        if let Some(until) = image.rights_until {
            self.images.ends.insert((until, image.id));
        }
        self.images.by_id.insert(image.id, Arc::new(image));
    }

    pub(super) fn remove_image(&mut self, id: ImageId) {
        if let Some(until) = self.images.by_id.remove(&id).and_then(|image| image.rights_until) {
            self.images.ends.remove(&(until, id));
        }
    }

    /// The images to which the rights ended behind one instant, and at another one or before it.
    pub(crate) fn image_ends(&self, behind: Timestamp, until: Timestamp) -> impl Iterator<Item = ImageId> {
        let last = ImageId::new(ulid::Ulid(u128::MAX));
        let (behind, until) = (Bound::Excluded((behind, last)), Bound::Included((until, last)));
        self.images.ends.range((behind, until)).map(|(_, image)| *image)
    }

    /// When the rights to an image last ended.
    pub(crate) fn last_image_end(&self, now: Timestamp) -> Option<Timestamp> {
        let last = ImageId::new(ulid::Ulid(u128::MAX));
        self.images.ends.range(..=(now, last)).next_back().map(|(end, _)| *end)
    }
}
