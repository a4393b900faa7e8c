//! What was saved of a text, and how two revisions differ.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::manuscript as model;
use domain::text;
use domain::{Error, Preference, Session};

use super::object::{TextSource, number};
use crate::article::Body;
use crate::connection::Listed;
use crate::context::session;
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// A revision.
pub(crate) struct TextRevision(model::Revision);

impl TextRevision {
    pub(super) fn new(revision: model::Revision) -> Self {
        Self(revision)
    }
}

/// What was saved of a text at one time. A revision never changes.
#[Object]
impl TextRevision {
    /// Its number: 1 and upwards, without a gap.
    async fn number(&self) -> i32 {
        number(self.0.number)
    }

    /// The language of the text.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.language.clone())
    }

    /// The headline.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it says, in a sentence or two.
    async fn standfirst(&self) -> Option<&str> {
        self.0.standfirst.as_deref()
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// The text itself. One statement for each revision: leave it out of lists.
    async fn body(&self, ctx: &Context<'_>) -> Option<Result<Body>> {
        let session = session(ctx);
        let revision = &self.0;
        let found = session.manuscripts().revision(revision.article, &revision.language, Some(revision.number)).await;
        let whole = found.and_then(|whole| whole.ok_or_else(Error::not_found)).told(session);
        Some(whole.map(|whole| Body::new(whole.body, Preference::exactly(revision.language.clone()))))
    }

    /// The text that it was translated from, at the revision that was translated.
    async fn source(&self) -> Option<TextSource> {
        self.0.source.clone().map(TextSource::new)
    }

    /// The number of the revision that it was restored from.
    async fn restored_from(&self) -> Option<i32> {
        self.0.restored_from.map(number)
    }

    /// What was changed, in the words of whoever saved it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The id of the account that saved it; null for an import, and for an account that is no more.
    async fn saved_by(&self) -> Option<ID> {
        self.0.saved_by.map(ID::from)
    }

    /// When it was saved.
    async fn saved_at(&self) -> DateTime {
        DateTime(self.0.saved_at)
    }
}

impl Listed for TextRevision {
    const CONNECTION: (&'static str, &'static str) = ("TextRevisionConnection", "A page of the revisions of a text.");
    const EDGE: (&'static str, &'static str) = ("TextRevisionEdge", "A revision with its place in a list.");
    /// Revisions are numbered without a gap: the latest number is how many there are.
    type Query = i64;

    async fn count(_: &Session, latest: &Self::Query) -> domain::Result<usize> {
        usize::try_from(*latest).map_err(Error::internal)
    }
}

/// What became of a block of a body.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "text::BlockChange")]
pub(crate) enum BlockChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else, or says it otherwise.
    Changed,
    /// It says the same at another place.
    Moved,
    /// It says something else at another place.
    MovedAndChanged,
}

/// What became of a run of words.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "text::RunChange")]
pub(crate) enum RunChange {
    /// In both texts.
    Equal,
    /// Only in the new text.
    Insert,
    /// Only in the old text.
    Delete,
}

/// Some words that share their fate.
#[derive(SimpleObject)]
pub(crate) struct TextRun {
    /// What became of them.
    change: RunChange,
    /// The words, with the white space between them.
    text: String,
}

/// How a block of a body differs.
#[derive(SimpleObject)]
pub(crate) struct BlockDiff {
    /// The key of the block.
    key: String,
    /// What became of it.
    change: BlockChange,
    /// A style (`normal`, `h2`), a kind of list (`bullet`, `number`) or a type (`image`, `table`).
    kind: String,
    /// The old text without marks; null for a block that was added.
    before: Option<String>,
    /// The new text without marks; null for a block that was removed.
    after: Option<String>,
    /// From the old text to the new one. A block with other marks alone has equal runs only.
    runs: Vec<TextRun>,
}

/// How two revisions of a text differ.
#[derive(SimpleObject)]
pub(crate) struct RevisionDiff {
    /// The headline, word by word.
    title: Vec<TextRun>,
    /// The standfirst, word by word.
    standfirst: Vec<TextRun>,
    /// The old slug, if it differs.
    slug_before: Option<String>,
    /// The new slug, if it differs.
    slug_after: Option<String>,
    /// The blocks of the body that differ, in the order of the new text.
    blocks: Vec<BlockDiff>,
}

impl RevisionDiff {
    pub(super) fn new(diff: model::RevisionDiff) -> Self {
        let runs = |runs: Vec<text::TextRun>| {
            runs.into_iter().map(|run| TextRun { change: run.change.into(), text: run.text }).collect::<Vec<_>>()
        };
        let (before, after) = diff.slug.unzip();
        let blocks = diff.body.blocks.into_iter().map(|block| BlockDiff {
            key: block.key,
            change: block.change.into(),
            kind: block.kind,
            before: block.before,
            after: block.after,
            runs: runs(block.runs),
        });
        Self {
            title: runs(diff.title),
            standfirst: runs(diff.standfirst),
            slug_before: before.map(String::from),
            slug_after: after.map(String::from),
            blocks: blocks.collect(),
        }
    }
}

/// What a stale change of a text is told.
#[derive(SimpleObject)]
pub(crate) struct TextConflict {
    /// The revision that the change was made against; null when there is none of that number.
    expected: Option<TextRevision>,
    /// The latest revision.
    present: TextRevision,
    /// From the one to the other.
    diff: Option<RevisionDiff>,
}

impl TextConflict {
    pub(super) fn new(conflict: model::Conflict) -> Self {
        Self {
            expected: conflict.expected.map(TextRevision::new),
            present: TextRevision::new(conflict.present),
            diff: conflict.diff.map(RevisionDiff::new),
        }
    }
}
