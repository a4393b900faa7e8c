//! Putting experts in place, as an import brings them.

use super::{ExpertText, Link, row};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{ExpertId, ImageId, Noun, TopicId};
use crate::policy::Permit;
use crate::taxonomy::row::{FormerSlug, put_former_slugs};
use crate::text::Slug;

/// An expert as it shall be.
#[derive(Debug, Clone)]
pub(crate) struct ExpertPut {
    pub(crate) id: ExpertId,
    pub(crate) slug: Slug,
    pub(crate) name: String,
    pub(crate) honorific: Option<String>,
    pub(crate) portrait: Option<ImageId>,
    pub(crate) links: Vec<Link>,
    pub(crate) topics: Vec<TopicId>,
    pub(crate) texts: Vec<ExpertText>,
    pub(crate) former_slugs: Vec<Slug>,
}

/// Puts experts in place; their portraits and topics must be there.
pub(crate) async fn put_many(tx: &WriteTx<'_>, permit: &Permit, puts: &[ExpertPut]) -> Result<Vec<Change>> {
    if puts.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = row::save(tx.connection(), permit, puts).await?;
    let former = puts.iter().flat_map(|put| {
        put.former_slugs.iter().map(|slug| FormerSlug {
            noun: Noun::Expert,
            language: None,
            slug: slug.clone(),
            owner: put.id.into(),
        })
    });
    put_former_slugs(tx.connection(), permit, former.collect()).await?;
    let change = |(put, revision): (&ExpertPut, i64)| Change {
        kind: ChangeKind::ExpertSaved,
        subject: put.id.into(),
        revision,
        audience: Audience::Public,
        tags: vec!["experts".to_owned()],
    };
    Ok(puts.iter().zip(revisions).map(change).collect())
}
