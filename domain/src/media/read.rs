//! What a session reads of images: what is known of them from the catalogue, their bytes from the media store.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

use super::object::store_failed;
use super::variant::SOCIAL;
use super::{Image, ImageState, ImageUse, ObjectName, row};
use crate::catalogue::Tag;
use crate::error::{Error, Result};
use crate::id::ImageId;
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Action, ImageSight};
use crate::session::Session;

/// Images.
pub struct Images<'s> {
    pub(super) session: &'s Session,
}

impl Session {
    /// Images.
    #[must_use]
    pub fn images(&self) -> Images<'_> {
        Images { session: self }
    }
}

impl Images<'_> {
    /// One image, as far as this viewer may see it: everything that shows an image asks here.
    #[must_use]
    pub fn by_id(&self, id: ImageId) -> Option<Arc<Image>> {
        let snapshot = self.session.snapshot_of([Tag::Image(id)]);
        let image = snapshot.image(id)?;
        let viewer = self.session.viewer();
        let now = self.session.now_until(|now| image.rights_until.filter(|end| now < *end));
        policy::image(viewer, image, now).ok()?;
        let is_whole = policy::images(viewer, now) == ImageSight::Everything || image.allows(ImageUse::Social, now);
        if is_whole || image.variants.iter().all(|variant| variant.name != SOCIAL) {
            return Some(Arc::clone(image));
        }
        let mut seen = Image::clone(image);
        seen.variants.retain(|variant| variant.name != SOCIAL);
        Some(Arc::new(seen))
    }

    /// Whether this viewer looks after images.
    #[must_use]
    pub fn are_managed(&self) -> bool {
        policy::require(self.session.viewer(), Action::ImageManage).is_ok()
    }

    /// A page of all images, the latest first, for staff.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, state: Option<ImageState>, request: &PageRequest) -> Result<Page<Arc<Image>>> {
        policy::require(self.session.viewer(), Action::ImageManage)?;
        let list = Fingerprint::of(&format!("images {}", state.map_or("", ImageState::as_str)));
        let spec = request.check::<Position>(list)?;
        let found = row::page(self.session.db().reader(), state, &spec).await?;
        let placed = found.into_iter().map(|image| {
            // An id begins with the time of its making, so that it is a place in the list by itself.
            (Position { value: 0, id: image.id.ulid().to_bytes() }, Arc::new(image))
        });
        Ok(Page::of(list, &spec, placed.collect()))
    }

    /// How many images there are, for staff.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn count(&self, state: Option<ImageState>) -> Result<usize> {
        policy::require(self.session.viewer(), Action::ImageManage)?;
        usize::try_from(row::count(self.session.db().reader(), state).await?).map_err(Error::internal)
    }

    /// The names of all objects that images name, as the catalogue knows them.
    pub(super) fn named(&self) -> HashSet<String> {
        let snapshot = self.session.snapshot();
        let images = snapshot.all_images();
        images
            .flat_map(|image| std::iter::once(&image.file).chain(image.variants.iter().map(|it| &it.file)))
            .map(|name| name.as_str().to_owned())
            .collect()
    }

    /// The bytes of an object.
    ///
    /// # Errors
    /// `unavailable` when the media store fails.
    pub async fn bytes(&self, name: &ObjectName) -> Result<Option<Bytes>> {
        let store = &self.session.domain().ports().media;
        store.get(name.as_str()).await.map_err(store_failed)
    }
}
