//! Images: what is known of them. Their bytes lie in the media store under names that are their content's address.

use serde::{Deserialize, Serialize};

use crate::id::ImageId;
use crate::language::{InLanguage, Language};

mod object;
mod put;
mod read;
pub(crate) mod row;

pub use object::{ObjectName, StoreFileError};
pub(crate) use object::{StoredFile, store_file};
pub(crate) use put::{ImagePut, put_many};
pub use read::Images;

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
    /// Raised by every change.
    pub revision: i64,
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
