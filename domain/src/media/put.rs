//! Putting images in place, as an import brings them; their bytes are in the media store already.

use super::{FocalPoint, ImageText, ObjectName, Variant, row};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::ImageId;
use crate::policy::Permit;

/// An image as it shall be.
#[derive(Debug, Clone)]
pub(crate) struct ImagePut {
    pub(crate) id: ImageId,
    pub(crate) file: ObjectName,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) media_type: String,
    pub(crate) placeholder: Option<String>,
    pub(crate) credit: Option<String>,
    pub(crate) agency: Option<String>,
    pub(crate) photographer: Option<String>,
    pub(crate) rights: Option<String>,
    pub(crate) focal_point: FocalPoint,
    pub(crate) variants: Vec<Variant>,
    pub(crate) texts: Vec<ImageText>,
}

/// Puts images in place.
pub(crate) async fn put_many(tx: &WriteTx<'_>, permit: &Permit, puts: &[ImagePut]) -> Result<Vec<Change>> {
    if puts.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = row::save(tx.connection(), permit, puts).await?;
    let change = |(put, revision): (&ImagePut, i64)| Change {
        kind: ChangeKind::ImageSaved,
        subject: put.id.into(),
        revision,
        audience: Audience::Public,
        tags: Vec::new(),
    };
    Ok(puts.iter().zip(revisions).map(change).collect())
}
