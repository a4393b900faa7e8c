//! The manuscript, and where each of its texts stands.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::article as words;
use domain::manuscript as model;
use domain::{Preference, Session};

use super::preview::ArticlePreviewLink;
use super::revision::{RevisionDiff, TextRevision};
use crate::article::{Article, PublicationStatus};
use crate::connection::{Connection, Listed, page};
use crate::context::session;
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// A manuscript with the languages that it is shown in.
pub(crate) struct Manuscript {
    manuscript: Arc<model::Manuscript>,
    wish: Preference,
}

impl Manuscript {
    pub(super) fn new(manuscript: model::Manuscript, wish: &Preference) -> Self {
        Self { manuscript: Arc::new(manuscript), wish: wish.clone() }
    }

    fn id_(&self) -> domain::id::ArticleId {
        self.manuscript.article.id
    }
}

/// An article as those see it who work on it: authors those that are theirs, editors all.
#[Object]
impl Manuscript {
    /// The id of the article: `art_01jb…`.
    async fn article_id(&self) -> ID {
        self.id_().into()
    }

    /// The article as it is shown or will be, with drafts: what it is about, who contributed, the texts. Null when it has no
    /// text in a language that will do. Its `body` is null for authors while it isn't public: ask for that of a revision.
    async fn article(&self) -> Option<Article> {
        Article::served(Arc::clone(&self.manuscript.article), &self.wish)
    }

    /// Raised by every change of the article itself: what `articleFilingSave` and `articleAuthorsSet` take as
    /// `expectedRevision`.
    async fn revision(&self) -> i32 {
        number(self.manuscript.article.revision)
    }

    /// Whose drafts it is: the ids of accounts with the role of an author.
    async fn authors(&self) -> Vec<ID> {
        self.manuscript.authors.iter().map(|account| (*account).into()).collect()
    }

    /// Its texts.
    async fn texts(&self) -> Vec<ManuscriptText> {
        (0..self.manuscript.texts.len()).map(|index| self.text_at(index)).collect()
    }

    /// The text in a language; null when there is none.
    async fn text(&self, #[graphql(desc = "The language.")] language: LanguageTag) -> Option<ManuscriptText> {
        let index = self.manuscript.texts.iter().position(|text| text.language == language.0)?;
        Some(self.text_at(index))
    }

    /// The steps that its texts took from state to state, the earliest first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<TextStep>> {
        let session = session(ctx);
        let entries = session.manuscripts().history(self.id_()).await.told(session)?;
        Ok(entries.into_iter().map(TextStep::new).collect())
    }

    /// Links to look at it, which have not ended by themselves, the latest first.
    async fn previews(&self, ctx: &Context<'_>) -> Result<Vec<ArticlePreviewLink>> {
        let session = session(ctx);
        let previews = session.manuscripts().previews(self.id_()).await.told(session)?;
        Ok(previews.into_iter().map(ArticlePreviewLink::new).collect())
    }
}

impl Manuscript {
    fn text_at(&self, index: usize) -> ManuscriptText {
        ManuscriptText { manuscript: Arc::clone(&self.manuscript), index }
    }
}

impl Listed for Manuscript {
    const CONNECTION: (&'static str, &'static str) = ("ManuscriptConnection", "A page of manuscripts.");
    const EDGE: (&'static str, &'static str) = ("ManuscriptEdge", "A manuscript with its place in a list.");
    type Query = model::ManuscriptFilter;

    async fn count(session: &Session, filter: &Self::Query) -> domain::Result<usize> {
        session.manuscripts().count(filter).await
    }
}

/// One text of a manuscript.
pub(crate) struct ManuscriptText {
    manuscript: Arc<model::Manuscript>,
    index: usize,
}

impl ManuscriptText {
    fn model(&self) -> &model::ManuscriptText {
        &self.manuscript.texts[self.index]
    }

    fn shown(&self) -> Option<&words::ArticleText> {
        self.manuscript.article.texts.iter().find(|text| text.language == self.model().language)
    }
}

/// Where one text of a manuscript stands.
#[Object]
impl ManuscriptText {
    /// The language.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.model().language.clone())
    }

    /// Its state. Null never, but in the moment in which a text is begun.
    async fn status(&self) -> Option<PublicationStatus> {
        self.shown().map(|text| text.status.into())
    }

    /// The number of its latest revision: what every change of the text takes as `expectedRevision`.
    async fn revision(&self) -> i32 {
        number(self.model().head.number)
    }

    /// The latest revision.
    async fn latest(&self) -> TextRevision {
        TextRevision::new(self.model().head.clone())
    }

    /// The number of the revision that is shown, or will be when its time comes. While the text is neither scheduled nor
    /// public that is the latest.
    async fn shown_revision(&self) -> i32 {
        number(self.model().shown_revision)
    }

    /// When it is to be published; null for a text that isn't scheduled.
    async fn schedule(&self) -> Option<TextSchedule> {
        let text = self.shown().filter(|text| text.status == words::Status::Scheduled)?;
        Some(TextSchedule {
            at: DateTime(text.published_at?),
            zone: self.model().zone.clone(),
            is_embargoed: text.embargoed,
        })
    }

    /// When it was public for the first time.
    async fn first_public_at(&self) -> Option<DateTime> {
        self.model().first_public_at.map(DateTime)
    }

    /// How far it is behind the text that it was translated from; null for one that isn't a translation.
    async fn behind(&self, ctx: &Context<'_>) -> Option<Result<TranslationBehind>> {
        let session = session(ctx);
        let behind = session.manuscripts().behind(&self.model().head).await.told(session).transpose()?;
        Some(behind.map(|behind| TranslationBehind {
            source: TextSource::new(behind.source),
            revisions: number(behind.revisions),
            blocks: behind.blocks,
        }))
    }

    /// One of its revisions; null when there is none of that number.
    async fn revision_of(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number.")] number: i32,
    ) -> Option<Result<TextRevision>> {
        let session = session(ctx);
        let (id, language) = (self.manuscript.article.id, &self.model().language);
        let found = session.manuscripts().revision(id, language, Some(i64::from(number))).await;
        let found = found.told(session).transpose()?;
        Some(found.map(|whole| TextRevision::new(whole.revision)))
    }

    /// Its revisions, the latest first.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Result<Connection<TextRevision>> {
        let session = session(ctx);
        let (id, text) = (self.manuscript.article.id, self.model());
        let request = page(first, after, last, before);
        let found = session.manuscripts().revisions(id, &text.language, &request).await.told(session)?;
        Ok(Connection::new(found, text.head.number, |revision| Some(TextRevision::new(revision))))
    }

    /// How one of its revisions became another.
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the old one.")] from: i32,
        #[graphql(desc = "The number of the new one.")] to: i32,
    ) -> Option<Result<RevisionDiff>> {
        let session = session(ctx);
        let (id, language) = (self.manuscript.article.id, &self.model().language);
        let diff = session.manuscripts().diff(id, language, i64::from(from), i64::from(to)).await;
        Some(diff.told(session).map(RevisionDiff::new))
    }
}

/// When a text is to be published.
#[derive(SimpleObject)]
pub(crate) struct TextSchedule {
    /// The instant.
    at: DateTime,
    /// The zone that it was said in, by the IANA database; null for what was imported.
    zone: Option<String>,
    /// Partners who are entitled to it see the text before that.
    is_embargoed: bool,
}

/// A text that another was translated from.
#[derive(SimpleObject)]
pub(crate) struct TextSource {
    /// Its language.
    language: LanguageTag,
    /// The number of the revision that was translated.
    revision: i32,
}

impl TextSource {
    pub(super) fn new(source: model::Source) -> Self {
        Self { language: LanguageTag(source.language), revision: number(source.revision) }
    }
}

/// How far a translation is behind its source.
#[derive(SimpleObject)]
pub(crate) struct TranslationBehind {
    /// The source, at the revision that was translated.
    source: TextSource,
    /// How many revisions of the source came since.
    revisions: i32,
    /// The keys of the blocks that are new or say something else since, in the order of the source.
    blocks: Vec<String>,
}

/// A step that a text took from one state to another.
#[derive(SimpleObject)]
pub(crate) struct TextStep {
    /// When.
    at: DateTime,
    /// Who: `staff:acc_…`, or the job of the program that did it.
    actor: String,
    /// What was done: `article.approve`.
    event: String,
    /// The language of the text.
    language: Option<LanguageTag>,
    /// The state before.
    from: Option<PublicationStatus>,
    /// The state after.
    to: Option<PublicationStatus>,
    /// The latest revision then.
    revision: Option<i32>,
    /// Why.
    reason: Option<String>,
}

impl TextStep {
    fn new(entry: domain::audit::AuditEntry) -> Self {
        let state = |word: Option<String>| words::Status::parse(&word?).map(Into::into);
        Self {
            at: DateTime(entry.at),
            actor: entry.actor,
            event: entry.event,
            language: entry.language.map(LanguageTag),
            from: state(entry.from_state),
            to: state(entry.to_state),
            revision: entry.to_revision.map(number),
            reason: entry.reason,
        }
    }
}

/// A number of a revision, as GraphQL has numbers.
pub(super) fn number(revision: i64) -> i32 {
    i32::try_from(revision).unwrap_or(i32::MAX)
}
