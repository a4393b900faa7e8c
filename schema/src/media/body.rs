//! The images that a body shows, for its renderings.

use async_graphql::Context;
use domain::id::ImageId;
use domain::text::{ImageSource, ResolvedImage};
use domain::{Preference, Session};

use crate::context::{PublicUrl, session};

/// Knows the images of a request's session, with their alternative text by a wish.
pub(crate) struct BodyImages<'c> {
    session: &'c Session,
    public_url: &'c PublicUrl,
    wish: &'c Preference,
}

impl<'c> BodyImages<'c> {
    pub(crate) fn new(ctx: &Context<'c>, wish: &'c Preference) -> Self {
        Self { session: session(ctx), public_url: ctx.data_unchecked(), wish }
    }
}

impl ImageSource for BodyImages<'_> {
    fn image(&self, id: &str) -> Option<ResolvedImage> {
        let image = self.session.images().by_id(ImageId::parse(id).ok()?)?;
        Some(ResolvedImage {
            url: self.public_url.of(&image.file),
            width: Some(image.width),
            height: Some(image.height),
            alt: self.wish.best(&image.texts).and_then(|served| served.text.alt.clone()),
        })
    }
}
