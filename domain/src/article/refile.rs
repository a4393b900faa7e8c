//! Articles of what was merged into another topic, region or expert are filed under that one instead.

use super::put::tags_of;
use super::row;
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{AnyId, ArticleId, ExpertId, RegionId, TopicId};
use crate::policy::{Permit, Sight};

/// Articles that are read at once to tell of them.
const AT_ONCE: usize = 500;

/// From what to what.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refiling {
    /// What is about this topic is about the other.
    Topic(TopicId, TopicId),
    /// What is about this region is about the other.
    Region(RegionId, RegionId),
    /// What this expert contributed, the other did.
    Expert(ExpertId, ExpertId),
}

impl Refiling {
    /// What the articles are filed under so far.
    fn from(self) -> AnyId {
        match self {
            Self::Topic(from, _) => from.into(),
            Self::Region(from, _) => from.into(),
            Self::Expert(from, _) => from.into(),
        }
    }
}

/// Holds the articles that are concerned until the transaction ends.
pub(crate) async fn hold(tx: &WriteTx<'_>, permit: &Permit, refiling: Refiling) -> Result<()> {
    row::hold_filed(tx.connection(), permit, refiling).await.map(drop)
}

/// Files the articles so, whatever their states, and answers what is told of it. What an article would be filed under twice,
/// it is filed under once, at the earlier place.
pub(crate) async fn refile(tx: &WriteTx<'_>, permit: &Permit, refiling: Refiling) -> Result<Vec<Change>> {
    let ids = row::hold_filed(tx.connection(), permit, refiling).await?;
    row::refile(tx.connection(), permit, refiling).await?;
    let mut changes = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        changes.extend(told(tx, ids, refiling).await?);
    }
    Ok(changes)
}

async fn told(tx: &WriteTx<'_>, ids: &[ArticleId], refiling: Refiling) -> Result<Vec<Change>> {
    let mut articles = row::by_ids(tx.connection(), ids, &Sight::Everything).await?;
    articles.sort_by_key(|article| article.id);
    let change = |article: super::Article| {
        let languages = article.texts.iter().map(|text| &text.language);
        let mut tags = tags_of(languages, (&article.topics, &article.regions, &article.byline));
        tags.push(format!("articles:{}", refiling.from()));
        let (kind, audience) = match article.texts.iter().any(|text| text.status.is_public()) {
            true => (ChangeKind::ArticleUpdated, Audience::Public),
            false => (ChangeKind::ArticleSaved, Audience::Staff),
        };
        Change { kind, subject: article.id.into(), revision: article.revision, audience, tags }
    };
    Ok(articles.into_iter().map(change).collect())
}
