//! Putting experts in place, as an import brings them and as editors make them.

use std::collections::HashSet;

use super::{Expert, ExpertText, Link, row};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{ExpertId, ImageId, Noun, TopicId};
use crate::policy::Permit;
use crate::redirect::{FormerSlug, put_former_slugs};
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

impl From<Expert> for ExpertPut {
    fn from(expert: Expert) -> Self {
        Self {
            id: expert.id,
            slug: expert.slug,
            name: expert.name,
            honorific: expert.honorific,
            portrait: expert.portrait,
            links: expert.links,
            topics: expert.topics,
            texts: expert.texts,
            former_slugs: Vec::new(),
        }
    }
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
    Ok(puts.iter().zip(revisions).map(|(put, revision)| told(ChangeKind::ExpertSaved, put.id, revision)).collect())
}

/// What is told of an expert.
pub(super) fn told(kind: ChangeKind, id: ExpertId, revision: i64) -> Change {
    Change { kind, subject: id.into(), revision, audience: Audience::Public, tags: vec!["experts".to_owned()] }
}

/// Who worked on a topic works on another instead; who worked on both works on it once, at the earlier place.
pub(crate) async fn retopic(tx: &WriteTx<'_>, permit: &Permit, from: TopicId, into: TopicId) -> Result<Vec<Change>> {
    let mut puts: Vec<ExpertPut> =
        row::hold_by_topic(tx.connection(), permit, from).await?.into_iter().map(Into::into).collect();
    for put in &mut puts {
        let mut seen = HashSet::new();
        let topics = put.topics.iter().map(|topic| if *topic == from { into } else { *topic });
        put.topics = topics.filter(|topic| seen.insert(*topic)).collect();
    }
    put_many(tx, permit, &puts).await
}
