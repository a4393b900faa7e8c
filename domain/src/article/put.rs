//! Putting articles in place as a whole, as an import brings them: texts, byline, filing and dates together.

use jiff::Timestamp;

use super::row::{self, Saved};
use super::rules;
use super::{Contribution, Correction, Kind, Status};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{AnyId, ArticleId, ImageId, Noun, RegionId, TopicId};
use crate::instant;
use crate::language::Language;
use crate::manuscript::{self, Withdrawal};
use crate::policy::Permit;
use crate::redirect::{self, FormerSlug};
use crate::text::{Body, Slug};

/// An article as it shall be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArticlePut {
    pub(crate) id: ArticleId,
    pub(crate) kind: Kind,
    pub(crate) byline: Vec<Contribution>,
    pub(crate) topics: Vec<TopicId>,
    pub(crate) regions: Vec<RegionId>,
    pub(crate) lead_image: Option<ImageId>,
    pub(crate) texts: Vec<TextPut>,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) former_slugs: Vec<(Language, Slug)>,
    /// What was withdrawn elsewhere, as an import brings it.
    pub(crate) withdrawals: Vec<Withdrawal>,
}

/// One of its texts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextPut {
    pub(crate) language: Language,
    pub(crate) slug: Slug,
    pub(crate) title: String,
    pub(crate) standfirst: Option<String>,
    pub(crate) status: Status,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) embargoed: bool,
    pub(crate) updated_at: Timestamp,
    pub(crate) word_count: u32,
    pub(crate) reading_minutes: u32,
    pub(crate) body: Body,
}

impl ArticlePut {
    /// What lists are sorted by: the first publication; 0 for what was never published.
    pub(crate) fn sort_at(&self) -> i64 {
        self.texts.iter().filter_map(|text| text.published_at).min().map_or(0, instant::stored)
    }

    fn is_public(&self) -> bool {
        self.texts.iter().any(|text| text.status.is_public())
    }
}

/// Puts the articles in place, and answers what is to be reported: one change an article.
pub(crate) async fn put_many(tx: &WriteTx<'_>, permit: &Permit, puts: &[ArticlePut]) -> Result<Vec<Change>> {
    if puts.is_empty() {
        return Ok(Vec::new());
    }
    let saved = row::save(tx.connection(), permit, puts).await?;
    let former = puts.iter().zip(&saved).flat_map(|(put, saved)| former_slugs(put, saved)).collect();
    redirect::put_former_slugs(tx.connection(), permit, former).await?;
    manuscript::imported(tx, permit, puts).await?;
    Ok(puts.iter().zip(&saved).map(|(put, saved)| change(put, saved)).collect())
}

/// Puts one article in place, and answers its revision; what is to be told of it is for the caller to say.
pub(crate) async fn put_one(tx: &WriteTx<'_>, permit: &Permit, put: &ArticlePut) -> Result<i64> {
    let saved = row::save(tx.connection(), permit, std::slice::from_ref(put)).await?;
    let saved = saved.first().ok_or_else(|| crate::Error::internal("an article was not saved"))?;
    redirect::put_former_slugs(tx.connection(), permit, former_slugs(put, saved)).await?;
    Ok(saved.revision)
}

/// The slugs that the article had formerly: those that are given, and those that public texts of it lose now.
fn former_slugs(put: &ArticlePut, saved: &Saved) -> Vec<FormerSlug> {
    let lost = saved
        .before
        .texts
        .iter()
        .filter(|(_, _, status)| status.is_public())
        .map(|(language, slug, _)| (language, slug));
    let given = put.former_slugs.iter().map(|(language, slug)| (language, slug));
    let is_present = |language: &Language, slug: &Slug| {
        put.texts.iter().any(|text| text.language == *language && text.slug == *slug)
    };
    let former = given.chain(lost).filter(|(language, slug)| !is_present(language, slug));
    former
        .map(|(language, slug)| FormerSlug {
            noun: Noun::Article,
            language: Some(language.clone()),
            slug: slug.clone(),
            owner: put.id.into(),
        })
        .collect()
}

fn change(put: &ArticlePut, saved: &Saved) -> Change {
    let was_public = saved.before.texts.iter().any(|(_, _, status)| status.is_public());
    let (kind, audience) = match (was_public, put.is_public()) {
        (false, true) => (ChangeKind::ArticlePublished, Audience::Public),
        (true, true) => (ChangeKind::ArticleUpdated, Audience::Public),
        (true, false) => (ChangeKind::ArticleUnpublished, Audience::Public),
        (false, false) => (ChangeKind::ArticleSaved, Audience::Staff),
    };
    Change { kind, subject: put.id.into(), revision: saved.revision, audience, tags: tags(put) }
}

/// The collections that a change of this article touches.
pub(crate) fn tags(put: &ArticlePut) -> Vec<String> {
    let languages = put.texts.iter().map(|text| &text.language);
    tags_of(languages, (&put.topics, &put.regions, &put.byline))
}

/// The same, of what is told in parts: the languages, and what it is filed under.
pub(super) fn tags_of<'a>(
    languages: impl Iterator<Item = &'a Language>,
    (topics, regions, byline): (&[TopicId], &[RegionId], &[Contribution]),
) -> Vec<String> {
    let mut tags: Vec<String> = languages.map(|language| format!("articles:{language}")).collect();
    let filed = topics.iter().map(|id| AnyId::from(*id)).chain(regions.iter().map(|id| AnyId::from(*id)));
    let experts = byline.iter().map(|contribution| AnyId::from(contribution.expert));
    tags.extend(filed.chain(experts).map(|id| format!("articles:{id}")));
    tags
}

/// Checks what no database is needed for.
///
/// # Errors
/// `record_invalid`, naming the member.
pub(crate) fn check(put: &ArticlePut, now: Timestamp) -> Result<()> {
    use crate::error::{Code, Error};
    let refuse = |field: &str, why: String| Err(Error::new(Code::RecordInvalid, why).at(field));
    if put.texts.is_empty() {
        return refuse("texts", "An article needs a text in at least one language.".to_owned());
    }
    for (field, count) in [("experts", put.byline.len()), ("topics", put.topics.len()), ("regions", put.regions.len())]
    {
        if count > rules::FILING_MAX {
            return refuse(field, format!("{count} {field}; an article has at most {}.", rules::FILING_MAX));
        }
    }
    for text in &put.texts {
        if text.title.trim().is_empty() || text.title.chars().count() > rules::TITLE_MAX {
            return refuse("title", format!("A title has 1 to {} characters.", rules::TITLE_MAX));
        }
        if text.standfirst.as_ref().is_some_and(|standfirst| standfirst.chars().count() > rules::STANDFIRST_MAX) {
            return refuse("standfirst", format!("A standfirst has at most {} characters.", rules::STANDFIRST_MAX));
        }
        rules::check_dates(text.status, text.published_at, now)?;
    }
    Ok(())
}
