//! Images: what is known of them. Their bytes lie in the media store under names that are their content's address.
//!
//! `upload.rs` takes a file in: `picture.rs` judges and decodes it, `strip.rs` leaves out what is said in it, `credit.rs` reads
//! whom to credit before that. `make.rs` makes the variants of `variant.rs` afterwards, `workshop.rs` sees to it that there is
//! memory for all of that. `edit.rs` changes and deletes, `put.rs` is how an import brings images,
//! `sweep.rs` takes away what nothing names.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::ImageId;
use crate::language::{InLanguage, Language};
use crate::word::words;

mod credit;
mod edit;
mod make;
mod object;
mod picture;
mod put;
mod read;
pub(crate) mod row;
mod strip;
mod sweep;
mod upload;
mod variant;
mod workshop;

pub use edit::{ImageChange, ProposalsWish, TextChange};
pub use object::{FILE_BYTES_MAX, ObjectName, StoreFileError};
pub(crate) use object::{StoredFile, store_file};
pub(crate) use put::put_many;
pub use read::Images;
pub use variant::PRESETS;
pub use workshop::WORKSHOP_MIB;
pub(crate) use workshop::Workshop;

words! {
    /// Where an image stands.
    ImageState {
        /// Its variants are being made.
        Processing = "processing",
        /// It can be shown.
        Ready = "ready",
        /// Its variants could not be made.
        Failed = "failed",
    }
}

words! {
    /// What the rights to an image may allow.
    ImageUse {
        /// To show it with what is published here, to everybody.
        Web = "web",
        /// To send it in letters.
        Newsletter = "newsletter",
        /// To pass it on to partners.
        Syndication = "syndication",
        /// To show it on cards of social networks: the variant `og`.
        Social = "social",
    }
}

/// What the file of an image said of whom to credit. Nobody has checked it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposals {
    /// The credit line.
    pub credit: Option<String>,
    /// Who took it.
    pub photographer: Option<String>,
    /// Whose rights it is under.
    pub copyright: Option<String>,
    /// What it shows.
    pub caption: Option<String>,
}

/// An image.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Which.
    pub id: ImageId,
    /// The object in the media store.
    pub file: ObjectName,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `image/jpeg`, `image/webp` …
    pub media_type: String,
    /// A BlurHash (<https://blurha.sh>) to show until the image is there.
    pub placeholder: Option<String>,
    /// The credit line.
    pub credit: Option<String>,
    /// The agency: 'dpa'.
    pub agency: Option<String>,
    /// Who took it.
    pub photographer: Option<String>,
    /// What may be done with it, in words.
    pub rights: Option<String>,
    /// The point that a crop must keep.
    pub focal_point: FocalPoint,
    /// Smaller versions.
    pub variants: Vec<Variant>,
    /// Caption and alternative text, by language.
    pub texts: Vec<ImageText>,
    /// Where it stands.
    pub state: ImageState,
    /// What its rights allow.
    pub uses: Vec<ImageUse>,
    /// When they end.
    pub rights_until: Option<Timestamp>,
    /// What its file said, until an editor has taken it over or dropped it.
    pub proposals: Option<Proposals>,
    /// Raised by every change that somebody makes; that its variants are ready is none.
    pub revision: i64,
}

impl Image {
    /// A new image of which nothing is known but its file: it has yet to be made ready, and its rights allow all.
    pub(crate) fn new(id: ImageId, file: ObjectName, width: u32, height: u32) -> Self {
        Self {
            id,
            width,
            height,
            media_type: file.media_type().to_owned(),
            file,
            placeholder: None,
            credit: None,
            agency: None,
            photographer: None,
            rights: None,
            focal_point: FocalPoint::default(),
            variants: Vec::new(),
            texts: Vec::new(),
            state: ImageState::Processing,
            uses: ImageUse::ALL.to_vec(),
            rights_until: None,
            proposals: None,
            revision: 1,
        }
    }

    /// Whether its rights allow a use at an instant.
    #[must_use]
    pub fn allows(&self, wanted: ImageUse, at: Timestamp) -> bool {
        self.uses.contains(&wanted) && self.rights_until.is_none_or(|until| at < until)
    }
}

/// A point of an image, from 0, 0 (top left) to 1, 1 (bottom right).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FocalPoint {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Default for FocalPoint {
    fn default() -> Self {
        Self { x: 0.5, y: 0.5 }
    }
}

/// A smaller version of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Variant {
    /// Its purpose: `card`, `thumb`.
    pub name: String,
    /// The object in the media store.
    pub file: ObjectName,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `image/jpeg`, `image/webp` …
    pub media_type: String,
}

/// What an image shows, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageText {
    /// The language.
    pub language: Language,
    /// What is printed below it.
    pub caption: Option<String>,
    /// What it shows, for those who don't see it.
    pub alt: Option<String>,
}

impl InLanguage for ImageText {
    fn language(&self) -> &Language {
        &self.language
    }
}

/// An image of nothing, for tests of who may see it.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn example(state: ImageState, uses: Vec<ImageUse>, rights_until: Option<Timestamp>) -> Image {
    let id = ImageId::new(ulid::Ulid::nil());
    Image { state, uses, rights_until, ..Image::new(id, ObjectName::of(&[], "png"), 1, 1) }
}
