//! Images of an import: their files are looked for in the media folder, checked by content, and stored.

use bytes::Bytes;

use super::MediaFiles;
use super::convert::Notes;
use super::record::{ImageRecord, VariantRecord};
use crate::error::{Code, Error, Result};
use crate::id::{AnyId, ImageId};
use crate::media::{self, FocalPoint, Image, ImageState, ImageText, ImageUse, StoreFileError, StoredFile, Variant};
use crate::ports::MediaStore;

/// What a record says of an image, with its files in the store. Without a store the files are only checked.
pub(super) async fn put(
    record: &ImageRecord,
    id: AnyId,
    files: &dyn MediaFiles,
    store: Option<&dyn MediaStore>,
    notes: &mut Notes,
) -> Result<Image> {
    check_focal_point(record.focal_point)?;
    let file = stored(files, store, &record.file).await?;
    let mut variants = Vec::with_capacity(record.variants.len());
    for variant in &record.variants {
        match stored(files, store, &variant.file).await {
            Ok(file) => variants.push(named(variant, file)),
            Err(error) if error.code == Code::RecordInvalid => {
                notes.push(format!("the variant `{}` was left out: {}", variant.name, error.message));
            }
            Err(error) => return Err(error),
        }
    }
    let texts = record.texts.iter().map(|(language, text)| ImageText {
        language: language.clone(),
        caption: text.caption.clone(),
        alt: text.alt.clone(),
    });
    Ok(Image {
        id: ImageId::try_from(id)?,
        file: file.name,
        width: file.width,
        height: file.height,
        media_type: file.media_type.to_owned(),
        placeholder: record.placeholder.clone(),
        credit: record.credit.clone(),
        agency: record.agency.clone(),
        photographer: record.photographer.clone(),
        rights: record.rights.clone(),
        focal_point: record.focal_point,
        variants,
        texts: texts.collect(),
        state: ImageState::Ready,
        uses: record.uses.clone().unwrap_or_else(|| ImageUse::ALL.to_vec()),
        rights_until: record.rights_until,
        proposals: None,
        revision: 0,
    })
}

fn named(variant: &VariantRecord, file: StoredFile) -> Variant {
    Variant {
        name: variant.name.clone(),
        file: file.name,
        width: file.width,
        height: file.height,
        media_type: file.media_type.to_owned(),
    }
}

fn check_focal_point(point: FocalPoint) -> Result<()> {
    if (0.0..=1.0).contains(&point.x) && (0.0..=1.0).contains(&point.y) {
        Ok(())
    } else {
        Err(Error::new(Code::RecordInvalid, "A focal point lies between 0 and 1 on both axes.").at("focalPoint"))
    }
}

async fn stored(files: &dyn MediaFiles, store: Option<&dyn MediaStore>, name: &str) -> Result<StoredFile> {
    let refuse = |why: String| Error::new(Code::RecordInvalid, why).at("file");
    if !is_plain(name) {
        return Err(refuse(format!("`{name}` is not a file name within the media folder.")));
    }
    let bytes: Bytes = files
        .read(name)
        .map_err(|error| refuse(format!("`{name}` can't be read: {error}.")))?
        .ok_or_else(|| refuse(format!("`{name}` is not in the media folder.")))?;
    match media::store_file(store, bytes).await {
        Ok(file) => Ok(file),
        Err(StoreFileError::Store(error)) => {
            Err(Error::new(Code::Unavailable, "The media store does not take the file.").because(error))
        }
        Err(error) => Err(refuse(format!("`{name}`: {error}."))),
    }
}

/// A relative path that stays below its folder.
fn is_plain(name: &str) -> bool {
    let mut parts = name.split('/');
    !name.is_empty()
        && !name.contains(['\\', '\0'])
        && parts.all(|part| !part.is_empty() && part != "." && part != "..")
}
