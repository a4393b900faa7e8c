//! How long a copy may be kept where nothing can be asked any more: as long as the rights to it last, as they are known now.

use jiff::Timestamp;

use super::Syncs;
use crate::article::Article;
use crate::id::ImageId;
use crate::text::{Body, ImageRef};

/// How long what is copied of an article may be kept. What is asked for again is told anew; what is not is to be deleted then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// When all of it has to go: the end of the product for which it was taken. Open-ended where none was agreed.
    pub until: Option<Timestamp>,
    /// The images that are shown with it and have to go at some time, with that time: the end of their rights.
    pub images: Vec<(ImageId, Timestamp)>,
}

impl Syncs<'_> {
    /// How long what this viewer is shown of an article may be kept.
    #[must_use]
    pub fn keep(&self, article: &Article, body: Option<&Body>) -> Keep {
        let session = self.0;
        let ends = session.viewer().partner().into_iter().flat_map(|partner| partner.products(session.now()));
        let ends = ends.map(|product| product.terms.ends_at);
        // Several products: it may be kept as long as any of them allows.
        let until = ends.reduce(|one, other| Some(one?.max(other?))).flatten();
        let in_body = body.into_iter().flat_map(Body::images).filter_map(|block| match &block.image {
            ImageRef::Id(id) => ImageId::parse(id).ok(),
            ImageRef::Url(_) => None,
        });
        let mut ids: Vec<ImageId> = article.lead_image.into_iter().chain(in_body).collect();
        ids.sort_unstable();
        ids.dedup();
        let images = session.images();
        let ending = |id: ImageId| Some((id, images.by_id(id)?.rights_until?));
        Keep { until, images: ids.into_iter().filter_map(ending).collect() }
    }
}
