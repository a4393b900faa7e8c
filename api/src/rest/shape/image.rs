//! Images as JSON: in full, and as references.

use domain::media::{FocalPoint, Image};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::Saying;

/// An image in full.
pub struct ImageShape<'a> {
    /// What it is said with.
    pub saying: &'a Saying<'a>,
    /// The image.
    pub image: &'a Image,
}

impl Serialize for ImageShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { saying, image } = self;
        let served = saying.mention.best(&image.texts);
        if let Some(served) = &served {
            saying.uses(&served.text.language);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &image.id)?;
        map.serialize_entry("language", &served.as_ref().map(|served| &served.text.language))?;
        map.serialize_entry("isFallback", &served.as_ref().is_some_and(|served| served.is_fallback))?;
        map.serialize_entry("url", &saying.media(&image.file))?;
        map.serialize_entry("width", &image.width)?;
        map.serialize_entry("height", &image.height)?;
        map.serialize_entry("mediaType", &image.media_type)?;
        map.serialize_entry("placeholder", &image.placeholder)?;
        map.serialize_entry("caption", &served.as_ref().and_then(|served| served.text.caption.as_deref()))?;
        map.serialize_entry("alt", &served.as_ref().and_then(|served| served.text.alt.as_deref()))?;
        map.serialize_entry("credit", &image.credit)?;
        map.serialize_entry("agency", &image.agency)?;
        map.serialize_entry("photographer", &image.photographer)?;
        map.serialize_entry("rights", &image.rights)?;
        map.serialize_entry::<_, FocalPoint>("focalPoint", &image.focal_point)?;
        let mut variants: Vec<_> = image.variants.iter().collect();
        variants.sort_by_key(|variant| (variant.width, variant.height));
        let variants = variants.into_iter().map(|variant| VariantShape {
            name: &variant.name,
            url: saying.media(&variant.file),
            width: variant.width,
            height: variant.height,
            media_type: &variant.media_type,
        });
        map.serialize_entry("variants", &variants.collect::<Vec<_>>())?;
        if saying.session.images().are_managed() {
            map.serialize_entry("revision", &image.revision)?;
            map.serialize_entry("state", &image.state)?;
            map.serialize_entry("uses", &image.uses)?;
            map.serialize_entry("rightsUntil", &image.rights_until)?;
            map.serialize_entry("proposals", &image.proposals)?;
            let texts = image.texts.iter().map(|text| TextShape {
                language: &text.language,
                caption: text.caption.as_deref(),
                alt: text.alt.as_deref(),
            });
            map.serialize_entry("texts", &texts.collect::<Vec<_>>())?;
        }
        map.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VariantShape<'a> {
    name: &'a str,
    url: String,
    width: u32,
    height: u32,
    media_type: &'a str,
}

/// What an image shows, in one language: staff see all of them.
#[derive(Serialize)]
struct TextShape<'a> {
    language: &'a domain::Language,
    caption: Option<&'a str>,
    alt: Option<&'a str>,
}

/// An image in short: enough to show it, and to say whose it is.
#[derive(Serialize)]
pub(super) struct ImageRef<'a> {
    id: domain::id::ImageId,
    url: String,
    width: u32,
    height: u32,
    placeholder: Option<&'a str>,
    alt: Option<&'a str>,
    credit: Option<&'a str>,
}

impl<'a> ImageRef<'a> {
    pub(super) fn new(saying: &Saying<'_>, image: &'a Image) -> Self {
        Self {
            id: image.id,
            url: saying.media(&image.file),
            width: image.width,
            height: image.height,
            placeholder: image.placeholder.as_deref(),
            alt: saying.mention.best(&image.texts).and_then(|served| served.text.alt.as_deref()),
            credit: image.credit.as_deref(),
        }
    }
}

/// An image that something mentions, in short or in full; `null` when there is none.
pub(super) struct Mention<'a> {
    pub(super) saying: &'a Saying<'a>,
    pub(super) image: Option<domain::id::ImageId>,
    pub(super) in_full: bool,
}

impl Serialize for Mention<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let saying = self.saying;
        match self.image.and_then(|id| saying.session.images().by_id(id)) {
            None => serializer.serialize_none(),
            Some(image) if self.in_full => ImageShape { saying, image: &image }.serialize(serializer),
            Some(image) => ImageRef::new(saying, &image).serialize(serializer),
        }
    }
}
