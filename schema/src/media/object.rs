//! The image, with its caption and alternative text in one language.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::Preference;
use domain::media as model;

use super::word::{ImageState, ImageUse};
use crate::context::{media_url, session};
use crate::language::{Chosen, choose};
use crate::scalar::{DateTime, LanguageTag, Url};

/// An image, in the language that it is served in.
pub(crate) struct Image {
    image: Arc<model::Image>,
    text: Option<Chosen>,
}

impl Image {
    /// The image as it is served by a wish.
    pub(crate) fn new(image: Arc<model::Image>, wish: &Preference) -> Self {
        let text = choose(&image.texts, wish);
        Self { image, text }
    }

    fn text(&self) -> Option<&model::ImageText> {
        self.text.map(|text| &self.image.texts[text.index])
    }

    /// What is told to those who look after images.
    fn for_staff(&self, ctx: &Context<'_>) -> Option<&model::Image> {
        session(ctx).images().are_managed().then_some(&*self.image)
    }
}

/// An image with all that is needed to show it well: sizes, smaller versions, a placeholder, the words that go with
/// it, and whom to credit.
#[Object]
impl Image {
    /// The id: `img_01jb…`.
    pub(crate) async fn id(&self) -> ID {
        self.image.id.into()
    }

    /// Where its bytes are. The address is of the content: it never shows anything else, and may be cached forever.
    async fn url(&self, ctx: &Context<'_>) -> Url {
        media_url(ctx, &self.image.file)
    }

    /// In pixels.
    async fn width(&self) -> u32 {
        self.image.width
    }

    /// In pixels.
    async fn height(&self) -> u32 {
        self.image.height
    }

    /// `image/jpeg`, `image/png`, `image/gif`, `image/webp` or `image/avif`.
    async fn media_type(&self) -> &str {
        &self.image.media_type
    }

    /// A BlurHash (<https://blurha.sh>) to show until the image is there.
    async fn placeholder(&self) -> Option<&str> {
        self.image.placeholder.as_deref()
    }

    /// What is printed below it.
    async fn caption(&self) -> Option<&str> {
        self.text()?.caption.as_deref()
    }

    /// What it shows, for those who don't see it.
    async fn alt(&self) -> Option<&str> {
        self.text()?.alt.as_deref()
    }

    /// The language of `caption` and `alt`; null when there are none in a language that will do.
    async fn language(&self) -> Option<LanguageTag> {
        self.text().map(|text| LanguageTag(text.language.clone()))
    }

    /// `caption` and `alt` are not in the language that was asked for first.
    async fn is_fallback(&self) -> bool {
        self.text.is_some_and(|text| text.is_fallback)
    }

    /// The credit line, to be printed with it.
    async fn credit(&self) -> Option<&str> {
        self.image.credit.as_deref()
    }

    /// The agency that it comes from: 'dpa'.
    async fn agency(&self) -> Option<&str> {
        self.image.agency.as_deref()
    }

    /// Who took it.
    async fn photographer(&self) -> Option<&str> {
        self.image.photographer.as_deref()
    }

    /// What may be done with it, in words.
    async fn rights(&self) -> Option<&str> {
        self.image.rights.as_deref()
    }

    /// The point that a crop must keep.
    async fn focal_point(&self) -> FocalPoint {
        FocalPoint { x: self.image.focal_point.x, y: self.image.focal_point.y }
    }

    /// Raised by every change: what `imageUpdate` and `imageDelete` take as `expectedRevision`.
    async fn revision(&self) -> i32 {
        i32::try_from(self.image.revision).unwrap_or(i32::MAX)
    }

    /// Where it stands. For staff; null for everybody else, who see it only when it can be shown.
    async fn state(&self, ctx: &Context<'_>) -> Option<ImageState> {
        self.for_staff(ctx).map(|image| image.state.into())
    }

    /// What its rights allow. For staff; null for everybody else.
    async fn uses(&self, ctx: &Context<'_>) -> Option<Vec<ImageUse>> {
        self.for_staff(ctx).map(|image| image.uses.iter().map(|wanted| (*wanted).into()).collect())
    }

    /// When its rights end; null when they don't. For staff; null for everybody else.
    async fn rights_until(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.for_staff(ctx)?.rights_until.map(DateTime)
    }

    /// What its file said of whom to credit, until that is taken over or dropped. For staff; null for everybody else.
    async fn proposals(&self, ctx: &Context<'_>) -> Option<ImageProposals> {
        let proposals = self.for_staff(ctx)?.proposals.clone()?;
        let model::Proposals { credit, photographer, copyright, caption } = proposals;
        Some(ImageProposals { credit, photographer, copyright, caption })
    }

    /// Its texts in all languages. For staff; null for everybody else, who get `caption` and `alt` in their language.
    async fn texts(&self, ctx: &Context<'_>) -> Option<Vec<ImageText>> {
        let said = |text: &model::ImageText| ImageText {
            language: LanguageTag(text.language.clone()),
            caption: text.caption.clone(),
            alt: text.alt.clone(),
        };
        self.for_staff(ctx).map(|image| image.texts.iter().map(said).collect())
    }

    /// Smaller versions of it: `thumb`, `card`, `wide` and `full` by width, `square` and `og` cut out around the focal
    /// point, each in WebP, AVIF and JPEG. Images that were imported have variants of their own.
    async fn variants(&self) -> Vec<ImageVariant> {
        let places = 0..self.image.variants.len();
        places.map(|index| ImageVariant { image: Arc::clone(&self.image), index }).collect()
    }
}

/// What the file of an image said of whom to credit. Nobody has checked it.
#[derive(SimpleObject)]
pub(crate) struct ImageProposals {
    /// The credit line.
    credit: Option<String>,
    /// Who took it.
    photographer: Option<String>,
    /// Whose rights it is under.
    copyright: Option<String>,
    /// What it shows.
    caption: Option<String>,
}

/// What an image shows, in one language.
#[derive(SimpleObject)]
pub(crate) struct ImageText {
    /// The language.
    language: LanguageTag,
    /// What is printed below it.
    caption: Option<String>,
    /// What it shows, for those who don't see it.
    alt: Option<String>,
}

/// A point of an image.
#[derive(SimpleObject)]
pub(crate) struct FocalPoint {
    /// From the left edge, 0, to the right one, 1.
    x: f64,
    /// From the top, 0, to the bottom, 1.
    y: f64,
}

/// A smaller version of an image.
pub(crate) struct ImageVariant {
    image: Arc<model::Image>,
    index: usize,
}

impl ImageVariant {
    fn model(&self) -> &model::Variant {
        &self.image.variants[self.index]
    }
}

/// A smaller version of an image.
#[Object]
impl ImageVariant {
    /// What it is for: `card`, `thumb`.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// Where its bytes are.
    async fn url(&self, ctx: &Context<'_>) -> Url {
        media_url(ctx, &self.model().file)
    }

    /// In pixels.
    async fn width(&self) -> u32 {
        self.model().width
    }

    /// In pixels.
    async fn height(&self) -> u32 {
        self.model().height
    }

    /// `image/jpeg`, `image/png`, `image/gif`, `image/webp` or `image/avif`.
    async fn media_type(&self) -> &str {
        &self.model().media_type
    }
}
