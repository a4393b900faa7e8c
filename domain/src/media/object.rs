//! Objects of the media store: bytes under the address of their content, checked by what they are and not by what
//! their name says.

use std::fmt;

use bytes::Bytes;
use imagesize::ImageType;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Code, Error};
use crate::ports::{MediaStore, MediaStoreError};

/// The largest file that is taken, in bytes.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// The most pixels that an image may have.
pub(super) const PIXELS_MAX: usize = 100_000_000;

/// The name of an object: the first 128 bits of its SHA-256 in hexadecimal, and the ending of its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectName(String);

/// Not the name of an object.
#[derive(Debug, thiserror::Error)]
#[error("not the name of a stored object")]
pub struct ObjectNameError;

impl ObjectName {
    /// Reads a name.
    ///
    /// # Errors
    /// When it isn't 32 hexadecimal digits, a dot, and the ending of a type that is taken.
    pub fn parse(text: &str) -> Result<Self, ObjectNameError> {
        let (address, ending) = text.split_once('.').ok_or(ObjectNameError)?;
        let is_address = address.len() == 32 && address.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_address && TYPES.iter().any(|(_, known, _)| *known == ending) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ObjectNameError)
        }
    }

    pub(super) fn of(bytes: &[u8], ending: &str) -> Self {
        let digest = Sha256::digest(bytes);
        let address: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{address}.{ending}"))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The media type that the ending stands for.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        let ending = self.0.rsplit('.').next().unwrap_or_default();
        TYPES
            .iter()
            .find(|(_, known, _)| *known == ending)
            .map_or("application/octet-stream", |(_, _, media_type)| media_type)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ObjectName {
    type Error = ObjectNameError;
    fn try_from(text: String) -> Result<Self, ObjectNameError> {
        Self::parse(&text)
    }
}

impl From<ObjectName> for String {
    fn from(name: ObjectName) -> Self {
        name.0
    }
}

/// The types that are taken: raster images that browsers show and that hold no script.
const TYPES: [(ImageType, &str, &str); 5] = [
    (ImageType::Jpeg, "jpg", "image/jpeg"),
    (ImageType::Png, "png", "image/png"),
    (ImageType::Gif, "gif", "image/gif"),
    (ImageType::Webp, "webp", "image/webp"),
    (ImageType::Heif(imagesize::Compression::Av1), "avif", "image/avif"),
];

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum StoreFileError {
    /// It is too large.
    #[error("the file has {0} bytes; at most {FILE_BYTES_MAX} are taken")]
    TooLarge(usize),
    /// It isn't an image of a type that is taken.
    #[error("the file is not a JPEG, PNG, GIF, WebP or AVIF image")]
    NotAnImage,
    /// It has too many pixels.
    #[error("the image has {0} × {1} pixels; at most {PIXELS_MAX} are taken")]
    TooManyPixels(usize, usize),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] MediaStoreError),
}

/// The store did not take or give an object.
pub(super) fn store_failed(error: MediaStoreError) -> Error {
    Error::new(Code::Unavailable, "The media store does not answer at the moment; try again shortly.").because(error)
}

/// A file that was stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) name: ObjectName,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) media_type: &'static str,
}

/// Checks a file by its content and stores it under its content's address; without a store it is only checked.
pub(crate) async fn store_file(store: Option<&dyn MediaStore>, bytes: Bytes) -> Result<StoredFile, StoreFileError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(StoreFileError::TooLarge(bytes.len()));
    }
    let found = imagesize::image_type(&bytes).map_err(|_| StoreFileError::NotAnImage)?;
    let known = TYPES.iter().find(|(known, _, _)| *known == found);
    let (_, ending, media_type) = known.ok_or(StoreFileError::NotAnImage)?;
    let size = imagesize::blob_size(&bytes).map_err(|_| StoreFileError::NotAnImage)?;
    let too_many = || StoreFileError::TooManyPixels(size.width, size.height);
    if size.width.saturating_mul(size.height) > PIXELS_MAX {
        return Err(too_many());
    }
    let name = ObjectName::of(&bytes, ending);
    let width = u32::try_from(size.width).map_err(|_| too_many())?;
    let height = u32::try_from(size.height).map_err(|_| too_many())?;
    if let Some(store) = store {
        store.put(name.as_str(), bytes).await?;
    }
    Ok(StoredFile { name, width, height, media_type })
}
