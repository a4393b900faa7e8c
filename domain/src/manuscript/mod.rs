//! Manuscripts: articles as they are worked on. `rules.rs` is the state machine of a text, pure; `open.rs` how a change begins
//! and ends, `edit.rs` saves revisions, `file.rs` says what an article is about and who writes it, `step.rs` leads a text
//! from state to state, `due.rs` publishes what was scheduled, `preview.rs` makes links to look at it before others do,
//! `read.rs` is what staff reads.
//!
//! What is shown lies in the rows of `article`: while a text is scheduled or public that is a frozen revision, and what is
//! saved meanwhile waits here; in all other states it is the latest one.

use std::sync::Arc;

use jiff::Timestamp;

use crate::article::Article;
use crate::id::{AccountId, ArticleId, PreviewId};
use crate::language::Language;
use crate::text::{Body, BodyDiff, Slug, TextRun};

mod due;
mod edit;
mod file;
mod open;
mod preview;
mod read;
pub(crate) mod row;
mod rules;
mod schedule;
mod step;
mod withdrawal;

pub use edit::{NewManuscript, NewTranslation, Saved, TextSave};
pub use file::Filing;
pub use preview::{NewPreview, PREVIEW_DAYS_MAX, PreviewMade, Previewed};
pub use read::{ManuscriptFilter, Manuscripts};
pub(crate) use row::imported;
pub use rules::StepKind;
pub use schedule::LocalTime;
pub use step::{Correcting, Expected, Step};
pub use withdrawal::Withdrawal;

/// An article as those see it who work on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Manuscript {
    /// The article with all its texts, as they are shown or will be.
    pub article: Arc<Article>,
    /// Whose drafts it is: accounts with the role of an author.
    pub authors: Vec<AccountId>,
    /// Where each text stands.
    pub texts: Vec<ManuscriptText>,
}

/// One text of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ManuscriptText {
    /// The language.
    pub language: Language,
    /// The latest revision, without its body.
    pub head: Revision,
    /// The revision that is shown, or will be when its time comes. While the text is neither scheduled nor public it is the
    /// latest one.
    pub shown_revision: i64,
    /// The zone that the time of its publication was said in, while it is scheduled.
    pub zone: Option<String>,
    /// When it was public for the first time.
    pub first_public_at: Option<Timestamp>,
}

/// What was saved of a text at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Of which article.
    pub article: ArticleId,
    /// In which language.
    pub language: Language,
    /// Its number: 1 and upwards, without a gap.
    pub number: i64,
    /// The headline.
    pub title: String,
    /// What it says, in a sentence or two.
    pub standfirst: Option<String>,
    /// Its name in addresses.
    pub slug: Slug,
    /// The text that it was translated from.
    pub source: Option<Source>,
    /// The revision that it was restored from.
    pub restored_from: Option<i64>,
    /// What was changed, in the words of whoever saved it.
    pub note: Option<String>,
    /// Who saved it; nobody for an import, or for an account that is no more.
    pub saved_by: Option<AccountId>,
    /// When.
    pub saved_at: Timestamp,
}

/// A text of the same article that another was translated from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its language.
    pub language: Language,
    /// The revision that was translated.
    pub revision: i64,
}

/// How far a translation is behind its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The source, at the revision that was translated.
    pub source: Source,
    /// How many revisions of the source came since.
    pub revisions: i64,
    /// The keys of the blocks that are new or say something else since, in the order of the source.
    pub blocks: Vec<String>,
}

/// How two revisions of a text differ.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisionDiff {
    /// The headline, word by word.
    pub title: Vec<TextRun>,
    /// The standfirst, word by word.
    pub standfirst: Vec<TextRun>,
    /// The slug, if it differs: the old one and the new one.
    pub slug: Option<(Slug, Slug)>,
    /// The body, block by block.
    pub body: BodyDiff,
}

/// What a stale write is told: the revision that it was made against, the present one, and what lies between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What the write was made against; none when there is no such revision.
    pub expected: Option<Revision>,
    /// The present one.
    pub present: Revision,
    /// From the one to the other.
    pub diff: Option<RevisionDiff>,
}

/// A link to look at one text before others do, as staff sees it; its token is told once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Which.
    pub id: PreviewId,
    /// Of which article.
    pub article: ArticleId,
    /// In which language.
    pub language: Language,
    /// One revision, or whichever is the latest.
    pub revision: Option<i64>,
    /// Who made it.
    pub created_by: Option<AccountId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A revision with its body.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeRevision {
    /// What was saved.
    pub revision: Revision,
    /// The body.
    pub body: Arc<Body>,
}
