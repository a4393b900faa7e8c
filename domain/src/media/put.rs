//! Putting images in place, as an import brings them; their bytes are in the media store already.

use super::{Image, ImageState, row};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::policy::Permit;

/// Puts images in place; their revisions are given here.
pub(crate) async fn put_many(tx: &WriteTx<'_>, permit: &Permit, images: &[Image]) -> Result<Vec<Change>> {
    if images.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = row::import(tx.connection(), permit, images).await?;
    let told = images.iter().zip(revisions).map(|(image, revision)| told(ChangeKind::ImageSaved, image, revision));
    Ok(told.collect())
}

/// What is told of a change: to everybody of what everybody may see, else to staff.
pub(super) fn told(kind: ChangeKind, image: &Image, revision: i64) -> Change {
    let audience = if image.state == ImageState::Ready { Audience::Public } else { Audience::Staff };
    Change { kind, subject: image.id.into(), revision, audience, tags: Vec::new() }
}
