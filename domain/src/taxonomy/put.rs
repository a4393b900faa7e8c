//! Putting terms in place, as an import brings them.

use super::TermText;
use super::row::{self, FormerSlug};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{AnyId, RegionId, TopicId};
use crate::language::Language;
use crate::policy::Permit;
use crate::text::Slug;

/// A term as it shall be.
#[derive(Debug, Clone)]
pub(crate) struct TermPut<Id> {
    pub(crate) id: Id,
    pub(crate) parent: Option<Id>,
    pub(crate) position: i64,
    pub(crate) texts: Vec<TermText>,
    pub(crate) former_slugs: Vec<(Language, Slug)>,
}

/// Puts topics in place; parents must be there, or come before their children.
pub(crate) async fn put_topics(tx: &WriteTx<'_>, permit: &Permit, puts: &[TermPut<TopicId>]) -> Result<Vec<Change>> {
    if puts.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = row::save_topics(tx.connection(), permit, puts).await?;
    finish(tx, permit, puts, revisions, ChangeKind::TopicSaved).await
}

/// Puts regions in place; parents must be there, or come before their children.
pub(crate) async fn put_regions(tx: &WriteTx<'_>, permit: &Permit, puts: &[TermPut<RegionId>]) -> Result<Vec<Change>> {
    if puts.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = row::save_regions(tx.connection(), permit, puts).await?;
    finish(tx, permit, puts, revisions, ChangeKind::RegionSaved).await
}

async fn finish<Id: Copy + Into<AnyId>>(
    tx: &WriteTx<'_>,
    permit: &Permit,
    puts: &[TermPut<Id>],
    revisions: Vec<i64>,
    kind: ChangeKind,
) -> Result<Vec<Change>> {
    let former = puts.iter().flat_map(|put| {
        let owner: AnyId = put.id.into();
        put.former_slugs.iter().map(move |(language, slug)| FormerSlug {
            noun: owner.noun,
            language: Some(language.clone()),
            slug: slug.clone(),
            owner,
        })
    });
    row::put_former_slugs(tx.connection(), permit, former.collect()).await?;
    let change = |(put, revision): (&TermPut<Id>, i64)| {
        let subject: AnyId = put.id.into();
        Change {
            kind,
            subject,
            revision,
            audience: Audience::Public,
            tags: vec![format!("terms:{}", subject.noun.prefix())],
        }
    };
    Ok(puts.iter().zip(revisions).map(change).collect())
}
