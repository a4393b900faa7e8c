//! What staff reads of manuscripts: authors those that are theirs, editors all.

use std::collections::HashMap;
use std::sync::Arc;

use super::row::{self, Head};
use super::{Behind, Conflict, Expected, Manuscript, ManuscriptText, Revision, RevisionDiff, WholeRevision};
use crate::article::{self, Article, ArticleText, Status};
use crate::audit::AuditEntry;
use crate::error::{Error, Result};
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::language::Language;
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Desk, Sight};
use crate::session::Session;
use crate::text::{Body, blocks_behind, text_diff};

/// Manuscripts.
pub struct Manuscripts<'s>(pub(super) &'s Session);

/// Which manuscripts are meant: all that fit everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManuscriptFilter {
    /// With a text in one of these states; of the language, if one is set.
    pub statuses: Vec<Status>,
    /// With a text in this language.
    pub language: Option<Language>,
    /// By this author.
    pub author: Option<AccountId>,
}

impl Session {
    /// Manuscripts.
    #[must_use]
    pub fn manuscripts(&self) -> Manuscripts<'_> {
        Manuscripts(self)
    }
}

impl Manuscripts<'_> {
    /// One manuscript that the viewer may work on.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`.
    pub async fn by_id(&self, id: ArticleId) -> Result<Manuscript> {
        self.check_on_desk(id).await?;
        self.whole(id).await
    }

    /// A page of the manuscripts that the viewer may work on, the latest begun first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, filter: &ManuscriptFilter, request: &PageRequest) -> Result<Page<Manuscript>> {
        let own = self.own()?;
        let list = Fingerprint::of(&format!("manuscripts {filter:?}"));
        let spec = request.check::<Position>(list)?;
        let ids = row::page(self.0.db().reader(), filter, own, &spec).await?;
        let found = self.wholes(&ids).await?;
        let placed = found
            .into_iter()
            .map(|manuscript| (Position { value: 0, id: manuscript.article.id.ulid().to_bytes() }, manuscript));
        Ok(Page::of(list, &spec, placed.collect()))
    }

    /// How many manuscripts match.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn count(&self, filter: &ManuscriptFilter) -> Result<usize> {
        row::count(self.0.db().reader(), filter, self.own()?).await
    }

    /// A page of the revisions of a text, the latest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `page_size_invalid`, `cursor_invalid`.
    pub async fn revisions(&self, id: ArticleId, language: &Language, request: &PageRequest) -> Result<Page<Revision>> {
        self.check_on_desk(id).await?;
        let list = Fingerprint::of(&format!("revisions {id} {language}"));
        let spec = request.check::<Position>(list)?;
        let whole = self.whole(id).await?;
        let text = whole.texts.into_iter().find(|text| text.language == *language).ok_or_else(Error::not_found)?;
        let placed = |revision: Revision| (Position { value: revision.number, id: [0; 16] }, revision);
        let found = row::revisions_page(self.0.db().reader(), (id, language), &spec).await?;
        // Of a text that was only imported, what is there is its one revision.
        if found.is_empty() && text.head.number == 1 {
            return Ok(Page::of_descending(list, &spec, vec![placed(text.head)]));
        }
        Ok(Page::of(list, &spec, found.into_iter().map(placed).collect()))
    }

    /// One revision of a text with its body; the latest without a number. `None` when there is no such revision, or when the
    /// viewer may not work on the article.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn revision(
        &self,
        id: ArticleId,
        language: &Language,
        number: Option<i64>,
    ) -> Result<Option<WholeRevision>> {
        if !self.is_on_desk(id).await? {
            return Ok(None);
        }
        let database = self.0.db().reader();
        let Some(text) = self.whole(id).await?.texts.into_iter().find(|text| text.language == *language) else {
            return Ok(None);
        };
        let number = number.unwrap_or(text.head.number);
        if let Some((revision, body)) = row::revision(database, (id, language), number).await? {
            return Ok(Some(WholeRevision { revision, body: Arc::new(body) }));
        }
        if number != 1 || text.head.number != 1 {
            return Ok(None);
        }
        let wanted = [(id, language.clone())];
        let Some((_, json)) = article::row::bodies(database, &wanted).await?.pop() else { return Ok(None) };
        let value = serde_json::from_str(&json).map_err(Error::internal)?;
        let body = Arc::new(Body::from_json(&value).map_err(Error::internal)?);
        Ok(Some(WholeRevision { revision: text.head, body }))
    }

    /// How a revision of a text became another.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found` for a revision that there isn't.
    pub async fn diff(&self, id: ArticleId, language: &Language, from: i64, to: i64) -> Result<RevisionDiff> {
        let from = self.revision(id, language, Some(from)).await?.ok_or_else(|| Error::not_found().at("from"))?;
        let to = self.revision(id, language, Some(to)).await?.ok_or_else(|| Error::not_found().at("to"))?;
        Ok(RevisionDiff::between(&from, &to))
    }

    /// How far a translation is behind the text that it was made from; `None` for a text that isn't a translation.
    ///
    /// # Errors
    /// As [`Manuscripts::revision`].
    pub async fn behind(&self, revision: &Revision) -> Result<Option<Behind>> {
        let Some(source) = revision.source.clone() else { return Ok(None) };
        let then = self.revision(revision.article, &source.language, Some(source.revision)).await?;
        let now = self.revision(revision.article, &source.language, None).await?;
        let (Some(then), Some(now)) = (then, now) else { return Ok(None) };
        let revisions = now.revision.number - source.revision;
        Ok(Some(Behind { source, revisions, blocks: blocks_behind(&then.body, &now.body) }))
    }

    /// What a stale change of these texts is told: of the first one that it wasn't made against the latest revision of, both
    /// revisions and how they differ. `None` when there is no such text.
    ///
    /// # Errors
    /// As [`Manuscripts::revision`].
    pub async fn conflict(&self, id: ArticleId, texts: &[Expected]) -> Result<Option<Conflict>> {
        for text in texts {
            let Some(present) = self.revision(id, &text.language, None).await? else { continue };
            if present.revision.number == text.revision {
                continue;
            }
            let expected = self.revision(id, &text.language, Some(text.revision)).await?;
            let diff = expected.as_ref().map(|expected| RevisionDiff::between(expected, &present));
            let expected = expected.map(|whole| whole.revision);
            return Ok(Some(Conflict { expected, present: present.revision, diff }));
        }
        Ok(None)
    }

    /// The steps that the texts of an article took, the earliest first: by whom, when and why.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`.
    pub async fn history(&self, id: ArticleId) -> Result<Vec<AuditEntry>> {
        self.check_on_desk(id).await?;
        self.0.audit().steps(id).await
    }

    fn own(&self) -> Result<Option<AccountId>> {
        match policy::desk(self.0.viewer())?.0 {
            Desk::Own(account) => Ok(Some(account)),
            Desk::All => Ok(None),
        }
    }

    pub(super) async fn is_on_desk(&self, id: ArticleId) -> Result<bool> {
        match self.own()? {
            Some(account) => row::is_author(self.0.db().reader(), account, id).await,
            None => Ok(true),
        }
    }

    pub(super) async fn check_on_desk(&self, id: ArticleId) -> Result<()> {
        if self.is_on_desk(id).await? { Ok(()) } else { Err(Error::not_found()) }
    }

    /// A manuscript, whoever asks: the caller has seen to it that they may.
    pub(super) async fn whole(&self, id: ArticleId) -> Result<Manuscript> {
        self.wholes(&[id]).await?.pop().ok_or_else(Error::not_found)
    }

    /// Manuscripts in the order asked for, with the same number of statements however many they are.
    async fn wholes(&self, ids: &[ArticleId]) -> Result<Vec<Manuscript>> {
        let database = self.0.db().reader();
        let articles = article::row::by_ids(database, ids, &Sight::Everything).await?;
        let mut articles: HashMap<ArticleId, Article> =
            articles.into_iter().map(|article| (article.id, article)).collect();
        let mut heads = row::heads(database, ids).await?;
        let mut authors = row::authors(database, ids).await?;
        let wanted: Vec<(ArticleId, Language, i64)> = heads
            .iter()
            .flat_map(|(id, heads)| heads.iter().map(|(language, head)| (*id, language.clone(), head.revision)))
            .collect();
        let revisions = row::revisions(database, &wanted).await?;
        let mut revisions: HashMap<(ArticleId, Language), Revision> =
            revisions.into_iter().map(|it| ((it.article, it.language.clone()), it)).collect();
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(article) = articles.remove(id) else { continue };
            let mut heads = heads.remove(id).unwrap_or_default();
            let mut texts = Vec::with_capacity(article.texts.len());
            for text in &article.texts {
                let latest = revisions.remove(&(*id, text.language.clone()));
                texts.push(stands(*id, text, heads.remove(&text.language), latest)?);
            }
            let authors = authors.remove(id).unwrap_or_default();
            found.push(Manuscript { article: Arc::new(article), authors, texts });
        }
        Ok(found)
    }
}

/// Where a text stands; one that was only imported is at its first revision.
fn stands(
    article: ArticleId,
    text: &ArticleText,
    head: Option<Head>,
    latest: Option<Revision>,
) -> Result<ManuscriptText> {
    let imported = || Revision {
        article,
        language: text.language.clone(),
        number: 1,
        title: text.title.to_string(),
        standfirst: text.standfirst.as_deref().map(str::to_owned),
        slug: text.slug.clone(),
        source: None,
        restored_from: None,
        note: None,
        saved_by: None,
        saved_at: text.updated_at,
    };
    let was_public = text.status != Status::Scheduled;
    Ok(ManuscriptText {
        language: text.language.clone(),
        shown_revision: head.as_ref().map_or(1, |head| head.shown_revision),
        zone: head.as_ref().and_then(|head| head.zone.clone()),
        first_public_at: match &head {
            Some(head) => head.first_public_at.map(instant::read).transpose()?,
            None => text.published_at.filter(|_| was_public),
        },
        head: latest.unwrap_or_else(imported),
    })
}

impl RevisionDiff {
    fn between(from: &WholeRevision, to: &WholeRevision) -> Self {
        let (old, new) = (&from.revision, &to.revision);
        let standfirst = |revision: &Revision| revision.standfirst.clone().unwrap_or_default();
        Self {
            title: text_diff(&old.title, &new.title),
            standfirst: text_diff(&standfirst(old), &standfirst(new)),
            slug: (old.slug != new.slug).then(|| (old.slug.clone(), new.slug.clone())),
            body: from.body.diff(&to.body),
        }
    }
}
